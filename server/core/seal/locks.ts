import type { KeyObject } from 'node:crypto'
import { formatVersion, type KeyOwner, type Keyring, keyIdBytes, type Purpose } from './keyring.ts'
import { lengthPrefixed } from './length-prefixed.ts'

/** What a text is sealed for; all of it is authenticated. */
export interface SealedFor {
  readonly purpose: Purpose
  /** Name of the component. */
  readonly component: string
}

/** What a text is encrypted with: the key, and the data that has to fit besides. */
export interface Lock {
  readonly keyId: number
  readonly purpose: Purpose
  readonly key: KeyObject
  readonly additionalData: Buffer
}

/**
 * Makes a look-up of locks by key id and use. A page seals many states of few components: each key and each lock is made once.
 * @returns the lock; `undefined` where the ring has no such key
 */
export function cachedLocks(keyring: Keyring, owner: Omit<KeyOwner, 'purpose'>) {
  const locks = new Map<string, Lock[]>()
  const keys = new Map<string, KeyObject>()
  const make = (keyId: number, { purpose, component }: SealedFor): Lock | undefined => {
    const id = Buffer.allocUnsafe(keyIdBytes)
    id.writeUInt32BE(keyId)
    const name = `${keyId}.${purpose}`
    const key = keys.get(name) ?? keyring.find(id)?.derive({ ...owner, purpose })
    if (key === undefined) return undefined
    keys.set(name, key)
    const fields = [purpose, Uint8Array.of(formatVersion), id, component]
    return { keyId, purpose, key, additionalData: lengthPrefixed(fields) }
  }
  return (keyId: number, use: SealedFor): Lock | undefined => {
    const known = locks.get(use.component) ?? []
    for (const lock of known) if (lock.keyId === keyId && lock.purpose === use.purpose) return lock
    const lock = make(keyId, use)
    if (lock !== undefined) locks.set(use.component, [...known, lock])
    return lock
  }
}

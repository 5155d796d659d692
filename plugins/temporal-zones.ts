import { setImmediate as nextTurn } from 'node:timers/promises'
import { StateRejected } from '../server/core/index.ts'

/** Time zones that one turn of the event loop may use for the first time, which takes some 0.2 ms each. */
const maxNew = 50

const known = new Set<string>()
let newInThisTurn = 0

/**
 * Reads a value with a time zone: at once, or in a later turn of the event loop where this one has had too many that
 * are new to the process.
 * @param zone name by which it is known from then on
 * @throws what `read` throws; a promise rejects with StateRejected instead
 */
export function readInZone<T>(zone: string, read: () => T): T | Promise<T> {
  return mayUse(zone) ? use(zone, read) : useLater(zone, read)
}

function mayUse(zone: string): boolean {
  if (known.has(zone)) return true
  if (newInThisTurn >= maxNew) return false
  if (newInThisTurn++ === 0) setImmediate(() => (newInThisTurn = 0))
  return true
}

/** Only one that exists is kept in mind. */
function use<T>(zone: string, read: () => T): T {
  const value = read()
  known.add(zone)
  return value
}

async function useLater<T>(zone: string, read: () => T): Promise<T> {
  do await nextTurn()
  while (!mayUse(zone))
  try {
    return use(zone, read)
  } catch (cause) {
    throw new StateRejected('a time zone that is none', cause)
  }
}

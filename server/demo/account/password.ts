import { randomBytes, type ScryptOptions, scrypt, scryptSync, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** Takes 16 MiB. */
const cost = { N: 2 ** 14, r: 8, p: 5 }
const hashLength = 32

/** The hash of no password that anybody knows. */
export const nobodysHash = toText(Buffer.alloc(16), Buffer.alloc(hashLength))

/**
 * Hashes a password with a salt of its own, at once: it is called while a transaction is open.
 * @returns salt and hash, to be kept
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
export function hashPassword(password: string): string {
  const salt = randomBytes(16)
  return toText(salt, scryptSync(password.normalize(), salt, hashLength, cost))
}

/**
 * Whether a password is the one that was hashed. Takes the same time however much of it is right.
 * @param kept what `hashPassword` returned
 */
export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [salt, hash] = kept.split('.').map((part) => Buffer.from(part, 'base64url'))
  if (salt === undefined || hash?.length !== hashLength) return false
  return timingSafeEqual(await derive(password.normalize(), salt, hashLength, cost), hash)
}

function toText(salt: Buffer, hash: Buffer): string {
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`
}

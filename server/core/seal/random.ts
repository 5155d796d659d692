import { randomFillSync } from 'node:crypto'

const poolSize = 4096
const pool = Buffer.allocUnsafe(poolSize)
let used = poolSize

/**
 * Draws random bytes from a pool, since one system call per nonce costs more than the sealing itself.
 * Each byte is handed out once and wiped.
 * @param target filled with random bytes
 */
export function fillRandom(target: Uint8Array): void {
  if (target.length > poolSize) {
    randomFillSync(target)
    return
  }
  if (used + target.length > poolSize) {
    randomFillSync(pool)
    used = 0
  }
  // Byte by byte: for the twelve of a nonce that is quicker than two views of them.
  for (let at = 0; at < target.length; at++) {
    target[at] = pool[used] as number
    pool[used++] = 0
  }
}

/**
 * Makes an id that nobody can guess.
 * @param bytes how many random bytes
 * @returns base64url text
 */
export function randomId(bytes: number): string {
  const id = Buffer.allocUnsafe(bytes)
  fillRandom(id)
  return id.toString('base64url')
}

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
  target.set(pool.subarray(used, used + target.length))
  pool.fill(0, used, used + target.length)
  used += target.length
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

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'

const algorithm = 'aes-128-cbc'
const ivAt = 9
const textAt = 25
const macBytes = 32

/**
 * What the reference does: gzip, then Fernet.
 * @see https://github.com/fernet/spec/blob/master/Spec.md
 */
export function createFernet(secret: Buffer) {
  const signing = secret.subarray(0, 16)
  const encrypting = secret.subarray(16, 32)
  const macOf = (bytes: Buffer) => createHmac('sha256', signing).update(bytes).digest()
  return {
    seal(text: string): string {
      const head = Buffer.alloc(ivAt)
      head[0] = 0x80
      head.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)), 1)
      const iv = randomBytes(16)
      const cipher = createCipheriv(algorithm, encrypting, iv)
      const bytes = Buffer.concat([head, iv, cipher.update(gzipSync(text)), cipher.final()])
      return Buffer.concat([bytes, macOf(bytes)]).toString('base64url')
    },
    unseal(sealed: string): string {
      const all = Buffer.from(sealed, 'base64url')
      const bytes = all.subarray(0, -macBytes)
      if (!timingSafeEqual(macOf(bytes), all.subarray(-macBytes))) throw new Error('not authentic')
      const decipher = createDecipheriv(algorithm, encrypting, bytes.subarray(ivAt, textAt))
      return gunzipSync(
        Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]),
      ).toString()
    },
  }
}

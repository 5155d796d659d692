import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Bytes from which on compressing is worth it. */
const threshold = 1024
/** First byte of compressed text; the texts that we seal are JSON and begin with another. */
const mark = 1
/** A text may be so many times longer than the longest sealed text: reading and writing it takes so much more time. */
export const maxRatio = 2

/**
 * Turns a text into the bytes to be encrypted.
 * @returns the text as UTF-8 or, where `compress` is set and it is long enough, raw deflate behind a mark;
 * `undefined` when it would be too long to be read again
 * @see RFC 1951 (deflate)
 */
export function toBytes(text: string, { compress, maxSealedLength }: CompressOptions) {
  const bytes = Buffer.from(text)
  const isMarked = bytes[0] === mark
  if (!isMarked && (compress !== true || bytes.length < threshold)) return bytes
  if (bytes.length > maxSealedLength * maxRatio) return undefined
  return Buffer.concat([Buffer.of(mark), deflateRawSync(bytes)])
}

/** How long a sealed text may be, and whether it is shortened. */
export interface CompressOptions {
  /** Compresses from 1 KiB on; off, since the length then tells something of the content. */
  readonly compress?: boolean
  /** Characters of the longest sealed text that is made or looked at. */
  readonly maxSealedLength: number
}

/**
 * Reads what `toBytes` wrote, whether or not compressing is switched on now. A few bytes can stand for very
 * long text, so inflating stops at a bound.
 * @throws RangeError past the bound, Error when it is no deflate
 */
export function toText(bytes: Buffer, { maxSealedLength }: CompressOptions): string {
  if (bytes[0] !== mark) return bytes.toString('utf8')
  const maxOutputLength = maxSealedLength * maxRatio
  return inflateRawSync(bytes.subarray(1), { maxOutputLength }).toString('utf8')
}

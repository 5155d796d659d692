const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Characters that decoders skip, stop at or take for others. */
const odd = [
  ...' \t\n\r\0\v\f=.*~,;:%&+/\\"\'<>'.split(''),
  '\u00a0',
  '\u200b',
  '\ufeff',
  '\uff0d',
  '\u2010',
  '\u0410',
  '\ud800',
  '%2D',
  '==',
]

/** Other spellings of the bytes of a sealed text, and texts with what a decoder may skip. */
export function* spellingsOf(sealed: string): Generator<string> {
  const bytes = Buffer.from(sealed, 'base64url')
  yield bytes.toString('base64')
  yield bytes.toString('hex')
  yield bytes.toString('latin1')
  yield sealed.replaceAll('-', '+').replaceAll('_', '/')
  yield sealed.toLowerCase()
  yield sealed.toUpperCase()
  yield encodeURIComponent(`${sealed}=`)
  yield Buffer.from(sealed).toString('base64url')
  yield `${sealed}${sealed}`
  for (const character of odd) {
    for (const at of [0, 1, 4, 7, 20, sealed.length - 1, sealed.length]) {
      yield sealed.slice(0, at) + character + sealed.slice(at)
    }
  }
  yield* aliasesOf(sealed)
}

/** Texts that a decoder reads as the same bytes, since it drops the last bits. */
function* aliasesOf(sealed: string): Generator<string> {
  for (const last of alphabet) yield sealed.slice(0, -1) + last
}

/** A text with each character exchanged, for each other of the alphabet that is asked for. */
export function* exchanged(sealed: string, step: number): Generator<string> {
  for (let at = 0; at < sealed.length; at++) {
    for (let other = at % step; other < alphabet.length; other += step) {
      yield sealed.slice(0, at) + alphabet[other] + sealed.slice(at + 1)
    }
  }
}

/** Bytes with each one changed to the others, `step` apart. */
export function* flipped(bytes: Buffer, step: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    for (let mask = 1; mask < 256; mask += step) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] as number) ^ mask
      yield changed
    }
  }
}

/** Bytes of every other length: cut at both ends, and with bytes put in. */
export function* resized(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    yield bytes.subarray(0, at)
    yield bytes.subarray(at + 1)
    yield Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
    yield Buffer.concat([bytes.subarray(0, at), Buffer.of(0), bytes.subarray(at)])
  }
  for (const more of [1, 2, 3, 4, 16, 1000]) {
    yield Buffer.concat([bytes, Buffer.alloc(more)])
    yield Buffer.concat([Buffer.alloc(more), bytes])
    yield Buffer.concat([bytes, bytes.subarray(-more)])
  }
}

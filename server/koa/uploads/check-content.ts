import type { Readable } from 'node:stream'
import { english, type FileField, InvalidInput, type Texts } from '../../core/rooms.ts'
import { createTextCheck, guessType, sampleBytes } from './content-type.ts'

/** Bytes of one file where its field says nothing. */
export const defaultFileBytes = 10 * 1024 * 1024

/** A file on its way in. */
export interface IncomingFile {
  /** Name of its field in the form. */
  readonly field: string
  readonly rules: FileField
  /** As its sender calls it. */
  readonly name: string
  readonly content: Readable
  /** What is said of one that is refused; English. */
  readonly texts?: Texts
}

/** A file whose first bytes have passed. */
export interface CheckedContent {
  readonly type: string
  /** Bytes that went through so far. */
  readonly size: () => number
  /** Gives the bytes, and fails as soon as they break the rules. */
  readonly chunks: () => AsyncGenerator<Uint8Array>
}

/**
 * Looks at the first bytes of a file before any is stored, and at all others as they pass.
 * @throws InvalidInput under the field's name
 */
export async function checkContent(file: IncomingFile): Promise<CheckedContent> {
  const { field, rules, content, texts = english } = file
  const wrongType = refused(field, texts.wrongFileType)
  const { types, maxBytes = defaultFileBytes } = rules
  // What is refused is left in the stream: its sender may have more to say after it.
  const rest = content.iterator({ destroyOnReturn: false })
  const sample = await readSample(rest)
  const guess = await guessType(Buffer.concat(sample), types ?? [])
  if (types?.includes(guess.type) === false) {
    await leave(rest)
    throw wrongType
  }
  const isText = guess.isText && types !== undefined ? createTextCheck() : () => true
  let size = 0
  return {
    type: guess.type,
    size: () => size,
    async *chunks() {
      for await (const chunk of all(sample, rest)) {
        size += chunk.length
        if (size > maxBytes) throw refused(field, texts.fileTooLarge(maxBytes))
        if (!isText(chunk)) throw wrongType
        yield chunk
      }
    },
  }
}

type Chunks = AsyncIterableIterator<Uint8Array>

async function readSample(chunks: Chunks): Promise<Uint8Array[]> {
  const sample: Uint8Array[] = []
  let length = 0
  while (length < sampleBytes) {
    const { done, value } = await chunks.next()
    if (done === true) break
    sample.push(value)
    length += value.length
  }
  return sample
}

async function* all(sample: readonly Uint8Array[], rest: Chunks): AsyncGenerator<Uint8Array> {
  try {
    yield* sample
    yield* rest
  } finally {
    await leave(rest)
  }
}

/** A stream that is still iterated can't be read by anybody else, and holds up all that comes after it. */
async function leave(chunks: Chunks): Promise<void> {
  await chunks.return?.()
}

function refused(path: string, message: string): InvalidInput {
  return new InvalidInput([{ path, message }])
}

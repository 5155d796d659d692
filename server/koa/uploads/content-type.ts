/** How many bytes are looked at before the first is stored. */
export const sampleBytes = 65_536

/** What a file is as far as its first bytes tell. */
export interface Guess {
  /** Media type; `application/octet-stream` where nothing tells. */
  readonly type: string
  /** Whether it is a text only if the rest is one too. */
  readonly isText: boolean
}

/**
 * Tells a media type from the first bytes, never from a name. A text has no mark to know it by: UTF-8 without NUL
 * counts as the first text type that is listed.
 */
export async function guessType(sample: Uint8Array, listed: readonly string[]): Promise<Guess> {
  // Loaded by the first upload: the package is there only where uploads are configured.
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(sample)
  if (found !== undefined) return { type: found.mime, isText: false }
  if (!createTextCheck()(sample)) return { type: 'application/octet-stream', isText: false }
  return { type: listed.find((type) => type.startsWith('text/')) ?? 'text/plain', isText: true }
}

/** Looks at the chunks of a text one by one: answers whether all so far are one. */
export function createTextCheck(): (chunk: Uint8Array) => boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (chunk) => {
    try {
      decoder.decode(chunk, { stream: true })
      return !chunk.includes(0)
    } catch {
      return false
    }
  }
}

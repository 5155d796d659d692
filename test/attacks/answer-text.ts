import type { Answer } from './wire.ts'

/** All of an answer but what changes by itself. */
export function answerText({ status, headers, text }: Answer): string {
  const { date: _, ...others } = headers
  return JSON.stringify({ status, headers: others, text })
}

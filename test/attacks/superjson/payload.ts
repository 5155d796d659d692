/** A hostile text or, where it is long, what makes it. */
export type Text = string | (() => string)

/** Texts that mean the same harm. */
export interface Payload {
  readonly what: string
  readonly texts: readonly Text[]
  /** What the log says of the first of them. */
  readonly reason?: string
}

/** Payloads that aim at one thing, all of which have to be refused. */
export interface Attack {
  /** What is refused, as the end of a sentence. */
  readonly aims: string
  readonly payloads: readonly Payload[]
}

/** Writes superjson's format, whatever it says. */
export function typed(json: unknown, values: unknown): string {
  return JSON.stringify({ json, meta: { values, v: 1 } })
}

export function textOf(text: Text): string {
  return typeof text === 'string' ? text : text()
}

/** Payloads of one text each. */
export function singly(payloads: readonly (readonly [what: string, text: Text])[]): Payload[] {
  return payloads.map(([what, text]) => ({ what, texts: [text] }))
}

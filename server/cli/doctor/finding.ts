/** How bad it is. `unknown` is what can't be told from here. */
export type Level = 'ok' | 'warning' | 'problem' | 'unknown'

/** What a check found. */
export interface Finding {
  readonly level: Level
  /** A sentence. */
  readonly message: string
  /** What to do about it. */
  readonly advice?: string
}

/** What is in order. */
export function ok(message: string): Finding {
  return { level: 'ok', message }
}

/** What works, but should not stay so. */
export function warning(message: string, advice: string): Finding {
  return { level: 'warning', message, advice }
}

/** What does not work, or is not safe. */
export function problem(message: string, advice: string): Finding {
  return { level: 'problem', message, advice }
}

/** What can't be told from here. */
export function unknown(message: string): Finding {
  return { level: 'unknown', message }
}

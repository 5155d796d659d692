import type { Awaitable } from '../core/rooms.ts'

/** One of the program's commands: what `sealwax NAME …` does. */
export interface Command {
  /** The word that chooses it. */
  readonly name: string
  /** What it does, in a line. */
  readonly summary: string
  /** How it is called, and what its options mean. Begins with `Usage: sealwax NAME`. */
  readonly usage: string
  /**
   * Does it.
   * @param args what stands behind the name, as given
   * @returns the exit code; none is 0
   * @throws CommandError for what its user should be told in a line
   */
  run(args: string[], io: Io): Awaitable<number | void>
}

/** Where a command writes. Texts are written as they are. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Something that the user of the program should be told in a line, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** 1, or 2 where the program was called in a way that it does not know. */
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

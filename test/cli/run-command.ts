import type { Command } from '../../server/cli/command.ts'
import { runCli } from '../../server/cli/run-cli.ts'

/** What a run of the program came to. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs commands in this process. */
export async function runIn(commands: readonly Command[], ...args: string[]): Promise<Ran> {
  const written = { out: '', err: '' }
  const code = await runCli(commands, args, {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
  })
  return { code, ...written }
}

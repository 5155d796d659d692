import { type Command, CommandError, type Io } from './command.ts'
import { ownManifest } from './own-package.ts'

const usage = 'Usage: sealwax COMMAND [OPTION …]\n'

/**
 * Runs the program.
 * @param commands all that it knows
 * @param args as given, without the names of node and of the program
 * @returns the exit code: 0, 1 where a command failed, 2 where it was called in a way that it does not know
 */
export async function runCli(commands: readonly Command[], args: string[], io: Io) {
  const [word = '', ...rest] = args
  const find = (name = '') => commands.find((command) => command.name === name)
  if (word === '--version' || word === '-v') return say(io, `${ownManifest.version}\n`)
  if (['--help', '-h', 'help'].includes(word) && rest.length === 0) return say(io, help(commands))
  const isHelp = word === 'help' && rest.length === 1
  const command = find(isHelp ? rest[0] : word)
  if (command === undefined) {
    const named = isHelp ? rest[0] : word
    const unknown = named === '' ? '' : `\nThere is no command "${named}".\n`
    io.err(`${usage}\n${list(commands)}${unknown}`)
    return 2
  }
  const asksHelp = isHelp || rest.some((arg) => arg === '--help' || arg === '-h')
  return asksHelp ? say(io, command.usage) : await runCommand(command, rest, io)
}

async function runCommand(command: Command, args: string[], io: Io): Promise<number> {
  try {
    return (await command.run(args, io)) ?? 0
  } catch (error) {
    const told = toCommandError(error)
    if (told === undefined) throw error
    io.err(`sealwax ${command.name}: ${told.message}\n`)
    if (told.exitCode === 2) io.err(`\n${command.usage}`)
    return told.exitCode
  }
}

/** What `parseArgs` of node:util says is for the user as well. */
function toCommandError(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error
  const { code, message } = error as { code?: unknown; message: string }
  return String(code).startsWith('ERR_PARSE_ARGS_') ? new CommandError(message, 2) : undefined
}

function help(commands: readonly Command[]): string {
  return `${usage}
${list(commands)}
sealwax help COMMAND tells more of one; --version prints the version.
`
}

function list(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return commands.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('')
}

function say(io: Io, text: string): number {
  io.out(text)
  return 0
}

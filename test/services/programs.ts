import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Command = [program: string, ...args: string[]]

/** A program that tests need, and how a machine without it gets one. */
export interface Wanted {
  readonly name: string
  /** Path of the program, if it is there. */
  readonly find: () => string | undefined
  /** Ways to install it, each a list of commands; the first that works is taken. */
  readonly installers: readonly (readonly Command[])[]
  /** What to do where none works. */
  readonly advice: string
}

/** Finds a program, and installs it first where there is none: tests that need it are never skipped. */
export function ensureProgram({ name, find, installers, advice }: Wanted): string {
  const found = find()
  if (found) return found
  for (const commands of installers) {
    if (!commands.every((command) => succeeds(name, command))) continue
    const installed = find()
    if (installed) return installed
  }
  throw new Error(`No ${name}, and none could be installed. ${advice}`)
}

/** Installs Debian packages, where this machine and user can. */
export function debianInstallers(...packages: string[]): Command[][] {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return []
  const install = ['install', '-y', '--no-install-recommends', ...packages]
  return [
    [
      ['apt-get', '-q', 'update'],
      ['apt-get', '-q', ...install],
    ],
  ]
}

/** First of the programs that stands on the PATH. */
export function onPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find(isExecutable)
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The program that a variable of the environment names. */
export function chosenBy(variable: string): string | undefined {
  const chosen = process.env[variable]
  if (chosen && !isExecutable(chosen)) throw new Error(`${variable} is no program: ${chosen}`)
  return chosen || undefined
}

function succeeds(name: string, [program, ...args]: Command): boolean {
  console.log(`Installing ${name}: ${program} ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

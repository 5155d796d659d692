import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Command, CommandError, type Io } from './command.ts'
import { examine, type Section } from './doctor/examine.ts'
import type { Level } from './doctor/finding.ts'

const options = {
  app: { type: 'string' },
  url: { type: 'string' },
  path: { type: 'string' },
} as const

/** `sealwax doctor`. */
export const doctor: Command = {
  name: 'doctor',
  summary: "checks an app's set-up and says what to do about it",
  usage: `Usage: sealwax doctor [--app FILE] [--url ADDRESS] [--path PATH]

--app FILE     imports the app and sends requests to it on this machine: a module that exports a Koa
               app as default, app or createApp, or that listens; found by itself as main of
               package.json, app.js, server.js or index.js
--url ADDRESS  asks a site that runs already; its keys and views can not be seen
--path PATH    a page with a component that anybody may see; that of the address, else /

Reads .env, where there is one. The exit code is 1 where there is a problem.
`,
  async run(args, io) {
    const { app, url, path } = parseArgs({ args, options }).values
    const place = pathOf(url)
    const file = app === undefined && url !== undefined ? undefined : findApp(app)
    const folder = file === undefined ? process.cwd() : rootOf(dirname(file))
    readEnvFile(folder, io)
    const levels: Level[] = []
    for await (const section of examine({ folder, app: file, url, path: path ?? place })) {
      write(io, section)
      levels.push(...section[1].map(({ level }) => level))
    }
    io.out(`\n${sumUp(levels)}\n`)
    return levels.includes('problem') ? 1 : 0
  },
}

function pathOf(url = 'http://localhost/'): string {
  if (!URL.canParse(url)) throw new CommandError(`${url} is no address.`, 2)
  const { pathname, search } = new URL(url)
  return pathname + search
}

function sumUp(levels: readonly Level[]): string {
  const count = (wanted: Level) => levels.filter((level) => level === wanted).length
  const parts = [
    [count('problem'), 'problem'],
    [count('warning'), 'warning'],
  ] as const
  const named = parts.map(([found, name]) => `${found} ${name}${found === 1 ? '' : 's'}`)
  return [...named, `${count('ok')} in order`].join(', ')
}

const usual = ['app.js', 'app.mjs', 'server.js', 'server.mjs', 'index.js']

function findApp(named: string | undefined): string {
  const names = named === undefined ? [...mainOf(process.cwd()), ...usual] : [named]
  const found = names.map((name) => resolve(name)).find((file) => existsSync(file))
  if (found !== undefined) return found
  const missing = named === undefined ? 'No app was found' : `${named} is not there`
  throw new CommandError(`${missing}: name its module by --app, or a site by --url.`, 2)
}

function mainOf(folder: string): string[] {
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) return []
  const { main } = JSON.parse(readFileSync(manifest, 'utf8')) as { main?: string }
  return main === undefined ? [] : [main]
}

/** The folder of the app's package. */
function rootOf(folder: string): string {
  const parent = dirname(folder)
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : rootOf(parent)
}

/** What the environment says already wins. */
function readEnvFile(folder: string, io: Io): void {
  const file = join(folder, '.env')
  if (!existsSync(file) || !('loadEnvFile' in process)) return
  process.loadEnvFile(file)
  io.out(`Reads ${file}\n`)
}

const marks: Readonly<Record<Level, string>> = {
  ok: 'ok      ',
  warning: 'WARNING ',
  problem: 'PROBLEM ',
  unknown: '?       ',
}

function write(io: Io, [title, findings]: Section): void {
  io.out(`\n${title}\n`)
  for (const { level, message, advice } of findings) {
    io.out(`  ${marks[level]} ${printable(message)}\n`)
    if (advice !== undefined) io.out(`           → ${printable(advice)}\n`)
  }
}

/** A message may quote a page, or an error: nothing of it commands a terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
}

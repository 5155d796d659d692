import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { newKey } from '../core/rooms.ts'
import { type Command, CommandError } from './command.ts'
import { ownManifest, packageFolder } from './own-package.ts'
import { writeSnippets } from './snippets.ts'

/** `sealwax init`. */
export const init: Command = {
  name: 'init',
  summary: 'writes a small, tested app',
  usage: `Usage: sealwax init FOLDER

Writes a guest book into FOLDER, which has to be empty or new: Koa, koa-session, Nunjucks, htmx, zod
and SQLite, in JavaScript, with tests, a Dockerfile, and an .env with keys of its own. Nothing is
installed: npm install does that.
`,
  run(args, io) {
    const [name, ...more] = parseArgs({ args, allowPositionals: true }).positionals
    if (name === undefined || more.length > 0) throw new CommandError('name one folder', 2)
    const folder = resolve(name)
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new CommandError(`${name} is not empty`)
    }
    writeApp(folder)
    const enter = folder === process.cwd() ? '' : `cd ${name} && `
    io.out(`A guest book is in ${folder}. Go on with:\n\n  ${enter}npm install\n  npm run dev\n`)
  },
}

/** npm leaves out, or renames, files that begin with a dot. */
const hidden = ['gitignore', 'dockerignore']

function writeApp(folder: string): void {
  cpSync(packageFolder('server/cli/starter'), folder, { recursive: true })
  writeSnippets(folder)
  for (const file of hidden) renameSync(join(folder, file), join(folder, `.${file}`))
  const name =
    basename(folder)
      .toLowerCase()
      .replace(/[^\w-]+/g, '-')
      .replace(/^[-_]+/, '') || 'app'
  edit(join(folder, 'README.md'), (text) => text.replaceAll('NAME', name))
  edit(join(folder, 'package.json'), (text) => manifestOf(name, text))
  const cookieKey = randomBytes(32).toString('base64url')
  writeFileSync(join(folder, '.env'), `SEALWAX_KEYS=${newKey()}\nCOOKIE_KEYS=${cookieKey}\n`, {
    mode: 0o600,
  })
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

/** With this version of Sealwax, and the packages beside it that it works with. */
function manifestOf(name: string, text: string): string {
  const { version, peerDependencies, peerDependenciesMeta } = ownManifest
  const peers = Object.entries(peerDependencies).filter(([peer]) => !(peer in peerDependenciesMeta))
  const starter = JSON.parse(text) as { dependencies: Record<string, string> }
  const all = [...Object.entries(starter.dependencies), ...peers, ['sealwax', `^${version}`]]
  const dependencies = Object.fromEntries(all.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ ...starter, name, dependencies }, undefined, 2)}\n`
}

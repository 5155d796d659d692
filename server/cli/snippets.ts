import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { packageFolder } from './own-package.ts'

const file = 'sealwax.code-snippets'

/** `sealwax snippets`. */
export const snippets: Command = {
  name: 'snippets',
  summary: 'writes a snippet file for VS Code',
  usage: `Usage: sealwax snippets [FOLDER]

Writes ${file} into the folder .vscode of FOLDER, of the current one by itself: tags and
definitions, found by typing sw-. An older one is replaced.
`,
  run(args, io) {
    const { positionals } = parseArgs({ args, allowPositionals: true })
    const [folder = '.'] = positionals
    io.out(`${writeSnippets(resolve(folder))}\n`)
  },
}

/** @returns where they are */
export function writeSnippets(folder: string): string {
  const target = join(folder, '.vscode')
  mkdirSync(target, { recursive: true })
  cpSync(join(packageFolder('server/cli/snippets'), file), join(target, file))
  return join(target, file)
}

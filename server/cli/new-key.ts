import { parseArgs } from 'node:util'
import { newKey as makeKey } from '../core/rooms.ts'
import type { Command } from './command.ts'

/** `sealwax new-key`. */
export const newKey: Command = {
  name: 'new-key',
  summary: 'prints a new secret for the option `keys`',
  usage: `Usage: sealwax new-key

Prints a new secret for the option \`keys\` of createSealwax. Make one once, keep it where the
app's other secrets are, and give the same one to every process.
`,
  run(args, io) {
    parseArgs({ args })
    io.out(`${makeKey()}\n`)
  },
}

#!/usr/bin/env node
import { newKey } from './core/index.ts'

const usage = 'Usage: sealwax new-key\n'
const help = `${usage}
new-key  prints a new secret for the option \`keys\`; keep it where the app's other secrets are
`

const [command = '', ...rest] = process.argv.slice(2)

if (command === 'new-key' && rest.length === 0) {
  process.stdout.write(`${newKey()}\n`)
} else if (['--help', '-h'].includes(command)) {
  process.stdout.write(help)
} else {
  process.stderr.write(usage)
  process.exitCode = 2
}

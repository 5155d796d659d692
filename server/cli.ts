#!/usr/bin/env node
import { newKey } from './core/index.ts'

const [command, ...rest] = process.argv.slice(2)

if (command === 'new-key' && rest.length === 0) {
  process.stdout.write(`${newKey()}\n`)
} else {
  process.stderr.write('Usage: sealwax new-key\n')
  process.exitCode = 2
}

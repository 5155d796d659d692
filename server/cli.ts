#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { newKey } from './core/index.ts'

const { positionals } = parseArgs({ allowPositionals: true })

if (positionals.length === 1 && positionals[0] === 'new-key') {
  process.stdout.write(`${newKey()}\n`)
} else {
  process.stderr.write('Usage: sealwax new-key\n')
  process.exitCode = 2
}

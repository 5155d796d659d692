#!/usr/bin/env node
import { inspectCommand } from './cli/inspect.ts'
import { newKey } from './cli/new-key.ts'
import { runCli } from './cli/run-cli.ts'

const commands = [newKey, inspectCommand]

process.exitCode = await runCli(commands, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})

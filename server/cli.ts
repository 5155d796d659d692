#!/usr/bin/env node
import { doctor } from './cli/doctor.ts'
import { init } from './cli/init.ts'
import { inspect } from './cli/inspect.ts'
import { newKey } from './cli/new-key.ts'
import { runCli } from './cli/run-cli.ts'
import { snippets } from './cli/snippets.ts'

const commands = [doctor, init, inspect, newKey, snippets]

process.exitCode = await runCli(commands, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})

// A command may have imported an app, which keeps the process: its output goes first.
process.stdout.write('', () => process.exit())

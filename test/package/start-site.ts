import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { childEnv } from './packed.ts'

/** Runs a line of the shell that starts a site at the port in `PORT`, and waits until it answers. */
export async function startSite(command: string, cwd: string) {
  const port = await freePort()
  const env = { ...childEnv(), PORT: String(port) }
  const child = spawn('sh', ['-c', command], { cwd, env, detached: true })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => output.push(String(chunk)))
  }
  const url = `http://127.0.0.1:${port}`
  const stop = () => stopGroup(child)
  for (let tries = 0; tries < 150; tries++) {
    if (await answers(url)) return { url, stop }
    if (child.exitCode !== null) break
    await wait(200)
  }
  await stop()
  throw new Error(`'${command}' does not answer on the port in PORT:\n${output.join('')}`)
}

/** Ends the shell and what it started, which share a process group. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (!child.pid || child.exitCode !== null || child.signalCode) return
  const exited = once(child, 'exit')
  process.kill(-child.pid)
  await exited
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address)
  server.close()
  await once(server, 'close')
  return address.port
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { end, freePort, isRunning, launch, until } from './processes.ts'
import { chosenBy, debianInstallers, ensureProgram, onPath } from './programs.ts'

/** A load balancer that gives the processes of one site their turns. */
export interface Haproxy {
  /** Its address without a trailing slash. */
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Starts HAProxy in front of several processes of one site. What it has sent to one of them it never sends again: only
 * where no connection came about it takes the next one.
 * @param ports of the processes, on this machine
 */
export function startHaproxy(ports: readonly number[]): Promise<Haproxy> {
  return launchHaproxy((port) => configuration(port, ports))
}

/**
 * Starts HAProxy with a configuration of its own.
 * @param configure writes it, for the port where HAProxy is to listen
 */
export async function launchHaproxy(configure: (port: number) => string): Promise<Haproxy> {
  const program = ensureHaproxy()
  const folder = await mkdtemp(join(tmpdir(), 'sealwax haproxy-'))
  const port = await freePort()
  const file = join(folder, 'haproxy.cfg')
  await writeFile(file, configure(port))
  const server = launch(program, ['-db', '-f', file], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const close = async () => {
    await end(server)
    await rm(folder, { recursive: true })
  }
  try {
    await until('HAProxy answers', async () => {
      if (!isRunning(server)) throw new Error('HAProxy has ended.')
      await (await fetch(url)).text()
      return true
    })
  } catch (error) {
    await close()
    throw error
  }
  return { url, close }
}

/** Header of a request that tells it from all others, for processes to report. */
export const requestId = 'x-unique-id'

function configuration(port: number, ports: readonly number[]): string {
  const servers = ports.map((to, index) => `  server demo${index} 127.0.0.1:${to}`)
  return `
defaults
  mode http
  timeout connect 2s
  timeout check 5s
  timeout queue 5s
  timeout client 60s
  timeout server 30s
  # Nothing but a connection that was refused is tried again, at the next process.
  retry-on conn-failure
  retries 5
  option redispatch 1
  # Where a process ends without an answer, HAProxy closes a kept-alive connection without one as well, and
  # Chromium then sends a POST again by itself. Without keep-alive the answer is 502.
  option httpclose
  option forwardfor
frontend site
  bind 127.0.0.1:${port}
  unique-id-format %[uuid()]
  unique-id-header ${requestId}
  http-request set-header X-Forwarded-Proto http
  default_backend demo
backend demo
  balance roundrobin
  option httpchk GET /demo/seal.svg
  default-server check inter 200ms fastinter 100ms downinter 100ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down
${servers.join('\n')}
`
}

function ensureHaproxy(): string {
  return ensureProgram({
    name: 'haproxy',
    find: () => chosenBy('HAPROXY_PATH') ?? onPath('haproxy'),
    installers: debianInstallers('haproxy'),
    advice: 'Install one, or set HAPROXY_PATH.',
  })
}

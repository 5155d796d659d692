import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { newKey } from 'sealwax'
import { atEnd } from '../../at-end.ts'
import { type Answer, type Asked, client } from '../wire.ts'
import type { Taken, Word } from './site.ts'

/** A server in a process of its own, and what it takes. */
export interface Measured {
  readonly send: (asked: Asked) => Promise<Answer>
  /** Lets it collect its garbage and give back its memory. */
  readonly rest: () => Promise<unknown>
  /** Sends a request, and tells what the server took for it. */
  readonly measure: (asked: Asked) => Promise<{ readonly answer: Answer; readonly taken: Taken }>
  readonly close: () => void
}

const site = fileURLToPath(new URL('site.ts', import.meta.url))

/** What one process has sealed, all others open. */
const key = newKey()

/** The room of young objects stays as large as it gets. */
const flags = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16']

export async function startMeasured(compress = false): Promise<Measured> {
  const env = { ...process.env, NODE_ENV: 'production' }
  const options = { env, execArgv: [...process.execArgv, ...flags] }
  const child = fork(site, [key, String(compress)], options)
  // Whoever waits for a process that has ended waits for ever.
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The server has ended.')))
  ended.catch(() => {})
  const said = async () => ((await Promise.race([once(child, 'message'), ended])) as unknown[])[0]
  const { port } = (await said()) as { port: number }
  const { send, close } = client(port)
  const tell = (word: Word) => {
    child.send(word)
    return said() as Promise<Taken>
  }
  const stop = () => {
    close()
    if (child.connected) child.disconnect()
  }
  atEnd(stop)
  return {
    send,
    rest: () => tell('rest'),
    async measure(asked) {
      await tell('begin')
      const answer = await send(asked)
      return { answer, taken: await tell('end') }
    },
    close: stop,
  }
}

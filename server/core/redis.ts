/**
 * Sends one command to Redis: `(...command) => redis.call(...command)` with ioredis,
 * `(...command) => client.sendCommand(command)` with node-redis.
 */
export type SendCommand = (...command: [name: string, ...args: string[]]) => Promise<unknown>

/** Options of the stores in Redis. */
export interface RedisStoreOptions {
  /** Put before each key. */
  readonly prefix?: string
  /** Milliseconds after which Redis counts as down; 1000. */
  readonly timeout?: number
}

/** Gives each command a time limit: a client may wait for a server that is down as long as it takes. */
export function withTimeout(send: SendCommand, timeout = 1000): SendCommand {
  return async (...command) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise((_, reject) => {
      const error = new Error(`Redis did not answer within ${timeout} ms.`)
      timer = setTimeout(reject, timeout, error)
    })
    try {
      return await Promise.race([send(...command), late])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** A key to be set: `NX` only where there is none, `XX` only where there is one. */
export interface SetKey {
  readonly key: string
  readonly value: string
  readonly when: 'NX' | 'XX'
  /** Milliseconds. */
  readonly maxAge: number
}

/**
 * Sets a key under a condition.
 * @returns whether it was set
 * @see Redis command SET
 */
export async function setKey(
  send: SendCommand,
  { key, value, when, maxAge }: SetKey,
): Promise<boolean> {
  const milliseconds = Math.min(Math.ceil(maxAge), Number.MAX_SAFE_INTEGER)
  const reply = await send('SET', key, value, when, 'PX', String(milliseconds))
  // What is neither yes nor no must not be taken for one of them.
  if (reply !== 'OK' && reply !== null) throw new Error(`Redis said ${JSON.stringify(reply)}.`)
  return reply === 'OK'
}

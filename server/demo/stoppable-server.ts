import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Server as Listener, type Socket } from 'node:net'
import { setTimeout as pass } from 'node:timers/promises'

/** A server that can leave without dropping anybody. */
export interface StoppableServer {
  readonly server: Server
  /**
   * Takes no more connections, answers what is under way and ends each connection behind its answer.
   * @param patience milliseconds, after which whoever is not done is cut off; 10 seconds
   * @returns when nothing is under way any more
   */
  readonly stop: (patience?: number) => Promise<void>
}

/** Milliseconds for what was sent before anybody could know that we leave. */
const grace = 100
/** So many connections may wait to be accepted. */
const maxTurns = 128
/** Milliseconds for work to clean up behind itself that was cut off. */
const lastWords = 1000

/**
 * Makes a server that does not listen yet.
 * @param handle answers a request; what it promises is waited for, also where the client has gone
 */
export function createStoppableServer(
  handle: (request: IncomingMessage, answer: ServerResponse) => Promise<void>,
): StoppableServer {
  const connections = createConnections()
  const running = new Set<Promise<void>>()
  const server = createServer((request, answer) => {
    connections.serve(request.socket, answer)
    const run = handle(request, answer).finally(() => running.delete(run))
    running.add(run)
  })
  server.on('connection', (socket) => connections.add(socket))
  const allEnded = async () => {
    while (running.size > 0) await Promise.allSettled(running)
  }
  return {
    server,
    async stop(patience = 10_000) {
      connections.leave()
      await connections.takeWaiting()
      const done = once(server, 'close').then(allEnded)
      // Not http's own: that one cuts off answers which are written, but not out yet.
      Listener.prototype.close.call(server)
      await turn(grace)
      connections.endIdle()
      await within(patience, done)
      connections.cut()
      await within(lastWords, done)
    },
  }
}

interface Connection {
  /** Answers under way. */
  readonly answers: Set<ServerResponse>
  /** Bytes that had come when it was idle the last time. */
  idleAt: number
}

function createConnections() {
  const open = new Map<Socket, Connection>()
  let accepted = 0
  let isLeaving = false

  function endIfIdle(socket: Socket, { answers, idleAt }: Connection): void {
    // More bytes are the beginning of a request.
    if (answers.size === 0 && socket.bytesRead === idleAt) socket.destroySoon()
  }

  return {
    add(socket: Socket) {
      accepted++
      open.set(socket, { answers: new Set(), idleAt: 0 })
      socket.once('close', () => open.delete(socket))
    },
    serve(socket: Socket, answer: ServerResponse) {
      const connection = open.get(socket)
      if (connection === undefined) return
      const { answers } = connection
      answers.add(answer)
      if (isLeaving) answer.shouldKeepAlive = false
      answer.once('close', () => {
        answers.delete(answer)
        connection.idleAt = socket.bytesRead
        if (isLeaving) endIfIdle(socket, connection)
      })
    },
    leave() {
      isLeaving = true
      for (const { answers } of open.values()) {
        for (const answer of answers) answer.shouldKeepAlive = false
      }
    },
    /** Accepts whoever has dialled already: a turn of the event loop takes in one of them. */
    async takeWaiting() {
      let before = -1
      for (let turns = 0; turns < maxTurns && accepted > before; turns++) {
        before = accepted
        await turn(0)
      }
    },
    endIdle() {
      for (const [socket, connection] of open) endIfIdle(socket, connection)
    },
    cut() {
      for (const socket of open.keys()) socket.destroy()
    },
  }
}

/** Waits, and then for what has come in meanwhile to be read, however late we are. */
function turn(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(() => setImmediate(resolve), time))
}

async function within(time: number, done: Promise<void>): Promise<void> {
  const timer = new AbortController()
  const { signal } = timer
  await Promise.race([done, pass(time, undefined, { signal }).catch(() => {})])
  timer.abort()
}

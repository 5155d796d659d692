import type { Listener } from './bus.ts'
import type { TopicLog, WholeLog } from './topic-log.ts'

/**
 * Has Redis send what is published on a channel, on a connection that does nothing else: `(channel, listener) =>
 * client.subscribe(channel, listener)` with node-redis; with ioredis, which tells by an event, `client.on('message',
 * (_, text) => listener(text))` comes first.
 */
export type Subscribe = (channel: string, listener: (text: string) => void) => unknown

/** What a reader needs of Redis. */
export interface Source {
  readonly channel: string
  readonly subscribe: Subscribe
  /** Name and last number of the row. */
  readonly look: () => Promise<unknown>
  /** The row behind a number of it; the whole row where it has another name. */
  readonly read: (epoch: string, number: number) => Promise<unknown>
  /** Has the row begin again. */
  readonly forget: () => Promise<unknown>
}

/** Keeps a log as it is in Redis, and tells what is new: from the channel, and from the row where that has gaps. */
export function createReader(log: TopicLog, tell: Listener, source: Source) {
  const row = createRowReader(log, tell, source)
  const hear = createEar(log, tell, row)
  /** Counts attempts to listen: what an older one hears does not count. */
  let attempt = 0
  let isListening = false

  async function listen(): Promise<void> {
    if (isListening) return
    isListening = true
    const own = ++attempt
    try {
      await source.subscribe(source.channel, (text) => {
        if (own === attempt) hear(text)
      })
      await quietly(row.read())
    } catch {
      isListening = false
    }
  }
  async function look(): Promise<void> {
    const [epoch, number] = (await source.look()) as unknown[]
    const isKnown = epoch === log.epoch() && Number(number) === log.latest()
    if (!isKnown) await row.read()
  }
  return {
    /** Listens where that did not work yet, and looks whether anything was missed. Never rejects. */
    async check(): Promise<void> {
      // A client may keep us waiting until its server is back.
      void listen()
      await quietly(look())
    },
  }
}

interface RowReader {
  /** Brings the log up to date; what comes meanwhile is read as well. */
  readonly read: () => Promise<void>
  readonly isReading: () => boolean
}

function createRowReader(log: TopicLog, tell: Listener, source: Source): RowReader {
  let reading: Promise<void> | undefined
  let again = false

  async function readAll(): Promise<void> {
    while (again) {
      again = false
      await take(toRow(await source.read(log.epoch(), log.latest())))
    }
  }
  async function take(row: WholeLog): Promise<void> {
    if (row.epoch !== log.epoch() || row.forgotten > log.latest()) {
      log.replace(row)
      tell(undefined)
    } else if (row.latest < log.latest()) {
      // A replica took over that had not heard all: the same numbers would come twice.
      await source.forget()
      again = true
    } else {
      for (const [topic, number] of row.numbers) log.note([topic], number)
      log.note([], row.latest)
      if (row.numbers.length > 0) tell(row.numbers.map(([topic]) => topic))
    }
  }
  return {
    isReading: () => reading !== undefined,
    read() {
      again = true
      reading ??= readAll().finally(() => {
        reading = undefined
      })
      return reading
    },
  }
}

/** Takes what the channel says. */
function createEar(log: TopicLog, tell: Listener, row: RowReader) {
  /** Whether this was in the row already when it was read. */
  const isOld = ({ epoch, number, topics }: News) =>
    epoch === log.epoch() &&
    number <= log.latest() &&
    topics.every((topic) => log.numberOf(topic) >= number)
  return (text: string): void => {
    const news = toNews(text)
    const isNext = news.epoch === log.epoch() && news.number === log.latest() + 1
    if (isNext && !row.isReading()) {
      log.note(news.topics, news.number)
      tell(news.topics)
    } else if (!isOld(news)) void quietly(row.read())
  }
}

/** A Redis that is down is asked again later. */
async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => {})
}

function toRow(reply: unknown): WholeLog {
  const [epoch, latest, forgotten, flat] = reply as [unknown, unknown, unknown, unknown[]]
  const numbers = Array.from({ length: flat.length / 2 }, (_, at) => {
    return [String(flat[2 * at]), Number(flat[2 * at + 1])] as const
  })
  return { epoch: String(epoch), latest: Number(latest), forgotten: Number(forgotten), numbers }
}

interface News {
  readonly epoch: string
  readonly number: number
  readonly topics: readonly string[]
}

/** What is no news of ours leads to a look at the row. */
function toNews(text: string): News {
  try {
    const [epoch, number, topics] = JSON.parse(text)
    // Redis writes an empty list as {}.
    return { epoch, number, topics: Array.isArray(topics) ? topics : [] }
  } catch {
    return { epoch: '', number: 0, topics: [] }
  }
}

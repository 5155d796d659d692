import { setTimeout as pass } from 'node:timers/promises'
import { sampleUsers } from '../../server/demo/account/sample-users.ts'
import { type Page, readPage } from '../koa/page.ts'
import type { Ledger } from './ledger.ts'
import { type Answer, createVisitor, type Visitor } from './visitor.ts'

/** Clients that write until they are told to stop. */
export interface Load {
  /** What nobody may see: answers that no failure explains, counts that are not what was confirmed. */
  readonly faults: () => string[]
  readonly stop: () => Promise<void>
}

interface Client {
  readonly visit: () => Visitor
  readonly ledger: Ledger
  readonly name: string
  readonly fault: (what: string) => void
  readonly isOver: () => boolean
}

/** What a client does over and over, the n-th time. */
type Habit = (client: Client, n: number) => Promise<void>

const pause = 30

/** Starts clients: so many of those that write to-dos, and one of each other kind. */
export function startLoad(url: string, ledger: Ledger, { writers = 3 } = {}): Load {
  const faults = new Set<string>()
  const state = { isOver: false }
  const habits: Habit[] = [...Array.from({ length: writers }, () => writeTodo), count, send, write]
  const running = habits.map(async (habit, index) => {
    const client: Client = {
      visit: () => createVisitor(url),
      ledger,
      name: `load ${index}`,
      fault: (what) => void faults.add(`${client.name}: ${what}`),
      isOver: () => state.isOver,
    }
    for (let n = 0; !state.isOver; n++) {
      await habit(client, n)
      await pass(pause)
    }
  })
  return {
    faults: () => [...faults],
    async stop() {
      state.isOver = true
      await Promise.all(running)
    },
  }
}

/** Adds a to-do, ticks it three times and deletes it. */
async function writeTodo(client: Client, n: number): Promise<void> {
  const visitor = client.visit()
  const title = `${client.name}, to-do ${n}`
  const page = await open(visitor, '/todos')
  if (!page) return
  const added = await visitor.call('todo-list/add', { _state: page.state('todo-list-main'), title })
  note(client, `todos INSERT ${title}`, added)
  if (added.outcome !== 'done') return
  let item = itemOf(added.text, title)
  for (let ticks = 0; ticks < 3 && item; ticks++) {
    const ticked = await visitor.call('todo-item/toggle', { _state: item.state })
    note(client, `todos UPDATE ${title}`, ticked)
    if (ticked.outcome === 'done') item = itemOf(ticked.text, title)
  }
  if (item) await remove(client, visitor, { title, state: item.state })
}

/** Tries a few times: a list of what all failures have left would get long. */
async function remove(client: Client, visitor: Visitor, todo: { title: string; state: string }) {
  for (let tries = 0; tries < 5; tries++) {
    const removed = await visitor.call('todo-item/remove', { _state: todo.state })
    note(client, `todos DELETE ${todo.title}`, removed)
    if (removed.outcome === 'done' || removed.code === 'StaleComponentState') return
    await pass(pause)
  }
}

/** A to-do in a page or a part of one. */
function itemOf(html: string, title: string): { readonly state: string } | undefined {
  const [before, after] = html.split(`aria-label="Delete ${title}"`)
  const id = [...(before ?? '').matchAll(/<li id="([^"]+)"/g)].at(-1)?.[1]
  return after === undefined || id === undefined ? undefined : { state: readPage(html).state(id) }
}

/** Counts under a seal: each count that is shown is one more than the last one that was. */
async function count(client: Client): Promise<void> {
  const visitor = client.visit()
  const page = await open(visitor, '/counter')
  if (!page) return
  let state = page.state('counter-left')
  let expected = 0
  for (let clicks = 0; clicks < 40 && !client.isOver(); clicks++) {
    const answer = await visitor.call('counter/increment', { _state: state })
    note(client, undefined, answer)
    if (answer.outcome === 'refused') return
    if (answer.outcome === 'done') {
      const next = readPage(answer.text)
      state = next.state('counter-left')
      const shown = next.text('.count')
      if (shown !== String(++expected)) client.fault(`counts ${shown}, not ${expected}`)
    }
    await pass(pause)
  }
}

/** Sends letters, each twice at once, as an impatient user does. */
async function send(client: Client, n: number): Promise<void> {
  const visitor = client.visit()
  const text = `${client.name}, letter ${n}`
  const page = await open(visitor, '/contact')
  if (!page) return
  const letter = { name: 'Ada', email: 'ada@engine.example', about: 'Forms and files', text }
  const fields = { ...letter, topic: 'question', _state: page.state('contact-main') }
  const both = await Promise.all([1, 2].map(() => visitor.call('contact/send', fields)))
  const done = both.filter(({ outcome }) => outcome === 'done')
  if (done.length > 1) client.fault(`a one-shot method was confirmed twice: ${text}`)
  // One right: whatever the two answers are, it is used once at most.
  const outcome = done.length > 0 ? 'done' : both.every(isRefused) ? 'refused' : 'unknown'
  note(client, `letters INSERT ${text}`, { ...(both[0] as Answer), outcome })
  for (const answer of both) checkAnswer(client, answer)
}

function isRefused({ outcome }: Answer): boolean {
  return outcome === 'refused'
}

/** Logs in and writes notes. */
async function write(client: Client, n: number): Promise<void> {
  const visitor = client.visit()
  const [, { name, password }] = sampleUsers
  const entry = await open(visitor, '/account')
  if (!entry) return
  const _state = entry.state('log-in-main')
  const entered = await visitor.call('log-in/enter', { _state, name, password })
  checkAnswer(client, entered)
  if (entered.outcome !== 'done') return
  for (let notes = 0; notes < 10 && !client.isOver(); notes++) {
    const page = await open(visitor, '/notes')
    if (!page) return
    const text = `${client.name}, note ${n}.${notes}`
    const written = await visitor.call('private-notes/add', {
      _state: page.state('private-notes-mine'),
      text,
    })
    note(client, `notes INSERT ${text}`, written)
    if (written.code === 'Forbidden') return client.fault('was logged out')
    await pass(pause)
  }
}

/** Opens a page; `undefined` where something has failed just now. */
async function open(visitor: Visitor, path: string): Promise<Page | undefined> {
  const { status, text } = await visitor.get(path)
  if (status === 200) return readPage(text)
  await pass(pause)
  return undefined
}

function note(client: Client, what: string | undefined, answer: Answer): void {
  checkAnswer(client, answer)
  client.ledger.note(what, answer.outcome)
}

/** Answers that a failure of a machine does not explain. */
function checkAnswer(client: Client, { status, code, text }: Answer): void {
  const isExplained = status < 400 || status >= 500 || explained.has(code ?? '')
  if (!isExplained) client.fault(`${status} ${code ?? alertIn(text)}`)
}

/** A call of another version; one-shot calls that came too late; rows that a call without an answer has deleted. */
const explained = new Set(['StateOutdated', 'StateReplayed', 'StaleComponentState'])

function alertIn(html: string): string {
  return /role="alert"[^>]*>([^<]*)/.exec(html)?.[1] ?? html.slice(0, 200)
}

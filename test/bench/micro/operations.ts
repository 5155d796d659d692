import { randomBytes } from 'node:crypto'
import { createCodec, createKeyring, createSealer, newKey } from 'sealwax/core'
import { bytes } from 'sealwax/plugins/bytes'
import { safeString } from 'sealwax/plugins/safe-string'
import { url } from 'sealwax/plugins/url'
import { SuperJSON } from 'superjson'
import { createFernet } from './fernet.ts'
import { createRaw } from './raw.ts'
import { nodeCounts, sizes } from './sizes.ts'

/** Something that is done again and again. */
export type Operation = () => unknown

const superjson = new SuperJSON()
/** With the plugins that every toolkit has. */
const codec = createCodec({ plugins: [...bytes, url, safeString] })
const sealer = createSealer(createKeyring([newKey()]), {
  binding: 'bench',
  maxSealedLength: 2 ** 20,
})
const fernet = createFernet(randomBytes(32))
const raw = createRaw()
const use = { purpose: 'state', component: 'todo-item' } as const

/** Three scalars. */
const small = { todoId: 7, filter: 'all', editing: false }

/** What a component of some size holds. */
const plain = {
  filter: 'open',
  query: 'red wax',
  page: 3,
  editing: false,
  selected: [3, 5, 8, 13, 21],
  draft: {
    title: 'Seal a letter',
    note: 'With real wax, and a ribbon around it.',
    tags: ['post', 'wax'],
  },
  lines: Array.from({ length: 8 }, (_, n) => ({
    id: n,
    name: `Customer ${n}`,
    price: n * 250,
    paid: n % 2 === 0,
  })),
}

/** The same with types that JSON has not. */
const rich = {
  ...plain,
  opened: new Date('2026-01-31T12:00:00Z'),
  seen: new Set([1, 2, 3]),
  prices: new Map([
    ['wax', 250n],
    ['ribbon', 125n],
  ]),
  lines: plain.lines.map((line) => ({
    ...line,
    due: new Date(Date.UTC(2026, 0, line.id + 1)),
    note: undefined,
  })),
}

/** All that is measured without a server, by name. */
export const operations: Readonly<Record<string, Operation>> = {
  'seal-small': stateTrip(small),
  'seal-small raw': rawTrip(Buffer.from(JSON.stringify(small))),
  'codec-plain': writeAndRead(plain),
  'codec-plain json': jsonTrip(plain),
  'codec-rich': writeAndRead(rich),
  'codec-rich superjson': () => superjson.parse(superjson.stringify(rich)),
  ...Object.assign({}, ...sizes.map((size) => textTrips(`seal-${size}`, textOf(size)))),
  ...Object.assign(
    {},
    ...sizes.map((size) => valueTrips(`seal-${size}`, JSON.parse(textOf(size)))),
  ),
  ...Object.fromEntries(
    nodeCounts.map((count) => [`nodes-${count}`, stateTrip({ list: numbers(count) })]),
  ),
}

/** A text of JSON, sealed and opened by whoever can. */
function textTrips(name: string, text: string): Record<string, Operation> {
  return {
    [name]: () => sealer.unseal(sealer.seal(text, use), use),
    [`${name} raw`]: rawTrip(Buffer.from(text)),
    [`${name} fernet`]: () => fernet.unseal(fernet.seal(text)),
  }
}

function valueTrips(name: string, value: unknown): Record<string, Operation> {
  return {
    [`${name} json`]: jsonTrip(value),
    [`${name} superjson`]: () => superjson.parse(superjson.stringify(value)),
  }
}

function rawTrip(bytes: Buffer): Operation {
  return () => raw.unseal(raw.seal(bytes))
}

function jsonTrip(value: unknown): Operation {
  return () => JSON.parse(JSON.stringify(value))
}

function writeAndRead(value: unknown): Operation {
  return () => codec.read(codec.write(value))
}

/** All that becomes of a state between two requests. */
function stateTrip(value: unknown): Operation {
  return () => codec.read(sealer.unseal(sealer.seal(codec.write(value), use), use))
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n % 100)
}

/** JSON of objects as states have them, of about that many bytes. */
function textOf(size: number): string {
  const rows: object[] = []
  for (let n = 0; JSON.stringify(rows).length < size; n++)
    rows.push({ id: n, title: 'Seal a letter', done: n % 2 === 0 })
  return JSON.stringify(rows)
}

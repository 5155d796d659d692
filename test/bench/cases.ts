import { nodeCounts, sizes } from './micro/sizes.ts'
import type { PeerName } from './peers/peers.ts'
import { exponentOf, type Point } from './statistics.ts'
import type { Asked } from './visitor.ts'

/** One of the things that a case compares: a request to a peer, a click on its page, or an operation without a server. */
export type Side =
  | { readonly peer: PeerName; readonly asked: Asked }
  | { readonly peer: PeerName; readonly click: string }
  | { readonly operation: string }

/** Microseconds by side. */
export type Costs = Readonly<Record<string, number>>

/** What is measured, side against side. */
export interface Case {
  readonly name: string
  /** The ratio that it should stay below. */
  readonly goal?: number
  readonly sides: Readonly<Record<string, Side>>
  /** `sealwax` over `hand`, where nothing else is said. */
  readonly ratio?: (costs: Costs) => number
}

const sealwax = (page: string, press?: string, more?: Partial<Asked>): Side => ({
  peer: 'sealwax',
  asked: { page, ...(press && { press }), ...more },
})
const hand = (page: string, post?: string, more?: Partial<Asked>): Side => ({
  peer: 'hand',
  asked: { page, ...(post && { post }), ...more },
})
/** By hand, with a state that is sealed by hand: no ratio is made of it. */
const sealed = (page: string, post?: string): Side => ({
  peer: 'sealed',
  asked: { page, ...(post && { post, carry: ['state'] }) },
})
/** With more sessions than keys are kept for. */
const crowd = 1500
const operation = (name: string): Side => ({ operation: name })

/** Microseconds that a child which stays as it is may cost its parent. */
const perChild = 5
const childCount = 100
/** Microseconds that a click may take longer than with plain htmx. */
const slowerClick = 3000
const text = 'Seal it. '.repeat(1138)

/** What is measured for the goals; the bytes are in `bytes.ts`. */
export const goalCases: readonly Case[] = [
  {
    name: 'page-1',
    goal: 1.25,
    // Both have a session by now: by hand the count is in it.
    sides: {
      sealwax: sealwax('/counter'),
      hand: hand('/counter', undefined, { before: '/counter/increment' }),
      sealed: sealed('/counter'),
    },
  },
  {
    name: 'page-100',
    goal: 1.6,
    sides: {
      sealwax: sealwax('/todos'),
      hand: hand('/each/100'),
      sealed: sealed('/each/100'),
    },
  },
  {
    name: 'page-100-batched',
    goal: 1,
    sides: { sealwax: sealwax('/batch'), hand: hand('/each/100'), sealed: sealed('/batch') },
  },
  {
    name: 'page-1000',
    sides: { sealwax: sealwax('/todos/1000'), hand: hand('/each/1000') },
  },
  {
    name: 'call-counter',
    goal: 1.2,
    sides: {
      sealwax: sealwax('/counter', 'counter/increment'),
      hand: hand('/counter', '/counter/increment'),
      sealed: sealed('/counter', '/counter/increment'),
    },
  },
  {
    name: 'call-toggle',
    goal: 1.2,
    sides: {
      sealwax: sealwax('/todos/1', 'todo-item/toggle'),
      hand: hand('/each/1', '/todos/1/toggle'),
      sealed: sealed('/each/1', '/todos/toggle'),
    },
  },
  {
    name: 'call-parent-100',
    goal: 1,
    sides: {
      sealwax: sealwax('/list/100', 'todo-list/touch'),
      alone: sealwax('/list/0', 'todo-list/touch'),
      hand: hand('/list', '/list/touch'),
    },
    ratio: ({ sealwax = 0, alone = 0 }) => sealwax / (alone + childCount * perChild),
  },
  {
    name: 'seal-small',
    goal: 2.5,
    sides: { sealwax: operation('seal-small'), hand: operation('seal-small raw') },
  },
  {
    name: 'codec-plain',
    goal: 1.5,
    sides: { sealwax: operation('codec-plain'), hand: operation('codec-plain json') },
  },
  {
    name: 'codec-rich',
    goal: 1.3,
    sides: { sealwax: operation('codec-rich'), hand: operation('codec-rich superjson') },
  },
]

/** What else is told. */
export const moreCases: readonly Case[] = [
  { name: 'hello', sides: { bare: { peer: 'bare', asked: { page: '/' } } } },
  { name: 'page-100-macros', sides: { macros: { peer: 'macros', asked: { page: '/todos' } } } },
  { name: 'page-100-one-query', sides: { sealwax: sealwax('/batch'), hand: hand('/todos') } },
  {
    name: 'page-1000-batched',
    sides: { sealwax: sealwax('/batch/1000'), hand: hand('/each/1000') },
  },
  { name: 'page-table', sides: { sealwax: sealwax('/sheet'), hand: hand('/sheet') } },
  { name: 'page-nested-slots', sides: { sealwax: sealwax('/board'), hand: hand('/board') } },
  {
    name: 'page-1-first-visit',
    sides: {
      sealwax: sealwax('/counter', undefined, { fresh: true }),
      hand: hand('/counter', undefined, { fresh: true }),
    },
  },
  {
    name: 'call-counter-in-field',
    sides: {
      sealwax: sealwax('/counter', 'counter/increment'),
      hand: hand('/field', '/field/increment', { carry: ['count'] }),
    },
  },
  {
    name: 'call-counter-crowd',
    sides: {
      sealwax: sealwax('/counter', 'counter/increment', { visitors: crowd }),
      hand: hand('/counter', '/counter/increment', { visitors: crowd }),
    },
  },
  {
    name: 'call-parent-1-of-100',
    sides: {
      sealwax: sealwax('/list/100', 'todo-list/mark'),
      hand: hand('/list', '/list/touch'),
    },
  },
  {
    name: 'call-public-10k',
    sides: {
      sealwax: sealwax('/draft', 'draft/save', { fields: { text } }),
      hand: hand('/draft', '/draft/save', { fields: { text } }),
    },
  },
  {
    name: 'call-table',
    sides: { sealwax: sealwax('/sheet', 'sheet/turn'), hand: hand('/sheet', '/sheet/turn') },
  },
  {
    name: 'click-to-paint',
    goal: 1,
    sides: {
      sealwax: { peer: 'sealwax', click: '/counter' },
      hand: { peer: 'hand', click: '/counter' },
    },
    ratio: ({ sealwax = 0, hand = 0 }) => (sealwax - hand) / slowerClick,
  },
  ...sizes.map((size): Case => {
    const others = ['raw', 'json', 'superjson', 'fernet']
    const name = `seal-${size}`
    const entries = others.map((other) => [other, operation(`${name} ${other}`)] as const)
    return {
      name,
      sides: { sealwax: operation(name), ...Object.fromEntries(entries) },
      ratio: ({ sealwax = 0, raw = 0 }) => sealwax / raw,
    }
  }),
]

/** How costs grow: sides are sizes, and the ratio is the fitted exponent. */
export const growthCases: readonly Case[] = [
  growth('components', [1, 10, 100, 1000], (size) => sealwax(`/todos/${size}`)),
  growth('nodes', nodeCounts, (size) => operation(`nodes-${size}`)),
]

function growth(name: string, counts: readonly number[], side: (size: number) => Side): Case {
  return {
    name: `growth-${name}`,
    goal: 1.1,
    sides: Object.fromEntries(counts.map((size) => [size, side(size)])),
    ratio: (costs) =>
      exponentOf(Object.entries(costs).map(([size, cost]): Point => [Number(size), cost])),
  }
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { atEnd } from '../at-end.ts'
import { weighed } from './bytes.ts'
import { goalCases, moreCases } from './cases.ts'
import { createLoad } from './load.ts'
import { type PeerName, peers } from './peers/peers.ts'
import { views } from './peers/site.ts'
import { createStore } from './peers/store.ts'
import { plot } from './plot.ts'
import { table, toJson } from './report.ts'
import { type Measured, type MeasuredSide, runBench } from './run-bench.ts'
import { exponentOf, median, middleMean } from './statistics.ts'
import { type Asked, ask, createVisitor, inTurn, open } from './visitor.ts'

const goals = [
  'page-1',
  'page-100',
  'page-100-batched',
  'page-1000',
  'call-counter',
  'call-toggle',
  'call-parent-100',
  'seal-small',
  'codec-plain',
  'codec-rich',
  'bytes-small',
  'bytes-component',
  'bytes-page-100-gzip',
  'client-gzip',
]

describe('peers', () => {
  for (const { name, sides } of [...goalCases, ...moreCases]) {
    const asked = Object.entries(sides).flatMap(([, side]) => ('asked' in side ? [side] : []))
    const [first, ...others] = asked.filter(({ peer }) =>
      ['sealwax', 'hand', 'sealed'].includes(peer),
    )
    if (first === undefined || others.length === 0) continue
    it(`show the same: ${name}`, async () => {
      // Children that stay as they are stand in the page, not in the answer: their parent is compared.
      const see = name.startsWith('call-parent') ? parentSeen : seen
      const expected = await shown(first, see)
      assert.ok(expected.every((text) => text !== ''))
      for (const other of others) assert.deepEqual(await shown(other, see), expected)
    })
  }

  for (const { press, drawn } of [
    { press: 'todo-list/touch', drawn: 0 },
    { press: 'todo-list/mark', drawn: 1 },
  ]) {
    it(`have a place for each child, and draw what changed: ${press}`, async () => {
      const port = await startHere('sealwax')
      const visitor = await createVisitor(port, { page: '/list/100', press })
      for (const answer of [await ask(port, visitor), await ask(port, visitor)]) {
        assert.equal(answer.match(/<li /g)?.length, 100)
        assert.equal(answer.match(/Seal letter/g)?.length ?? 0, drawn)
      }
    })
  }

  it('answer without components as well', async () => {
    const listed = seen(await open(await startHere('hand'), '/todos'))
    assert.equal(seen(await open(await startHere('macros'), '/todos')), listed)
    assert.equal(await open(await startHere('bare'), '/'), 'hello')
  })
})

describe('runBench', () => {
  it('finds a figure for each goal', async () => {
    const json = await toJson(
      await runBench({ rounds: 1, milliseconds: 1, warmUp: 1, chosen: goals }),
    )
    assert.deepEqual(Object.keys(json.cases), goals)
    for (const { ratio, goal, sealwax, hand } of Object.values(json.cases)) {
      assert.ok(Number.isFinite(ratio) && Number.isFinite(goal))
      for (const figures of [sealwax, hand]) {
        assert.ok(Object.values(figures ?? {}).every((figure) => figure > 0))
      }
    }
    for (const name of goals) {
      assert.ok(table(json).includes(name))
      assert.ok(plot(json).includes(`>${name}<`))
    }
  })

  it('measures nothing that the goals do not know', () => {
    assert.deepEqual(new Set([...goalCases.map(({ name }) => name), ...weighed]), new Set(goals))
  })
})

describe('toJson', () => {
  it('lets a thousand items cost 15 % more than ten times a hundred', async () => {
    const measured = [measuredAs('page-100', 1.6), measuredAs('page-1000', 1.7)]
    const { cases } = await toJson({ ...results, measured })
    assert.equal(cases['page-1000']?.goal, 1.84)
  })

  it('knows no goal for a thousand without the hundred', async () => {
    const { cases } = await toJson({ ...results, measured: [measuredAs('page-1000', 1.7)] })
    assert.equal(cases['page-1000']?.goal, undefined)
  })

  it('tells how much a case changed since the commit that it is compared with', async () => {
    const sides = { sealwax: costing(6, 8, 5), base: costing(10, 10, 10) }
    const measured = [{ ...measuredAs('page-1', 2), sides }]
    const { cases } = await toJson({ ...results, compared: 'def', measured })
    assert.equal(cases['page-1']?.change, 0.6)
  })
})

describe('plot', () => {
  it('tells each ratio that has a goal, and leaves out the others', async () => {
    const measured = [
      { ...measuredAs('page-1', 1), goal: 1.25 },
      { ...measuredAs('call-counter', 1.5), goal: 1.2 },
      measuredAs('page-1000', 3),
    ]
    const svg = plot(await toJson({ ...results, measured }))
    assert.ok(svg.includes('>80 %  (1.00 of 1.25)<'))
    assert.ok(svg.includes('>125 %  (1.50 of 1.20)<'))
    assert.ok(!svg.includes('page-1000'))
  })
})

describe('createLoad', () => {
  it('counts what was answered', async () => {
    const load = await createLoad(await startHere('hand'), increment)
    assert.equal(await load(8), 8)
  })

  it('refuses answers that are no success', async () => {
    const load = await createLoad(await startHere('hand'), { page: '/counter', post: '/nowhere' })
    await assert.rejects(load(8), /was refused/)
  })

  it('refuses answers that show less than they should', async () => {
    const load = await createLoad(await startHere('hand'), increment, 1000)
    await assert.rejects(load(8), /"short":8/)
  })

  it('has every visitor go on from the last answer', async () => {
    const port = await startHere('sealwax')
    const asked = { page: '/counter', press: 'counter/increment' }
    const visitors = [await createVisitor(port, asked), await createVisitor(port, asked)]
    const crowd = inTurn(visitors)
    for (const count of [1, 1, 2, 2]) {
      assert.equal(parentSeen(await ask(port, crowd)), `<output>${count}</output>`)
    }
  })
})

describe('exponentOf', () => {
  it('is 1 where costs grow with the size, over what is paid once', () => {
    assert.ok(Math.abs(exponent((size) => 700 + 3 * size) - 1) < 1e-9)
  })

  it('is 2 where they grow with its square', () => {
    assert.ok(Math.abs(exponent((size) => 700 + size * size) - 2) < 0.05)
  })

  it('is hardly moved by a size that noise hides', () => {
    for (const noise of [20, -40]) {
      const noisy = exponent((size) => 700 + 3 * size + (size === 10 ? noise : 0))
      assert.ok(Math.abs(noisy - 1) < 0.03)
    }
  })

  it('shows the part that grows with the square among what is linear', () => {
    assert.ok(exponent((size) => 700 + 30 * size + size * size) > 1.3)
  })
})

describe('middleMean', () => {
  it('leaves out the lowest and the highest quarter', () => {
    assert.equal(middleMean([300, 26, 30, 1]), 28)
    assert.equal(middleMean([7]), 7)
  })
})

describe('median', () => {
  it('is the middle one, or the mean of two', () => {
    assert.equal(median([9, 1, 5]), 5)
    assert.equal(median([9, 1, 5, 6]), 5.5)
  })
})

/** A run that found nothing yet. */
const results = { commit: 'abc', compared: undefined, load: 0.5, weighed: [], weighedBase: [] }

function measuredAs(name: string, ratio: number): Measured {
  return { name, ratio, ratios: [ratio], goal: undefined, sides: {} }
}

function costing(...costs: number[]): MeasuredSide {
  return { costs, size: undefined }
}

function exponent(cost: (size: number) => number): number {
  return exponentOf([1, 10, 100, 1000].map((size) => [size, cost(size)] as const))
}

const increment: Asked = { page: '/counter', post: '/counter/increment' }

interface Shown {
  readonly peer: PeerName
  readonly asked: Asked
}

/** What somebody sees of the page and, where a button is pressed, of two answers. */
async function shown({ peer, asked }: Shown, see: typeof seen): Promise<string[]> {
  const port = await startHere(peer)
  const page = see(await open(port, asked.page))
  if (asked.press === undefined && asked.post === undefined) return [page]
  const visitor = await createVisitor(port, asked)
  return [page, see(await ask(port, visitor)), see(await ask(port, visitor))]
}

/** Text and labels of the main part. */
function seen(html: string): string {
  const main = /<main>(.*)<\/main>/s.exec(html)?.[1] ?? html
  const labelled = main.replaceAll(/<[^>]* aria-(?:label|pressed)="([^"]*)"[^>]*>/g, ' [$1] ')
  return labelled
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** How often a parent was touched. */
function parentSeen(html: string): string {
  return /<output>.*?<\/output>/s.exec(html)?.[0] ?? ''
}

/** Starts a peer in this process, with to-dos of its own. */
async function startHere(name: PeerName): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwax-peer-'))
  const server = peers[name]({ store: createStore(folder), views }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })
  return (server.address() as AddressInfo).port
}

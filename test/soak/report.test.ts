import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judge, limits, type Report, type Sample, warmUpOf } from './report.ts'

const flat = { slope: 0, error: 1, points: 100 }

const sample: Sample = {
  at: 10,
  isWhole: true,
  rss: 200,
  heap: 30,
  external: 5,
  openFiles: 40,
  sockets: 40,
  rate: 100,
  cpu: 0.7,
  delay: { p50: 0, p99: 10, max: 20 },
  p99: 30,
  requests: 1000,
  uploads: 0,
  letters: 10,
  caches: { 'bad states': 10_000 },
}

const rest = { openFiles: ['socket', '/tmp/demo.db'], sockets: 0, uploads: 0 }

const good: Report = {
  seed: 1,
  seconds: 1800,
  warmUp: 360,
  samples: [sample],
  slopes: { rss: flat, heap: flat },
  kinds: {},
  troubles: { first: [], count: 0 },
  grown: [],
  rest: { before: rest, after: rest },
  leaving: { code: 0, took: 2000, sent: 12, underWay: 10, answered: 12, lost: [], last: 9 },
}

const past = (limit: number) => ({ slope: limit + 2, error: 1, points: 100 })
const unsure = (limit: number) => ({ slope: limit + 2, error: 3, points: 100 })

const filled = (at: number, count: number) => ({ ...sample, at, caches: { 'bad states': count } })

describe('warmUpOf', () => {
  it('is a fifth of the time, or as long as a cache takes to fill', () => {
    const samples = [filled(10, 100), filled(20, 9999), filled(30, 10_000), filled(40, 10_000)]
    assert.equal(warmUpOf(samples, 50), 30)
    assert.equal(warmUpOf(samples, 400), 80)
    assert.equal(warmUpOf(samples.slice(0, 2), 40), 8)
  })
})

describe('judge', () => {
  it('finds nothing wrong where memory stays and all answers are expected', () => {
    assert.deepEqual(judge(good), [])
  })

  const bad: readonly (readonly [what: string, change: Partial<Report>, found: RegExp])[] = [
    ['an answer that was not expected', { troubles: { first: ['page: 500'], count: 1 } }, /500/],
    ['a collection that grows', { grown: ['Map of 900'] }, /without a bound: Map of 900/],
    [
      'a cache past its bound',
      { samples: [{ ...sample, caches: { 'bad states': 10_001 } }] },
      /bad states: 10001 entries, the bound is 10000/,
    ],
    [
      'a heap that grows beyond doubt',
      { slopes: { rss: flat, heap: past(limits.heap) } },
      /heap grows/,
    ],
    ['memory that does', { slopes: { rss: past(limits.rss), heap: flat } }, /rss grows/],
    [
      'sockets that stay',
      { rest: { before: rest, after: { ...rest, sockets: 1 } } },
      /1 sockets that nobody has/,
    ],
    [
      'uploads that stay',
      { rest: { before: rest, after: { ...rest, uploads: 2 } } },
      /2 files that nobody keeps/,
    ],
    [
      'files that stay open',
      {
        rest: { before: rest, after: { ...rest, openFiles: Array<string>(9).fill('/tmp/a.png') } },
      },
      /open at the end/,
    ],
    ['an end with an error', { leaving: { ...good.leaving, code: 1 } }, /code 1/],
    ['an end that takes long', { leaving: { ...good.leaving, took: 13_000 } }, /13000 ms/],
    ['an answer that got lost', { leaving: { ...good.leaving, answered: 11 } }, /11 of 12/],
    ['connections that are kept', { leaving: { ...good.leaving, last: 0 } }, /kept 10/],
  ]
  for (const [what, change, found] of bad) {
    it(`finds ${what}`, () => {
      const [first, ...more] = judge({ ...good, ...change })
      assert.match(first ?? '', found)
      assert.deepEqual(more, [])
    })
  }

  it('makes no claim where the slope is not sure, or the run short', () => {
    const slopes = { rss: unsure(limits.rss), heap: unsure(limits.heap) }
    assert.deepEqual(judge({ ...good, slopes }), [])
    const steep = { rss: past(limits.rss), heap: past(limits.heap) }
    assert.deepEqual(judge({ ...good, slopes: steep, seconds: 60 }), [])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import * as fc from 'fast-check'
import { type Family, type Run, runFamily } from './family.ts'
import { fuzz } from './fuzz.ts'
import { some } from './some.ts'

const run = (attack: Family['attack'], options: { long?: boolean; patience?: number } = {}) =>
  runFamily({ name: 'any', aims: '', attack }, { seed: 1, long: false, ...options })

const fail = () => {
  throw new Error('got in')
}

const oneSlow: Family['attack'] = async (run) => {
  await run.try('slow', () => pass(60_000, undefined, { ref: false }))
  await run.try('next', () => {})
}

describe('runFamily', () => {
  it('counts all cases, and tells those that got through', async () => {
    const { cases, escapes } = await run(async (run) => {
      await run.try('one', () => {})
      await run.try('two', fail)
      await run.try('three', () => Promise.reject(new Error('as well')))
      run.count(10)
    })
    assert.equal(cases, 13)
    assert.deepEqual(escapes, ['two: got in', 'three: as well'])
  })

  it('takes a family that breaks off for an escape', async () => {
    const { cases, escapes } = await run(async (run) => {
      await run.try('one', () => {})
      fail()
    })
    assert.equal(cases, 1)
    assert.match(escapes.join(), /^Error: got in/)
  })

  it('takes a family that tries nothing for an escape', async () => {
    assert.deepEqual((await run(() => {})).escapes, ['It has tried nothing.'])
  })

  it('waits for no case that does not end', async () => {
    const { cases, escapes } = await run(oneSlow, { patience: 20 })
    assert.equal(cases, 2)
    assert.deepEqual(escapes, ['slow: No end after 20 ms.'])
  })
})

const numbers = (attempt: (one: number) => void) =>
  run((run) =>
    fuzz(run, {
      what: 'numbers',
      cases: fc.nat(),
      many: { short: 20, long: 40 },
      attempt: async (one) => attempt(one),
    }),
  )

describe('fuzz', () => {
  it('tries the same cases for the same seed', async () => {
    const tries = [0, 1].map(async () => {
      const tried: number[] = []
      assert.equal((await numbers((one) => void tried.push(one))).cases, 20)
      return tried
    })
    const [one, other] = await Promise.all(tries)
    assert.deepEqual(one, other)
  })

  it('tells the smallest case that got through, once', async () => {
    const { escapes } = await numbers((one) => assert(one < 10))
    assert.equal(escapes.length, 1)
    assert.match(escapes.join(), /numbers: .*Counterexample: \[10\]/s)
  })
})

const inShort = { many: ({ short }) => short } as Run

describe('some', () => {
  const all = Array.from({ length: 100 }, (_, n) => n)

  it('is all in the long form', () => {
    assert.deepEqual(some({ many: ({ long }) => long } as Run, all, 3), all)
  })

  it('is one of each so many in the short form, of the last few too', () => {
    const chosen = some({ ...inShort, seed: 1 }, all, 3)
    assert.deepEqual(
      chosen.map((n) => Math.floor(n / 3)),
      all.slice(0, 34),
    )
  })

  it('is others for another seed, of every kind where kinds take turns', () => {
    const [one, other] = [1, 2].map((seed) => some({ ...inShort, seed }, all, 4))
    assert.notDeepEqual(one, other)
    assert.equal(new Set(one?.map((n) => n % 4)).size, 4)
  })
})

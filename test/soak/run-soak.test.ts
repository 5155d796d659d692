import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { caches } from './caches.ts'
import { kinds } from './kinds/kinds.ts'
import { judge, type Report } from './report.ts'
import { runSoak } from './run-soak.ts'

describe('runSoak', () => {
  let report: Report

  before(async () => {
    report = await runSoak({ seed: 1, seconds: 4, interval: 1, visitors: 8, cpu: 0.3 })
  })

  it('finds nothing wrong with the demo', () => {
    assert.deepEqual(judge(report), [])
  })

  it('does all kinds of things, and gets the answers that there are', () => {
    const named = kinds.map(({ name }) => name).filter((name) => report.kinds[name] !== undefined)
    // Opening pages and leaving are counted by page, and not at all.
    assert.deepEqual(
      kinds.map(({ name }) => name).filter((name) => !named.includes(name)),
      ['page', 'leaves'],
    )
    const statuses = Object.keys(report.kinds['all']?.statuses ?? {})
    for (const status of ['200', '204', '303', '403', '422']) {
      assert.ok(statuses.includes(status), `no ${status}`)
    }
  })

  it('finds each cache of the server that has a bound', () => {
    const found = report.samples.at(-1)?.caches ?? {}
    for (const { name } of caches) assert.ok((found[name] ?? 0) > 0, `${name} is not there`)
  })

  it('has the server leave while it is asked, and answer all the same', () => {
    const { code, sent, answered, last } = report.leaving
    assert.equal(code, 0)
    assert.equal(answered, sent)
    assert.ok(last > 0)
  })
})

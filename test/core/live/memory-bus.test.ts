import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryBus } from '../../../server/core/live/memory-bus.ts'

describe('createMemoryBus', () => {
  it('tells all who listen, until they end it', async () => {
    const bus = createMemoryBus()
    const heard: unknown[] = []
    const end = bus.listen((topics) => heard.push(topics))
    bus.listen((topics) => heard.push(topics))
    await bus.publish(['a', 'b'])
    end()
    await bus.publish(['c'])
    assert.deepEqual(heard, [['a', 'b'], ['a', 'b'], ['c']])
  })

  it('has changed at once, before anybody waits', () => {
    const bus = createMemoryBus()
    const position = bus.position()
    void bus.publish(['a'])
    assert.equal(bus.hasChanged('a', position), true)
    assert.equal(bus.hasChanged('a', bus.position()), false)
  })

  it('remembers as many topics as it may', async () => {
    const bus = createMemoryBus({ maxTopics: 3 })
    const position = bus.position()
    for (const topic of ['a', 'b', 'c']) await bus.publish([topic])
    assert.equal(bus.hasChanged('z', position), false)
    await bus.publish(['d'])
    assert.equal(bus.hasChanged('z', position), true)
  })

  it('refuses a number that is none', () => {
    for (const maxTopics of [0, Number.NaN, -1]) {
      assert.throws(() => createMemoryBus({ maxTopics }), { code: 'ConfigError' })
    }
  })
})

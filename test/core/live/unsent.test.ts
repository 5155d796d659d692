import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createUnsent } from '../../../server/core/live/unsent.ts'

/** Something to publish to that can be down, and what came there. */
function createPlace() {
  const place = {
    isDown: false,
    came: [] as unknown[],
    asked: 0,
    publish: async (topics: readonly string[] | undefined) => {
      place.asked++
      if (place.isDown) throw new Error('down')
      place.came.push(topics)
    },
  }
  return place
}

describe('createUnsent', () => {
  it('publishes at once what can be', async () => {
    const place = createPlace()
    const { send, retry } = createUnsent(2, place.publish)
    assert.equal(await send(['a', 'b']), true)
    await retry()
    assert.deepEqual(place.came, [['a', 'b']])
  })

  it('keeps what can not be, each once, and publishes it when it can', async () => {
    const place = createPlace()
    const { send, retry } = createUnsent(2, place.publish)
    place.isDown = true
    for (const topics of [['a'], ['b'], ['a']]) assert.equal(await send(topics), false)
    await retry()
    place.isDown = false
    await retry()
    await retry()
    assert.deepEqual(place.came, [['a', 'b']])
    assert.equal(await send(['c']), true)
  })

  it('asks but once, and then when it tries again', async () => {
    const place = createPlace()
    const { send, retry } = createUnsent(2, place.publish)
    place.isDown = true
    await send(['a'])
    await send(['b'])
    assert.equal(place.asked, 1)
    await retry()
    await send(['b'])
    assert.equal(place.asked, 2)
  })

  it('no longer knows which they are where they are more than it keeps', async () => {
    const place = createPlace()
    const { send, retry } = createUnsent(2, place.publish)
    place.isDown = true
    await send(['a', 'b'])
    await send(['c'])
    await retry()
    await send(['d'])
    place.isDown = false
    await retry()
    await retry()
    assert.deepEqual(place.came, [undefined])
    assert.equal(await send(['e']), true)
  })

  it('keeps as many as it may', async () => {
    const place = createPlace()
    const { send, retry } = createUnsent(2, place.publish)
    place.isDown = true
    await send(['a', 'b'])
    place.isDown = false
    await retry()
    assert.deepEqual(place.came, [['a', 'b']])
  })

  it('publishes once more what was published anew while it tried', async () => {
    const place = createPlace()
    let isAnew = false
    const { send, retry } = createUnsent(2, async (topics) => {
      await place.publish(topics)
      if (isAnew) assert.equal(await send(['a']), false)
      isAnew = false
    })
    place.isDown = true
    await send(['a'])
    place.isDown = false
    isAnew = true
    await retry()
    await retry()
    assert.deepEqual(place.came, [['a'], ['a']])
  })
})

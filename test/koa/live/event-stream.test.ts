import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createKeyring, createMemoryBus, createSealer, newKey } from '../../../server/core/rooms.ts'
import { createEventStream, type Followed } from '../../../server/koa/live/event-stream.ts'

function openStream(count: number, more: Partial<Followed> = {}) {
  const keyring = createKeyring([newKey()])
  const sealer = createSealer(keyring, {
    binding: 'b',
    principal: 1,
    compress: false,
    maxSealedLength: 1000,
  })
  const followed = Array.from({ length: count }, (_, at) => ({ topics: [`t${at}`], position: '' }))
  return createEventStream({ followed, refused: [], sealer, bus: createMemoryBus(), ...more })
}

/** A stream of one list of topics, as often as a page may say it, and how often it was looked at. */
function openRepeating(count: number) {
  const bus = createMemoryBus()
  let looks = 0
  const versionOf = (topic: string) => {
    looks++
    return bus.versionOf(topic)
  }
  const stream = openStream(0, {
    bus: { ...bus, versionOf },
    followed: Array.from({ length: count }, () => ({ topics: ['a', 'b'], position: '' })),
  })
  return { ...stream, looks: () => looks }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('createEventStream', () => {
  it('holds one message at most for a page that does not read, and then what changed, once each', async () => {
    const { body, touch, flush } = openStream(3)
    for (let n = 0; n < 1000; n++) {
      touch(n % 3)
      flush()
    }
    assert.equal(body.readableLength, ':\n\n'.length)
    const texts: string[] = []
    body.on('data', (chunk) => texts.push(String(chunk)))
    await turn()
    await turn()
    assert.equal(texts.length, 2)
    const { changed } = JSON.parse((texts[1] as string).slice('data:'.length))
    assert.deepEqual(
      changed.map(([index]: [number]) => index),
      [0, 1, 2],
    )
    body.pause()
    await turn()
    for (let n = 0; n < 10; n++) {
      touch(0)
      flush()
    }
    assert.equal(texts.length + (body.readableLength > 0 ? 1 : 0), 3)
  })

  it('makes one mark for all that show the same, however often a page says it', async () => {
    const { body, touch, flush, looks } = openRepeating(1000)
    const texts: string[] = []
    body.on('data', (chunk) => texts.push(String(chunk)))
    await turn()
    for (let n = 0; n < 1000; n++) touch(n)
    flush()
    await turn()
    const { changed } = JSON.parse((texts[1] as string).slice('data:'.length))
    assert.equal(new Set(changed.map(([, mark]: [number, string]) => mark)).size, 1)
    assert.equal(changed.length, 1000)
    assert.equal(looks(), 2)
  })

  it('gives signs of life while the page reads, and gives it up after three without', async () => {
    const { body, beat } = openStream(1)
    const texts: string[] = []
    body.on('data', (chunk) => texts.push(String(chunk)))
    for (let n = 0; n < 5; n++) {
      await turn()
      assert.equal(beat(), true)
    }
    await turn()
    assert.deepEqual(new Set(texts), new Set([':\n\n']))
    body.pause()
    await turn()
    const alive = [beat(), beat(), beat(), beat()]
    assert.equal(alive.at(-1), false)
  })

  it('ends, and says nothing after that', async () => {
    const { body, touch, flush, beat, end } = openStream(1)
    const texts: string[] = []
    body.on('data', (chunk) => texts.push(String(chunk)))
    await turn()
    end()
    end()
    touch(0)
    flush()
    beat()
    await new Promise((resolve) => body.once('close', resolve))
    assert.deepEqual(texts, [':\n\n'])
  })
})

/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import * as v from 'valibot'
import { z } from 'zod'
import { createCodec } from '../../../server/core/codec/codec.ts'
import type { Json, ReviveAt, TypePlugin } from '../../../server/core/codec/type-plugin.ts'
import type { Schema } from '../../../server/core/component/schema.ts'
import { SealingBlocked, type StateRejected, stale } from '../../../server/core/errors.ts'

class Point {
  readonly x: number
  readonly y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

const point: TypePlugin<Point> = {
  name: 'Point',
  match: (value) => value instanceof Point,
  reduce: ({ x, y }) => ({ x, y }),
  revive: ({ x, y }) => new Point(x, y),
}
const asyncPoint: TypePlugin<Point> = {
  ...point,
  async revive(payload) {
    await setImmediate()
    return new Point(payload.x, payload.y)
  },
}

const codecWith = (...plugins: TypePlugin[]) => createCodec({ plugins })
/** A codec whose plugin fails to write. */
const failing = (error: Error) => codecWith({ ...point, reduce: () => raise(error) })
const raise = (error: Error): never => {
  throw error
}
const written = (payload: unknown, ...more: unknown[]) =>
  JSON.stringify({
    json: ['Point', payload, ...more],
    meta: { values: [['custom', 'sealwax']], v: 1 },
  })
const rejected = { code: 'StateRejected' }
const answerLate = () => Promise.reject(new Error('nobody waits for this'))

async function unhandledDuring(run: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    await run()
    for (let turn = 0; turn < 5; turn++) await setImmediate()
  } finally {
    process.off('unhandledRejection', note)
  }
  return unhandled
}

describe('TypePlugin', () => {
  for (const [kind, plugin] of [
    ['at once', point],
    ['by a promise', asyncPoint],
  ] as const) {
    const codec = codecWith(plugin)
    const values: unknown[] = [
      new Point(1, 2),
      [new Point(1, 2), new Point(3, 4)],
      { 'a.b': [new Point(1, 2)], when: new Date(1), none: undefined },
      new Map<unknown, unknown>([
        [new Point(1, 2), new Set([new Point(3, 4), 5n])],
        ['x', [[new Point(5, 6)]]],
      ]),
      new Set([new Point(1, 2), new Point(1, 2)]),
    ]
    it(`revives ${kind}, wherever the value stands`, async () => {
      for (const value of values) {
        assert.deepStrictEqual(await codec.read(codec.write(value)), value)
      }
    })
  }

  it('starts all promises of a text together', async () => {
    let running = 0
    let most = 0
    const codec = codecWith({
      ...point,
      async revive({ x, y }: any) {
        most = Math.max(most, ++running)
        await setImmediate()
        running--
        return new Point(x, y)
      },
    })
    const points = [new Point(1, 1), [new Point(2, 2)], new Set([new Point(3, 3)])]
    assert.deepStrictEqual(await codec.read(codec.write(points)), points)
    assert.equal(most, 3)
  })

  it('calls reduce and revive once a value', async () => {
    const calls: string[] = []
    const counted: TypePlugin<Point> = {
      ...point,
      reduce: (value) => (calls.push('reduce'), point.reduce(value)),
      revive: (...written) => (calls.push('revive'), point.revive(...written)),
    }
    const slow: TypePlugin<Date> = {
      name: 'Slow',
      match: (value) => value instanceof Date,
      reduce: () => null,
      revive: async () => new Date(0),
    }
    const codec = codecWith(counted, slow)
    await codec.read(codec.write([new Point(1, 2), new Date(0), new Point(3, 4)]))
    assert.deepEqual(calls, ['reduce', 'reduce', 'revive', 'revive'])
  })

  it('is asked once for an object that stands in two places', () => {
    let reduced = 0
    const codec = codecWith({ ...point, reduce: (value) => (reduced++, point.reduce(value)) })
    const one = new Point(1, 2)
    codec.write([one, { one }])
    assert.equal(reduced, 1)
  })

  it('says which objects it writes', () => {
    const codec = codecWith(point)
    const values = [new Point(1, 2), {}, [], new Map()]
    assert.deepEqual(values.map(codec.isTyped), [true, false, false, false])
  })

  it('is asked for objects only', () => {
    const seen: unknown[] = []
    const codec = codecWith({ ...point, match: (value) => (seen.push(value), false) })
    codec.write([1, 'x', null, undefined, 1n, true, { a: new Map() }])
    assert.ok(seen.length > 0)
    assert.ok(seen.every((value) => typeof value === 'object' && value !== null))
  })

  it('hands its version over as it was when sealed, 0 without one', async () => {
    const versions: number[] = []
    const revive = (_: unknown, version: number) => (versions.push(version), new Point(0, 0))
    const old = codecWith(point)
    const first = codecWith({ ...point, version: 1, revive })
    const second = codecWith({ ...point, version: 2, revive })
    await first.read(old.write(new Point(1, 2)))
    await second.read(first.write(new Point(1, 2)))
    await second.read(second.write(new Point(1, 2)))
    assert.deepEqual(versions, [0, 1, 2])
  })

  it('hands the request over to revive', async () => {
    const seen: unknown[] = []
    const revive: TypePlugin['revive'] = (_, __, { ctx }) => (seen.push(ctx), new Point(0, 0))
    const codec = codecWith({ ...point, revive })
    const ctx = { state: {} } as ReviveAt['ctx']
    const text = codec.write([new Point(1, 2), new Point(3, 4)])
    await codec.read(text, { ctx })
    await codec.parse(text).revive({ ctx })
    assert.equal(seen.length, 4)
    assert.ok(seen.every((one) => one === ctx))
    await codec.read(text)
    assert.deepEqual(seen.slice(4), [{}, {}])
  })

  it('refuses a version that is no whole number, or that the plugin has not', async () => {
    const codec = codecWith({ ...point, version: 3 })
    for (const version of ['1', 1.5, null, {}, 2 ** 60]) {
      await assert.rejects(codec.read(written({ x: 1, y: 2 }, version)), rejected)
    }
    await assert.rejects(codecWith(point).read(written({ x: 1, y: 2 }, 1)), rejected)
  })

  for (const [library, schema] of [
    ['zod', z.strictObject({ x: z.number(), y: z.number() })],
    ['valibot', v.strictObject({ x: v.number(), y: v.number() })],
  ] as [string, Schema<any, any>][]) {
    it(`checks payloads with its schema (${library}) before it revives`, async () => {
      const revived: unknown[] = []
      const codec = codecWith({
        ...point,
        schema,
        revive: (payload: any) => (revived.push(payload), new Point(payload.x, payload.y)),
      })
      assert.deepEqual(await codec.read(codec.write(new Point(1, 2))), new Point(1, 2))
      for (const payload of [null, {}, { x: '1', y: 2 }, { x: 1, y: 2, z: 3 }, [1, 2]]) {
        await assert.rejects(codec.read(written(payload)), rejected)
      }
      assert.deepEqual(revived, [{ x: 1, y: 2 }])
    })
  }

  it('refuses a schema that answers by a promise', async () => {
    const schema: Schema<any, any> = {
      '~standard': { version: 1, vendor: 'test', validate: answerLate },
    }
    const codec = codecWith({ ...point, schema })
    const unhandled = await unhandledDuring(async () => {
      await assert.rejects(codec.read(written({})), { code: 'ConfigError' })
    })
    assert.deepEqual(unhandled, [])
  })

  const payloads: [what: string, payload: string][] = [
    ['__proto__', '{"__proto__":{"polluted":1}}'],
    ['constructor', '{"x":[{"constructor":1}]}'],
    ['prototype', '{"x":{"prototype":1}}'],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['too many', JSON.stringify(Array.from({ length: 20_000 }, () => 0))],
  ]
  for (const [what, payload] of payloads) {
    it(`never sees a payload that is ${what}`, async () => {
      let calls = 0
      const codec = codecWith({ ...point, revive: () => (calls++, new Point(0, 0)) })
      const text = `{"json":["Point",${payload}],"meta":{"values":[["custom","sealwax"]],"v":1}}`
      await assert.rejects(codec.read(text), rejected)
      assert.equal(calls, 0)
    })
  }

  it('is asked to reduce where its value is only checked, too', () => {
    const codec = failing(new SealingBlocked('no'))
    assert.throws(() => codec.check({ at: new Point(1, 2) }, 'card'), /no \(card\.at\)/)
    codecWith(point).check([new Point(1, 2)])
  })

  it('may not reduce to more than plain JSON', () => {
    const odd: unknown[] = [
      undefined,
      new Date(1),
      1n,
      Number.NaN,
      [undefined],
      new Map(),
      new Point(1, 2),
    ]
    for (const payload of odd) {
      const codec = codecWith({ ...point, reduce: () => payload as Json })
      assert.throws(() => codec.write({ at: new Point(1, 2) }), { code: 'SealingBlocked' })
    }
    const dated = codecWith({ ...point, reduce: () => [new Date(1)] as never })
    assert.throws(() => dated.write({ at: new Point(1, 2) }), {
      message: "Sealing blocked: plugin 'Point' reduced to more than plain JSON (state.at)",
    })
  })

  it('may not reduce to more than the limits allow', () => {
    const codec = codecWith({ ...point, reduce: () => Array(20_000).fill(0) })
    assert.throws(
      () => codec.write({ at: new Point(1, 2) }),
      ({ code, isTooMuch, message, cause }: SealingBlocked) => {
        assert.deepEqual([code, isTooMuch], ['SealingBlocked', true])
        assert.match(message, /payload of 'Point'.*\(state\.at\)/)
        assert.ok(cause instanceof SealingBlocked)
        return true
      },
    )
    assert.throws(
      () => failing(new SealingBlocked('no')).write(new Point(1, 2)),
      ({ isTooMuch }: SealingBlocked) => !isTooMuch,
    )
  })

  it('may refuse a value with its path, and fail in its own words', () => {
    const value = { list: [1, new Point(1, 2)] }
    const refusing = failing(new SealingBlocked('Sealing blocked: a point of no use'))
    assert.throws(() => refusing.write(value, 'args'), {
      code: 'SealingBlocked',
      message: 'Sealing blocked: a point of no use (args.list[1])',
    })
    const bug = new TypeError('not a point')
    assert.throws(
      () => failing(bug).write(value),
      (error) => error === bug,
    )
  })

  it('writes afresh what was refused before', async () => {
    let allowed = false
    const codec = codecWith({
      ...point,
      reduce: (value) => {
        if (!allowed) throw new SealingBlocked('Sealing blocked: not yet')
        return point.reduce(value)
      },
    })
    const value = new Point(1, 2)
    assert.throws(() => codec.write(value), { code: 'SealingBlocked' })
    allowed = true
    assert.deepEqual(await codec.read(codec.write(value)), value)
    allowed = false
    assert.throws(() => codec.write(value), { code: 'SealingBlocked' })
  })

  it('may not reduce to a key that reaches a prototype', () => {
    const codec = codecWith({ ...point, reduce: () => ({ constructor: 1 }) as never })
    assert.throws(() => codec.write(new Point(1, 2)), /forbidden key \(payload of 'Point'/)
  })

  const thenables: [what: string, make: () => unknown][] = [
    ['an object', () => ({ then: (done: (value: unknown) => void) => done('run') })],
    ['a function', () => Object.assign(() => {}, { then: () => {} })],
    ['an inherited then', () => Object.create({ then: () => {} })],
  ]
  for (const [what, make] of thenables) {
    it(`may not revive a thenable: ${what}`, async () => {
      const codec = codecWith({ ...point, revive: () => make() as Point })
      await assert.rejects(codec.read(written({})), rejected)
    })
  }

  it('may revive an object with data under then', async () => {
    const codec = codecWith({ ...point, revive: (payload) => payload })
    assert.deepEqual(await codec.read(written({ then: 'later' })), { then: 'later' })
  })

  it('may take over plain objects by a mark of its own', async () => {
    const codec = codecWith({
      name: 'Money',
      match: (value) => Object.hasOwn(value as object, 'currency'),
      reduce: ({ amount, currency }: any) => [String(amount), currency],
      revive: ([amount, currency]: any) => ({ amount: BigInt(amount), currency }),
    })
    const value = { price: { amount: 5n, currency: 'EUR' } }
    assert.deepStrictEqual(await codec.read(codec.write(value)), value)
  })

  it('may give one object for two references to one row', async () => {
    const row = new Point(1, 1)
    for (const revive of [() => row, async () => row]) {
      const codec = codecWith({ ...point, revive })
      const points = [new Point(1, 1), new Point(1, 1)]
      assert.deepEqual(await codec.read(codec.write(new Set(points))), new Set([row]))
      assert.deepEqual(await codec.read(codec.write(points)), [row, row])
    }
  })

  for (const [kind, revive] of [
    [
      'at once',
      () => {
        throw stale('That point is gone.')
      },
    ],
    [
      'by a promise',
      async () => {
        throw stale('That point is gone.')
      },
    ],
  ] as [string, () => never][]) {
    it(`passes stale() on that it throws ${kind}`, async () => {
      const codec = codecWith({ ...point, revive })
      await assert.rejects(codec.read(written({})), {
        code: 'StaleComponentState',
        status: 410,
        message: 'That point is gone.',
      })
      await assert.rejects(codec.read(codec.write([new Set([new Point(1, 2)])])), {
        code: 'StaleComponentState',
      })
    })
  }

  it('refuses the payload by throwing anything else', async () => {
    const bug = new TypeError('not a point')
    const codec = codecWith({
      ...point,
      revive: () => {
        throw bug
      },
    })
    await assert.rejects(codec.read(written({})), (error: StateRejected) => {
      assert.equal(error.code, 'StateRejected')
      assert.equal((error.cause as Error).cause, bug)
      return true
    })
  })

  it("passes on what its promise rejects with: a database that is down is not the state's fault", async () => {
    const down = new Error('connection refused')
    const codec = codecWith({ ...point, revive: () => Promise.reject(down) })
    await assert.rejects(codec.read(written({})), (error) => error === down)
  })

  it('leaves no rejection unhandled when the text is refused after a promise was started', async () => {
    const codec = codecWith({ ...point, revive: () => Promise.reject(new Error('too late')) })
    const plugin = [['custom', 'sealwax']]
    const hostile = [
      { json: [['Point', {}], '/x/'], meta: { values: { 0: plugin, 1: ['regexp'] }, v: 1 } },
      { json: [['Point', {}], { prototype: 1 }], meta: { values: { 0: plugin }, v: 1 } },
      {
        json: [
          ['Point', {}],
          ['Point', {}],
        ],
        meta: { values: { 0: plugin, 1: plugin, 2: plugin }, v: 1 },
      },
    ]
    const unhandled = await unhandledDuring(async () => {
      for (const text of hostile) await assert.rejects(codec.read(JSON.stringify(text)), rejected)
      await assert.rejects(codec.read(codec.write([new Point(1, 2), new Point(3, 4)])), /too late/)
    })
    assert.deepEqual(unhandled, [])
  })
})

describe('createCodec', () => {
  it('refuses two plugins of one name', () => {
    assert.throws(() => codecWith(point, { ...point }), { code: 'ConfigError' })
  })

  it('keeps the plugins of two codecs apart', async () => {
    const text = codecWith(point).write(new Point(1, 2))
    await assert.rejects(createCodec().read(text), rejected)
    assert.throws(() => createCodec().write(new Point(1, 2)), { code: 'SealingBlocked' })
  })
})

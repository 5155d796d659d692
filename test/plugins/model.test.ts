import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type Ctx, createCodec, type StateRejected, stale } from 'sealwax/core'
import { type ModelOptions, modelReference } from 'sealwax/plugins/model'
import { textWith } from './facts.ts'

interface Row {
  readonly id: any
}

/** Rows by key in memory, and what each `load` was asked for. */
function createStore(options: Partial<ModelOptions<Row, any>> = {}) {
  const loads: unknown[][] = []
  const rows = [1, 2, 3, 'a', 7n].map((id): Row => ({ id }))
  const plugin = modelReference<Row, any>({
    name: 'row',
    keyOf: ({ id }) => id,
    load(keys) {
      loads.push([...keys])
      return rows.filter(({ id }) => keys.includes(id))
    },
    ...options,
  })
  const codec = createCodec({ plugins: [plugin] })
  const write = (...ids: unknown[]) => codec.write(ids.map((id) => plugin.of({ id })))
  const read = (text: string, ctx = newCtx()) => codec.read(text, { ctx })
  return { plugin, codec, loads, write, read }
}

const newCtx = () => ({ state: {} }) as Ctx
const forged = (payload: string) => textWith(`["row",${payload}]`)

/** Finds rows as a database does that takes '01' and 1n for 1. */
const loose = (asked: readonly unknown[]) =>
  [1, 2, 7n].filter((id) => asked.flat().map(Number).includes(Number(id))).map((id) => ({ id }))

describe('modelReference', () => {
  const keys: [what: string, key: unknown, payload: unknown][] = [
    ['a whole number', 1, 1],
    ['the largest whole number', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['zero', 0, 0],
    ['a text', 'a"\\\u2028', 'a"\\\u2028'],
    ['an empty text', '', ''],
    ['a text of digits', '1', '1'],
    ['a bigint', 7n, { bigint: '7' }],
    ['a negative bigint', -(2n ** 63n), { bigint: '-9223372036854775808' }],
    ['a key of many parts', [1, 'a', 7n], [1, 'a', { bigint: '7' }]],
  ]
  for (const [what, key, payload] of keys) {
    it(`writes ${what} in one way, and hands it to load as it was`, async () => {
      const { write, read, loads } = createStore({
        load: (asked) => (loads.push([...asked]), asked.map((id) => ({ id }))),
      })
      assert.equal(
        write(key),
        `{"json":[${JSON.stringify(['row', payload])}],"meta":{"values":{"0":[["custom","sealwax"]]},"v":1}}`,
      )
      assert.deepStrictEqual(await read(write(key)), [{ id: key }])
      assert.deepStrictEqual(loads, [[key]])
    })
  }

  it('seals the key and nothing else of a row', () => {
    const { plugin, codec } = createStore()
    const row = plugin.of(Object.freeze({ id: 1, password: 'hunter2' }))
    assert.equal(codec.write(row), forged('1'))
  })

  it('marks a row, not its copies', () => {
    const { plugin } = createStore()
    const row = { id: 1 }
    assert.equal(plugin.match(row), false)
    assert.equal(plugin.of(row), row)
    assert.equal(plugin.match(row), true)
    assert.equal(plugin.match({ ...row }), false)
    assert.equal(createStore().plugin.match(row), false)
  })

  it('gives rows that are marked, so that they can be sealed again', async () => {
    const { codec, write, read } = createStore()
    assert.equal(codec.write(await read(write(1, 2))), write(1, 2))
  })

  for (const unsaved of [undefined, null, [1, undefined], [null]]) {
    it(`refuses a row whose key is ${JSON.stringify(unsaved)}, with its path`, () => {
      const { plugin, codec } = createStore()
      assert.throws(() => codec.write({ list: [plugin.of({ id: unsaved })] }, 'args'), {
        code: 'SealingBlocked',
        message: "Sealing blocked: a 'row' has no key yet, save it first (args.list[0])",
      })
    })
  }

  const bad = {
    fraction: 1.5,
    NaN: Number.NaN,
    'unsafe number': 2 ** 53,
    'minus zero': -0,
    boolean: true,
  }
  const worse = {
    object: {},
    date: new Date(0),
    'empty list': [],
    'nested list': [[1]],
    bigint: 10n ** 200n,
  }
  for (const [what, key] of Object.entries({ ...bad, ...worse, symbol: Symbol('x') })) {
    it(`refuses a ${what} as a key`, () => {
      assert.throws(() => createStore().write(key), {
        code: 'SealingBlocked',
        message: /none that can/,
      })
    })
  }

  const forgeries =
    `null true 1.5 9007199254740992 -0 1e999 {} [] [[1]] [1,null] {"bigint":7} {"bigint":"07"}
    {"bigint":"-0"} {"bigint":"7","x":1} {"bigint":""} {"bigint":"0x7"} {"id":1} [{"bigint":"7n"}] {"then":1}
    {"bigint":"${'9'.repeat(1000)}"}`.split(/\s+/)
  for (const payload of forgeries) {
    it(`refuses ${payload.slice(0, 30)} for a key before it loads anything`, async () => {
      const { read, loads } = createStore()
      await assert.rejects(read(forged(payload)), { code: 'StateRejected' })
      await setImmediate()
      assert.deepEqual(loads, [])
    })
  }

  describe('refuses a key of another type than the rows have, which a database may take for theirs', () => {
    for (const payload of ['"1"', '"01"', '{"bigint":"2"}', '[1]', '["1",2]', '7']) {
      it(payload, async () => {
        const { read } = createStore({ load: loose })
        await assert.rejects(read(forged(payload)), (error: StateRejected) => {
          assert.equal(error.code, 'StateRejected')
          assert.match((error.cause as Error).message, /a key of another type than 'row' has/)
          return true
        })
      })
    }

    it('and not one that a row has, in a table with keys of two types', async () => {
      const { read, write } = createStore({
        load: (asked) =>
          ['a', 1].filter((id) => id === 1 || asked.includes(id)).map((id) => ({ id })),
      })
      const ctx = newCtx()
      const [forgedRow, row] = [read(forged('"01"'), ctx), read(write('a'), ctx)]
      await assert.rejects(forgedRow, { code: 'StateRejected' })
      assert.deepEqual(await row, [{ id: 'a' }])
    })

    it('and no state that is read with it', async () => {
      const { read, write } = createStore({ load: loose })
      const ctx = newCtx()
      const both = [read(forged('"2"'), ctx), read(write(1), ctx)] as const
      await assert.rejects(both[0], { code: 'StateRejected' })
      assert.deepEqual(await both[1], [{ id: 1 }])
    })
  })

  it('reads all rows of a text at once, each once', async () => {
    const { write, read, loads } = createStore()
    const rows = (await read(write(1, 2, 1, 'a', 7n, 1))) as Row[]
    assert.deepEqual(
      rows.map(({ id }) => id),
      [1, 2, 1, 'a', 7n, 1],
    )
    assert.equal(rows[0], rows[2])
    assert.deepEqual(loads, [[1, 2, 'a', 7n]])
  })

  it('takes 1, 1n and "1" for three keys', async () => {
    const { write, read, loads } = createStore({
      load: (asked) => (loads.push([...asked]), asked.map((id) => ({ id }))),
    })
    const rows = [{ id: 1 }, { id: 1n }, { id: '1' }, { id: [1] }]
    assert.deepEqual(await read(write(1, 1n, '1', [1])), rows)
    assert.deepEqual(loads, [[1, 1n, '1', [1]]])
  })

  it('reads at once what one request reads together', async () => {
    const { write, read, loads } = createStore()
    const ctx = newCtx()
    const later = async () => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      return read(write(3), ctx)
    }
    const [one, two] = await Promise.all([read(write(1), ctx), read(write(2, 1), ctx), later()])
    assert.deepEqual(loads, [[1, 2, 3]])
    assert.equal((one as Row[])[0], (two as Row[])[1])
  })

  it('reads again what is read later', async () => {
    const { write, read, loads } = createStore()
    const ctx = newCtx()
    const first = (await read(write(1), ctx)) as Row[]
    const second = (await read(write(1), ctx)) as Row[]
    assert.deepEqual(loads, [[1], [1]])
    assert.deepEqual(first, second)
  })

  it('reads again what is asked for while a load runs', async () => {
    const { write, read, loads } = createStore({
      async load(keys) {
        loads.push([...keys])
        await setImmediate()
        return keys.map((id) => ({ id }))
      },
    })
    const ctx = newCtx()
    const first = read(write(1), ctx)
    while (loads.length === 0) await setImmediate()
    const second = read(write(1), ctx)
    assert.notEqual(((await first) as Row[])[0], ((await second) as Row[])[0])
    assert.deepEqual(loads, [[1], [1]])
  })

  it('never reads for two requests at once', async () => {
    const seen: Ctx[] = []
    const { write, read } = createStore({
      load: (keys, ctx) => (seen.push(ctx), keys.map((id) => ({ id }))),
    })
    const requests = [newCtx(), newCtx()] as const
    const [one, two] = await Promise.all(requests.map((ctx) => read(write(1), ctx)))
    assert.deepEqual(one, two)
    assert.notEqual((one as Row[])[0], (two as Row[])[0])
    assert.equal(seen.length, 2)
    assert.ok(seen.every((ctx, index) => ctx === requests[index]))
  })

  it('hands no more keys to load than maxKeys', async () => {
    const { write, read, loads } = createStore({
      maxKeys: 2,
      load: (asked) => (loads.push([...asked]), asked.map((id) => ({ id }))),
    })
    const ids = [1, 2, 3, 4, 5]
    assert.deepEqual(
      await read(write(...ids)),
      ids.map((id) => ({ id })),
    )
    assert.deepEqual(loads, [[1, 2], [3, 4], [5]])
  })

  it('refuses a maxKeys that is no whole number above 0', () => {
    for (const maxKeys of [0, -1, 1.5, Number.NaN, '5' as never]) {
      assert.throws(() => createStore({ maxKeys }), { code: 'ConfigError' })
    }
  })

  const absences: [what: string, load: ModelOptions<Row, any>['load']][] = [
    ['leaves out', () => []],
    ['gives undefined for', (keys) => keys.map(() => undefined)],
    ['gives null for', async (keys) => keys.map(() => null)],
  ]
  for (const [what, load] of absences) {
    it(`finds a row that load ${what} stale`, async () => {
      const { write, read } = createStore({ load })
      await assert.rejects(read(write(1)), { code: 'StaleComponentState', status: 410 })
    })
  }

  it('finds only that stale which holds what is gone', async () => {
    const { write, read } = createStore()
    const ctx = newCtx()
    const [gone, there] = await Promise.allSettled([read(write(99, 1), ctx), read(write(1), ctx)])
    assert.equal(gone.status === 'rejected' && gone.reason.code, 'StaleComponentState')
    assert.deepEqual(there, { status: 'fulfilled', value: [{ id: 1 }] })
  })

  const faults: [what: string, options: Partial<ModelOptions<Row, any>>, message: RegExp][] = [
    ['throws', { load: () => fail(new Error('down')) }, /^down$/],
    ['rejects', { load: async () => fail(new Error('down')) }, /^down$/],
    ['throws stale', { load: async () => fail(stale()) }, /^load of 'row' failed\.$/],
    ['gives a foreign row', { load: () => [{ id: 2 }] }, /nobody asked for: 2$/],
    [
      'gives a row without key',
      { load: () => [{ id: undefined }] },
      /nobody asked for: undefined$/,
    ],
    ['gives a row twice', { load: () => [{ id: 1 }, { id: 1 }] }, /a row twice/],
    ['gives what is no row', { load: () => ['1' as never] }, /no such row/],
    ['gives what match refuses', { load: () => [{ id: 1 }], match: () => false }, /no such row/],
    ['gives no list', { load: () => undefined as never }, /not iterable/],
  ]
  for (const [what, options, message] of faults) {
    it(`fails, neither stale nor rejected, when load ${what}`, async () => {
      const { write, read } = createStore(options)
      await assert.rejects(read(write(1)), (error: Error & { code?: string }) => {
        assert.equal(error.code, undefined)
        assert.match(error.message, message)
        return true
      })
    })
  }
})

function fail(error: Error): never {
  throw error
}

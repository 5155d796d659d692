/* oxlint-disable no-sparse-arrays, unicorn/no-new-array -- the subject of a test */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import vm from 'node:vm'
import { createCodec } from '../../../server/core/codec/codec.ts'
import { defaultLimits } from '../../../server/core/limits.ts'

const codec = createCodec()

class Todo {
  title = 'x'
}
class BetterMap extends Map {}
class BetterArray extends Array {}

function blocks(value: unknown, name: string): void {
  for (const [holder, path] of holders(value)) {
    assert.throws(() => codec.write(holder, 'state'), {
      code: 'SealingBlocked',
      status: 500,
      expose: false,
      message: `Sealing blocked: '${name}' is not in the allowed list. Register a type plugin. (${path})`,
    })
  }
}

function refuses(value: unknown, what: RegExp, below = ''): void {
  for (const [holder, path] of holders(value)) {
    assert.throws(
      () => codec.write(holder, 'state'),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'SealingBlocked')
        assert.match(error.message, what)
        assert.ok(error.message.startsWith('Sealing blocked: '), error.message)
        assert.ok(error.message.endsWith(`(${path}${below})`), error.message)
        return true
      },
    )
  }
}

function holders(value: unknown): [unknown, string][] {
  return [
    [value, 'state'],
    [{ items: [1, 2, { when: value }] }, 'state.items[2].when'],
    [new Map([['key', value]]), 'state[0][1]'],
    [new Map([[value, 1]]), 'state[0][0]'],
    [[new Set([1, value])], 'state[0][1]'],
  ]
}

describe('Codec.write', () => {
  const blocked: [value: unknown, name: string][] = [
    [new Todo(), 'Todo'],
    [new BetterMap(), 'BetterMap'],
    [new BetterArray(), 'BetterArray'],
    [Object.create(new Todo()), 'Todo'],
    [/x/, 'RegExp'],
    [new Error('x'), 'Error'],
    [new TypeError('x'), 'TypeError'],
    [Promise.resolve(1), 'Promise'],
    [new WeakMap(), 'WeakMap'],
    [new Float64Array(1), 'Float64Array'],
    [new Uint8ClampedArray(1), 'Uint8ClampedArray'],
    [new DataView(new ArrayBuffer(1)), 'DataView'],
    [new SharedArrayBuffer(1), 'SharedArrayBuffer'],
    [new ArrayBuffer(1), 'ArrayBuffer'],
    [Buffer.from('x'), 'Buffer'],
    [new URLSearchParams(), 'URLSearchParams'],
    [new String('x'), 'String'],
    [new Number(1), 'Number'],
    [Object(1n), 'BigInt'],
    [Object(Symbol.iterator), 'Symbol'],
    [new Proxy({}, {}), 'Proxy'],
    [new Proxy([], {}), 'Proxy'],
    [new Proxy(new Date(), {}), 'Proxy'],
    [Symbol('x'), 'symbol'],
    [Symbol.iterator, 'symbol'],
    [() => 1, 'function'],
    [async () => 1, 'function'],
    [Todo, 'function'],
    [[].values(), 'Array Iterator'],
    [Object.create(Object.create(null)), 'object'],
    [
      new (class {
        title = 'x'
      })(),
      'object',
    ],
    [Object.create(Array.prototype), 'Array'],
    [Object.create(Map.prototype), 'Map'],
    [Object.create(Set.prototype), 'Set'],
    [Object.create(Date.prototype), 'Date'],
    [Object.create(URL.prototype), 'URL'],
    [Object.create(Uint8Array.prototype), 'Uint8Array'],
  ]
  for (const [value, name] of blocked) {
    if (name === 'Array Iterator') continue
    it(`refuses ${typeof value === 'object' ? 'an object of' : 'a'} ${name}, with its path`, () =>
      blocks(value, name))
  }

  it('refuses iterators and generators', () => {
    for (const iterator of [[].values(), new Map().keys(), (function* () {})()]) {
      assert.throws(() => codec.write({ iterator }), { code: 'SealingBlocked' })
    }
  })

  it('refuses objects of another realm', () => {
    assert.throws(() => codec.write(vm.runInNewContext('({ a: 1 })')), { code: 'SealingBlocked' })
  })

  it('refuses a symbol as key', () => {
    const value = { [Symbol('secret')]: 1 }
    assert.throws(() => codec.write(value), /'symbol' is not in the allowed list.*\(stateSymbol/)
  })

  it('names the place alone, not what it met on the way', () => {
    const met = { a: { b: { c: [1, [2, { d: 3 }]] } }, e: new Map([[{ f: 1 }, [4]]]) }
    const symbol = Symbol('late')
    for (const [value, path] of [
      [{ met, list: [met, { bad: () => 1 }] }, 'state.list[1].bad'],
      [{ met, list: [met, Object.assign([met], { extra: 1 })] }, 'state.list[1]'],
      [{ list: [met, { met, [symbol]: 1 }] }, 'state.list[1]Symbol(late)'],
      [[met, new Set([met, { __proto__: null, prototype: 1 }])], 'state[1][1].prototype'],
    ] as const) {
      assert.throws(
        () => codec.write(value),
        (error: Error) => error.message.endsWith(`(${path})`),
      )
    }
  })

  it('refuses a cycle and names the place that closes it', () => {
    const parent: Record<string, unknown> = { children: [] }
    ;(parent['children'] as unknown[]).push({ parent })
    assert.throws(() => codec.write(parent), /a cycle \(state\.children\[0\]\.parent\)/)
    const list: unknown[] = []
    list.push(list)
    assert.throws(() => codec.write(list), /a cycle \(state\[0\]\)/)
    const map = new Map<string, unknown>()
    map.set('self', map)
    assert.throws(() => codec.write(map), /a cycle \(state\[0\]\[1\]\)/)
    const set = new Set<unknown>()
    set.add(set)
    assert.throws(() => codec.write(set), /a cycle \(state\[0\]\)/)
  })

  it('refuses lists with holes', () => {
    refuses([1, , 3], /holes/)
    refuses(new Array(3), /holes/)
    refuses(Object.assign([1, , 3], { extra: 1 }), /holes/, '[1]')
  })

  it('refuses lists with named properties', () => {
    refuses(Object.assign([1], { extra: 1 }), /named properties/)
    refuses(Object.assign([1], { [Symbol('extra')]: 1 }), /named properties/)
    refuses(Object.defineProperty([1], 'extra', { value: 1 }), /named properties/)
    refuses(Object.defineProperty([], 'extra', { value: 1 }), /named properties/)
    refuses(/x/.exec('x'), /named properties/)
  })

  it('refuses accessors without running them', () => {
    let runs = 0
    const spy = () => runs++
    refuses(Object.defineProperty({}, 'a', { get: spy, enumerable: true }), /accessor/, '.a')
    refuses(Object.defineProperty({}, 'a', { set: spy, enumerable: true }), /accessor/, '.a')
    refuses(Object.defineProperty([1], '0', { get: spy, enumerable: true }), /accessor/, '[0]')
    refuses(Object.defineProperty([1, 2], '1', { set: spy, enumerable: true }), /accessor/, '[1]')
    refuses(Object.defineProperty([1, 2], '1', { get: spy, enumerable: false }), /accessor/, '[1]')
    const list = Object.create(Array.prototype, { length: { get: spy } })
    blocks(list, 'Array')
    assert.equal(runs, 0)
  })

  it('refuses hidden properties, which would be lost', () => {
    refuses(Object.defineProperty({}, 'a', { value: 1 }), /hidden property/, '.a')
    refuses(Object.defineProperty({ a: 1, b: 2 }, 'b', { enumerable: false }), /hidden/, '.b')
    refuses(Object.defineProperty([1, 2], '1', { enumerable: false }), /hidden property/, '[1]')
  })

  it('refuses properties that were added to a Map, Set, Date or URL', () => {
    for (const value of [new Map(), new Set(), new Date(1), new URL('a:b')]) {
      refuses(Object.assign(value, { extra: 1 }), /added properties/)
    }
    const forged = Object.assign(new Date(1), { toISOString: () => 'forged' })
    refuses(forged, /added properties/)
  })

  it('refuses toJSON, which would write something else than was checked', () => {
    assert.throws(() => codec.write({ toJSON: () => 'other' }), /'function'.*\(state\.toJSON\)/)
  })

  it('refuses invalid dates', () => {
    refuses(new Date(Number.NaN), /an invalid date/)
  })

  it('refuses keys that reach a prototype', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const value = Object.defineProperty({}, key, { value: 1, enumerable: true })
      refuses(value, /a forbidden key/, `.${key}`)
    }
  })

  it('refuses bigints of more than 1024 characters', () => {
    refuses(10n ** 1024n, /bigint that is too long/)
    refuses(-(10n ** 1023n), /bigint that is too long/)
  })

  it('refuses what is deeper than the limit', () => {
    const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)])
    assert.ok(codec.write(nested(defaultLimits.maxDepth - 1)))
    assert.throws(() => codec.write(nested(defaultLimits.maxDepth)), /deeper than the limit/)
    assert.throws(() => codec.write(nested(1000)), { code: 'SealingBlocked' })
  })

  it('refuses more values than the limit', () => {
    const items = Array.from({ length: defaultLimits.maxNodes }, () => 0)
    assert.throws(() => codec.write(items), /more values than the limit/)
    assert.throws(() => codec.write(new Set(items.keys())), /more values than the limit/)
  })

  it('counts a shared object each time, so that a small graph can not become a huge text', () => {
    let value: unknown = 'x'
    for (let level = 0; level < 30; level++) value = [value, value]
    assert.throws(() => codec.write(value), /more values than the limit/)
  })

  it('takes its limits from the options', () => {
    const narrow = createCodec({ limits: { ...defaultLimits, maxDepth: 2, maxNodes: 5 } })
    assert.ok(narrow.write([[1, 2, 3]]))
    assert.throws(() => narrow.write([[[]]]), { code: 'SealingBlocked' })
    assert.throws(() => narrow.write([1, 2, 3, 4, 5]), { code: 'SealingBlocked' })
  })
})

/** What comes of it, be it a text or a refusal. */
function outcome(write: () => string): string {
  try {
    return write()
  } catch (error) {
    return (error as Error).message
  }
}

describe('Codec.check', () => {
  it('refuses what write does, in the same words, and nothing else', () => {
    const values = ['', 1n, { a: [1] }, new Map([['a', 1n]]), { a: new Todo() }, [1, , 3], () => 1]
    for (const value of [...values, { [Symbol('x')]: 1 }, Object.create(Map.prototype)]) {
      const refused = (run: () => unknown) => outcome(() => (run(), 'nothing'))
      assert.equal(
        refused(() => codec.check(value, 'card')),
        refused(() => codec.write(value, 'card')),
      )
    }
  })
})

describe('Codec.writeItems', () => {
  const lists: readonly (readonly unknown[])[] = [
    [],
    ['id', 1, null, { a: [1] }],
    [undefined, new Map([['a', 1n]]), [-0]],
    [() => 1],
    [1, { a: new Todo() }],
    [[1, , 3]],
    [1, { [Symbol('x')]: 1 }],
    [[[[[]]]]],
    Array.from({ length: 20 }, () => 0),
  ]
  const narrow = createCodec({ limits: { ...defaultLimits, maxDepth: 4, maxNodes: 20 } })

  it('writes and refuses what write does', () => {
    for (const list of lists) {
      const [items, whole] = [narrow.writeItems, narrow.write].map((write) =>
        outcome(() => write(list, 'card')),
      )
      assert.equal(items, whole)
    }
  })

  it('refuses a list that is in itself', () => {
    const list: unknown[] = [1]
    list.push({ list })
    assert.throws(() => codec.writeItems(list), /a cycle \(state\[1\]\.list\)/)
  })
})

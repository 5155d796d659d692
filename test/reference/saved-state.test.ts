import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from 'decimal.js'
import nunjucks from 'nunjucks'
import { createSealwax, newKey } from 'sealwax'
import { Temporal } from 'temporal-polyfill'
import { assertHtmxError } from '../koa/answer.ts'
import { readPage } from '../koa/page.ts'
import { createReferenceApp, forge, type ReferenceApp, unseal, views } from './app.ts'

/*
 * Statements of the reference on saved state and security, in its order and words, and what they mean here. The README
 * of this folder lists them with the rest of the tests.
 */

const rejected = { status: 403, code: 'StateRejected' }

/** Puts a value into a component's state, sends it round by a call, and says what came back. */
async function roundTrip(reference: ReferenceApp, value: unknown): Promise<unknown> {
  const { world, visitor } = reference
  let back: unknown
  world.held = () => ({ value })
  world.use = (self) => {
    back = self['state'].value
  }
  const one = visitor()
  const page = await one.open('/held')
  assert.equal(page.answer.status, 200, page.html)
  assert.equal((await one.call('holder', 'use', page.state('holder--1'))).status, 200)
  return back
}

describe('“Saved Server State and Security”', () => {
  it('“making its public state available as JSON to the client, it saves its server state so that it can be resumed later”', async () => {
    const { visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/held')
    assert.equal(page.attribute('#holder--1', 'data-public'), '{"open":true}')
    const todos = await one.open('/todos')
    const answer = await one.call('todo-item', 'click', todos.state('todo-item-1'))
    assert.equal(readPage(answer.text).text('i'), '1')
  })

  it("“encrypted … and authenticated … using a key derived from your … SECRET_KEY and the user's session id using HKDF”", async () => {
    const { world, visitor } = await createReferenceApp()
    world.held = () => ({ note: 'between you and me' })
    const one = visitor()
    const page = await one.open('/held')
    const state = page.state('holder--1')
    assert.doesNotMatch(Buffer.from(state, 'base64url').toString('latin1'), /between|note/)
    assert.equal((await one.call('holder', 'use', state)).status, 200)
    const bytes = Buffer.from(state, 'base64url')
    for (const at of [0, 4, 10, 40, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      const answer = await one.call('holder', 'use', changed.toString('base64url'))
      assertHtmxError(answer, rejected)
    }
    const other = visitor()
    await other.open('/held')
    assertHtmxError(await other.call('holder', 'use', state), rejected)
    const elsewhere = (await createReferenceApp()).visitor()
    await elsewhere.open('/held')
    assertHtmxError(await elsewhere.call('holder', 'use', state), rejected)
  })

  it('“Each time the state changes on the server a new pickled state is created and sent to the client”', async () => {
    const { visitor } = await createReferenceApp()
    const one = visitor()
    let state = (await one.open('/todos')).state('todo-item-1')
    const seen = new Set([state])
    for (const count of ['1', '2', '3']) {
      const answer = await one.call('todo-item', 'click', state)
      assert.equal(readPage(answer.text).text('i'), count)
      state = readPage(answer.text).state('todo-item-1')
      seen.add(state)
    }
    assert.equal(seen.size, 4)
  })

  it('“It is essential that the … SECRET_KEY is kept secure”: a key is random, and made by us', () => {
    for (const key of ['secret', '', 'x'.repeat(64), newKey().slice(0, -1), `${newKey()}a`]) {
      const make = () => createSealwax({ keys: [key], components: [], views })
      assert.throws(make, { code: 'ConfigError' })
    }
    assert.notEqual(newKey(), newKey())
  })
})

describe('“Security Safeguards”', () => {
  it('“prevents arbitrary code execution even if an attacker manages to forge an encrypted state token”', async () => {
    const reference = await createReferenceApp()
    const { key, world, visitor } = reference
    const one = visitor()
    const page = await one.open('/held')
    const genuine = unseal(key, page.answer, {
      state: page.state('holder--1'),
      component: 'holder',
    })
    const forgeState = (state: unknown, meta?: unknown) => {
      const [id, path, issued, age, lineage, version, args, open] = genuine.json
      const json = [id, path, issued, age, lineage, version, args, open, state]
      const text = JSON.stringify(meta === undefined ? { json } : { json, meta })
      return forge(key, page.answer, { state: text, component: 'holder' })
    }
    let seen: unknown = 'the method did not run'
    world.use = (self) => {
      seen = self['state'].value
    }
    assert.equal((await one.call('holder', 'use', forgeState({ value: 'data' }))).status, 200)
    assert.equal(seen, 'data', 'a forged state is data')
    seen = 'the method did not run'
    const types = [
      ['class', 'Process'],
      ['custom', 'eval'],
      ['symbol', 'iterator'],
      'regexp',
      'Error',
      'constructor',
      '__proto__',
    ]
    for (const type of types) {
      const meta = { values: { '8.value': [type] }, v: 1 }
      assertHtmxError(await one.call('holder', 'use', forgeState({ value: 'x' }, meta)), rejected)
    }
    const equalities = { values: { '8.value': ['Date'] }, referentialEqualities: { a: ['b'] } }
    assertHtmxError(await one.call('holder', 'use', forgeState({}, equalities)), rejected)
    const polluting = JSON.parse('{"__proto__":{"admin":true}}') as object
    assertHtmxError(await one.call('holder', 'use', forgeState(polluting)), rejected)
    assert.equal(seen, 'the method did not run')
    assert.equal(({} as { admin?: unknown }).admin, undefined)
  })

  const { SafeString } = nunjucks.runtime
  const tables: Record<string, unknown[]> = {
    '“Basic types”': ['text', 1, -0, 1.5, Number.NaN, Infinity, 10n ** 30n, true, null, undefined],
    '“bytes, bytearray”': [new Uint8Array([1, 2]), Buffer.from('b'), new ArrayBuffer(3)],
    '“Collections”': [[1, [2]], { a: { b: 1 } }, new Map([[{ k: 1 }, 'v']]), new Set([1, 'a'])],
    '“datetime”': [
      new Date(0),
      Temporal.PlainDate.from('2026-01-02'),
      Temporal.PlainTime.from('03:04'),
      Temporal.PlainDateTime.from('2026-01-02T03:04'),
      Temporal.Duration.from('PT1H'),
      Temporal.ZonedDateTime.from('2026-01-02T03:04[Europe/Berlin]'),
    ],
    '“decimal”': [new Decimal('0.1'), new Decimal('1e-40')],
    '“pathlib, uuid”': [
      '/a/path',
      '8d3f…',
      new URL('https://example.org/a'),
      new URLSearchParams('a=1'),
    ],
    '“SafeString”': [new SafeString('<b>')],
  }
  for (const [title, values] of Object.entries(tables)) {
    it(`${title} come back as they were`, async () => {
      const reference = await createReferenceApp()
      for (const value of values) {
        const back = await roundTrip(reference, value)
        assert.deepEqual(back, value)
        assert.equal(String(back), String(value))
        assert.ok(Object.is(back, value) || Object(value) === value)
      }
    })
  }

  it('“"Unpickling blocked: \'module.ClassName\' is not in the allowed list."”', async () => {
    const { key, world, visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/held')
    const genuine = unseal(key, page.answer, {
      state: page.state('holder--1'),
      component: 'holder',
    })
    const text = JSON.stringify({ json: genuine.json, meta: { values: { 7: ['regexp'] }, v: 1 } })
    const forged = forge(key, page.answer, { state: text, component: 'holder' })
    assertHtmxError(await one.call('holder', 'use', forged), rejected)
    assert.match(
      causesOf(world.errors.at(-1)),
      /Unsealing blocked: 'regexp' is not in the allowed list\./,
    )
  })

  it('“you must register a custom pickler for it”: what is on no list fails at the first render', async () => {
    class Money {
      readonly cents = 1
    }
    const { world, visitor } = await createReferenceApp()
    for (const [value, name] of [
      [new Money(), 'Money'],
      [/x/, 'RegExp'],
      [new Error('x'), 'Error'],
    ] as const) {
      world.held = () => ({ price: value })
      assert.equal((await visitor().open('/held')).answer.status, 500)
      const message = String(world.errors.at(-1)?.message)
      assert.ok(
        message.includes(
          `Sealing blocked: '${name}' is not in the allowed list. Register a type plugin.`,
        ),
        message,
      )
      assert.match(message, /price/)
    }
  })

  it('“custom types registered”', async () => {
    class Money {
      readonly cents: number
      constructor(cents: number) {
        this.cents = cents
      }
    }
    const money = {
      name: 'money',
      match: (value: unknown) => value instanceof Money,
      reduce: ({ cents }: Money) => cents,
      revive: (cents: number) => new Money(cents),
    }
    const reference = await createReferenceApp({ plugins: [money] })
    const back = await roundTrip(reference, new Money(250))
    assert.ok(back instanceof Money)
    assert.equal(back.cents, 250)
  })

  it('“generated after … any view based authentication, it holds onto that authentication when resumed later”', async () => {
    const { world, visitor } = await createReferenceApp()
    world.user = 'guest'
    const one = visitor()
    assert.equal((await one.open('/secret')).answer.status, 403)
    world.user = 'boss'
    const page = await one.open('/secret')
    const answer = await one.call('secret', 'read', page.state('secret--1'))
    assert.equal(answer.headers['x-component-value'], '"top"')
    world.user = 'guest'
    assertHtmxError(await one.call('secret', 'read', page.state('secret--1')), rejected)
  })

  it('“It is also possible to do further authentication within the load() method, or any other public method”', async () => {
    const { world, visitor } = await createReferenceApp()
    world.user = 'boss'
    const one = visitor()
    const state = (await one.open('/secret')).state('secret--1')
    assert.equal((await one.call('secret', 'fire', state)).status, 410)
    const fields = { _state: state }
    const asBoss = await one.htmx('/_sealwax/secret/fire', fields, { 'X-Role': 'boss' })
    assert.equal(asBoss.status, 200)
  })
})

describe('“State optimizations”', () => {
  it('“Models are saved as just a reference to the model type and the primary key”', async () => {
    const { db, find, key, world, visitor } = await createReferenceApp()
    const todo = await find(1)
    world.held = () => ({ todo })
    const one = visitor()
    const page = await one.open('/held')
    const inside = unseal(key, page.answer, { state: page.state('holder--1'), component: 'holder' })
    assert.match(JSON.stringify(inside), /\["todo",1\]/)
    assert.doesNotMatch(JSON.stringify(inside), /milk/)
    let title: unknown
    world.use = (self) => {
      title = self['state'].todo.title
    }
    await db.updateTable('todos').set({ title: 'Buy oat milk' }).where('id', '=', 1).execute()
    assert.equal((await one.call('holder', 'use', page.state('holder--1'))).status, 200)
    assert.equal(
      title,
      'Buy oat milk',
      '“they always present the latest data to your public methods”',
    )
  })

  it('“QuerySets are saved in raw query form, not including any of the results … lazily run”', async () => {
    const { db, key, queries, world, visitor } = await createReferenceApp()
    world.held = () => ({ pending: db.selectFrom('todos').select('title').where('done', '=', 0) })
    const one = visitor()
    const page = await one.open('/held')
    const inside = unseal(key, page.answer, { state: page.state('holder--1'), component: 'holder' })
    assert.doesNotMatch(JSON.stringify(inside), /milk/)
    assert.deepEqual(queries, [])
    assert.equal((await one.call('holder', 'use', page.state('holder--1'))).status, 200)
    assert.deepEqual(queries, [], 'nobody asked for its rows')
    let rows: unknown
    world.use = async (self) => {
      rows = await self['state'].pending.execute()
    }
    await one.call('holder', 'use', page.state('holder--1'))
    assert.deepEqual(rows, [{ title: 'Buy milk' }, { title: 'Brew tea' }])
  })

  it('“Template Blocks passed to a component are saved as just a reference to where they originated”', async () => {
    const { key, visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/slots')
    const state = page.state('box-page')
    const inside = JSON.stringify(unseal(key, page.answer, { state, component: 'box' }))
    assert.doesNotMatch(inside, /<p>/)
    assert.match(inside, /slots\.njk/)
    const again = readPage((await one.call('box', 'turn', state)).text)
    assert.equal(again.text('#box-page i'), '1')
    assert.equal(again.text('#box-page p'), 'Outer: tea')
  })

  it("“It includes blocks defined within a component's template, or blocks in templates loaded”", async () => {
    const { visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/slots')
    const included = await one.call('box', 'turn', page.state('box-included'))
    assert.equal(readPage(included.text).text('p'), 'from an include: Outer')
    const inner = await one.call('box', 'turn', page.state('box-page__box-inner'))
    assert.equal(readPage(inner.text).text('div'), '[in tea]')
  })

  it('“When a component runs its load method, it tracks what properties are set. These are then excluded”', async () => {
    const { key, visitor } = await createReferenceApp()
    const page = await visitor().open('/todos')
    const state = page.state('todo-item-1')
    const inside = JSON.stringify(unseal(key, page.answer, { state, component: 'todo-item' }))
    assert.match(inside, /"clicks":0/)
    assert.doesNotMatch(inside, /milk|"todo":/)
  })

  it('“The load method is re-run after unpickling using the same arguments it was originally passed”', async () => {
    const { world, visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/todos')
    world.loads.length = 0
    await one.call('todo-item', 'click', page.state('todo-item-2'))
    const args = { todoId: 2, label: '' }
    assert.deepEqual(world.loads, [args, args], 'before the method and after it')
  })

  it('“or updated arguments if it is being resumed as a child component”', async () => {
    const { world, visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/children')
    const child = 'box-parent__todo-item-1'
    const clicked = await one.call('todo-item', 'click', page.state(child))
    world.loads.length = 0
    const entry = [
      child,
      page.attribute(`#${child}`, 'data-digest'),
      readPage(clicked.text).state(child),
    ]
    const answer = await one.htmx('/_sealwax/box/relabel', {
      _state: page.state('box-parent'),
      _live: JSON.stringify([entry]),
    })
    assert.equal(readPage(answer.text).text(`#${child} b`), 'Buy milktwo')
    assert.equal(readPage(answer.text).text(`#${child} i`), '1')
    assert.deepEqual(world.loads, [{ todoId: 1, label: 'two' }])
  })
})

describe('“Stale State Handling”', () => {
  it('“The server returns a 410 Gone HTTP status with error code "StaleComponentState"”', async () => {
    const { db, visitor } = await createReferenceApp()
    const one = visitor()
    const page = await one.open('/todos')
    await db.deleteFrom('todos').where('id', '=', 1).execute()
    const answer = await one.call('todo-item', 'click', page.state('todo-item-1'))
    const expected = { reswap: 'delete', retarget: '#todo-item-1' }
    assertHtmxError(answer, { status: 410, code: 'StaleComponentState', ...expected })
    const other = await one.call('todo-item', 'click', page.state('todo-item-2'))
    assert.equal(other.status, 200, 'the rest of the page goes on')
  })

  it('“If Client A deletes a todo while Client B still has it open … gracefully removed when they try to interact with it”', async () => {
    const { visitor } = await createReferenceApp()
    const [a, b] = [visitor(), visitor()]
    const [pageA, pageB] = [await a.open('/todos'), await b.open('/todos')]
    const deleted = await a.call('todo-item', 'deleteItem', pageA.state('todo-item-1'))
    assert.equal(deleted.status, 200)
    assert.equal(deleted.headers['hx-reswap'], 'delete')
    const answer = await b.call('todo-item', 'click', pageB.state('todo-item-1'))
    assert.equal(answer.status, 410)
    assert.equal(answer.body.error.message, 'That to-do was deleted.')
  })
})

/** Messages of an error and of all that caused it. */
function causesOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${causesOf(error.cause)}` : ''
}

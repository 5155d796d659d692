import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { assertHtmxError } from '../koa/answer.ts'
import { readPage } from '../koa/page.ts'
import { createReferenceApp } from './app.ts'

/*
 * Where the reference is known to be weak, as far as no other test shows it; the README of this folder lists all.
 */

const hostile = '</script><script>alert(1)</script>'

/** What the tests turn. */
interface Turns {
  readonly rows: Set<number>
  fault: (() => void) | undefined
}

async function openBaskets() {
  const turns: Turns = { rows: new Set([7, 8, 9]), fault: undefined }
  const need = (id: number) => {
    if (!turns.rows.has(id)) throw stale('That row was deleted.')
  }
  const ran: string[] = []
  const basket = defineComponent({
    name: 'basket',
    template: 'components/basket.njk',
    args: z.object({ rowId: z.number(), label: z.string().default('') }),
    publicState: z.object({
      tags: z.array(z.string()).default(['one']),
      picked: z.coerce.number().default(9),
    }),
    state: () => ({ isAdmin: false }),
    load({ args, publicState }) {
      turns.fault?.()
      need(args.rowId)
      need(publicState.picked)
      return {}
    },
    methods: {
      add(self) {
        ran.push('add')
        self.tags.push('two')
        return { isAdmin: self.state.isAdmin, label: self.args.label }
      },
      pick(self) {
        self.client.message(hostile)
        need(0)
      },
      greet(self) {
        self.client.message(hostile)
      },
      amount: {
        params: z.object({ n: z.number() }),
        run: () => void ran.push('amount'),
      },
    },
  })
  const { world, visitor } = await createReferenceApp({ components: [basket], plugins: [] })
  const one = visitor()
  const page = await one.open('/baskets')
  const call = (method: string, fields: Record<string, string> = {}, id = 'basket--1') =>
    one.htmx(`/_sealwax/basket/${method}`, { _state: page.state(id), ...fields })
  return { turns, ran, world, one, page, call, visitor }
}

describe('where the reference is known to be weak', () => {
  it('“a private field in the request is never assigned”', async () => {
    const { call } = await openBaskets()
    const names = ['isAdmin', 'state', 'args', 'label', 'ctx', 'client', '__proto__', 'load']
    const answer = await call('add', Object.fromEntries(names.map((name) => [name, 'true'])))
    assert.equal(answer.headers['x-component-value'], '{"isAdmin":false,"label":""}')
    const fields = { _public: JSON.stringify({ isAdmin: true }) }
    assertHtmxErrorless(await call('add', fields), 422)
  })

  it('“no path, URL or file name from a request is ever opened”', async () => {
    const { one, page } = await openBaskets()
    for (const path of [
      '..%2f..%2fpackage.json',
      'sealwax.js%00',
      '..%5c',
      'basket.njk',
      '%2e%2e',
    ]) {
      assert.equal((await one.get(`/_sealwax/${path}`)).status, 405, path)
      const answer = await one.htmx(`/_sealwax/${path}/add`, { _state: page.state('basket--1') })
      assertHtmxError(answer, { status: 404, code: 'NotFound' })
    }
  })

  it('“attribute and key values are escaped”', async () => {
    const { page } = await openBaskets()
    assert.equal(page.attribute('#basket-a_26_22b', 'title'), '"><script>')
    assert.equal(page.has('script'), false)
  })

  it('“flash text with </script> is inert”, with htmx and without JavaScript', async () => {
    const { call, one, page } = await openBaskets()
    const answer = await call('greet')
    assert.match(answer.text, /&lt;\/script&gt;/)
    assert.doesNotMatch(answer.text, /<script/)
    await one.post('/_sealwax/basket/greet', { _state: page.state('basket--1') })
    const { html } = await one.open('/baskets')
    assert.match(html, /&lt;\/script&gt;/)
    assert.doesNotMatch(html, /<script/)
  })

  it('“a server change of a public array reaches the page”', async () => {
    const { call } = await openBaskets()
    const { text } = await call('add')
    assert.match(text, /<li>one<\/li><li>two<\/li>/)
    assert.match(text, /data-public='\{"tags":\["one","two"\]/)
  })

  it('“a typo in load is a 500 and the component stays”', async () => {
    const { turns, call, world } = await openBaskets()
    turns.fault = () => (undefined as never as { trim: () => void }).trim()
    assertHtmxError(await call('add'), { status: 500, code: 'InternalError' })
    assert.match(String((world.errors.at(-1) as Error).cause), /TypeError/)
  })

  it('“a missing row in args, in public state, in a method → 410”', async () => {
    const gone = { status: 410, code: 'StaleComponentState', reswap: 'delete' }
    const { turns, call } = await openBaskets()
    turns.rows.delete(8)
    assertHtmxError(await call('add'), { ...gone, retarget: '#basket--1' })
    const other = await openBaskets()
    other.turns.rows.delete(9)
    assertHtmxError(await other.call('add'), { ...gone, retarget: '#basket--1' })
    const third = await openBaskets()
    assertHtmxError(await third.call('pick'), { ...gone, retarget: '#basket--1' })
  })

  it('“expired, foreign, garbage states never give a 500”', async () => {
    const { one, page, visitor } = await openBaskets()
    const stranger = await visitor().open('/baskets')
    const own = page.state('basket--1')
    const states = ['', 'x', '=', own.slice(1), `${own}A`, own.toUpperCase(), '𝒳', '\0']
    for (const state of [...states, stranger.state('basket--1')]) {
      const answer = await one.call('basket', 'add', state)
      assertHtmxError(answer, { status: 403, code: 'StateRejected' })
    }
  })

  it('“two unkeyed siblings have two ids”, and “positional args work”', async () => {
    const { page } = await openBaskets()
    assert.ok(page.has('#basket--1'))
    assert.ok(page.has('#basket--2'))
    assert.equal(page.text('#basket-a_26_22b h2'), '"><script>')
  })

  it('“no method runs when a public value or a param has the wrong type”', async () => {
    const { call, ran } = await openBaskets()
    for (const fields of [
      { picked: 'seven' },
      { _public: '{"tags":[1]}' },
      { _public: '{"tags":"x"}' },
    ]) {
      assertHtmxErrorless(await call('add', fields), 422)
    }
    for (const _params of ['{"n":"1"}', '{"n":null}', '{}', '{"n":[1]}']) {
      assertHtmxErrorless(await call('amount', { _params }), 422)
    }
    assert.deepEqual(ran, [])
    await call('amount', { _params: '{"n":1}' })
    assert.deepEqual(ran, ['amount'])
  })
})

/** A component with messages. */
function assertHtmxErrorless(answer: { status: number; text: string }, status: number): void {
  assert.equal(answer.status, status, answer.text)
  assert.ok(readPage(answer.text).has('section'))
}

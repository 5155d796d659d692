import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { type Fields, SealingBlocked } from '../../../server/core/rooms.ts'
import { byId, createSite, define, elementsOf, find } from '../render-page.ts'

const definition = {
  publicState: z.object({
    title: z.string().default('t'),
    on: z.boolean().default(false),
    when: z.coerce.date().default(new Date(0)),
    tags: z.preprocess((tags) => [...(tags as string[])], z.array(z.string())).default(['a']),
  }),
  methods: {
    go() {},
    pick: { params: z.object({ id: z.any(), note: z.any() }), run() {} },
  },
}

function siteOf(inside: string, more: Fields = {}) {
  const x = define('x', { ...definition, ...more })
  const views = {
    'x.njk': `<div {{ attrs(class="own") }}>{{ sealed() }}${inside}</div>`,
    'page.njk': '{{ component("x", key=1) }}',
  }
  return createSite(views, { components: [x] })
}

async function control(inside: string, name = 'button'): Promise<Record<string, string>> {
  const html = await siteOf(inside).page()
  const element = find(html, (element) => element.name === name && element.text === '!')
  return { ...(element ?? find(html, (element) => element.name === name))?.attributes }
}

function fails(inside: string, message: RegExp) {
  return assert.rejects(siteOf(inside).page(), { code: 'ConfigError', message })
}

/** Not on the allow-list. */
class Row {
  readonly id = 1
}

/** Methods that a form says are called by controls, by the form's id. */
function controls(html: string) {
  return elementsOf(html)
    .filter(({ attributes }) => attributes['name'] === '_controls')
    .map(({ parent, attributes }) => [parent?.attributes['id'], attributes['value']])
}

describe('attrs', () => {
  it('names the instance and inherits what each control needs, in both spellings', async () => {
    const { attributes } = byId(await siteOf('').page(), 'x-1')
    assert.deepEqual(attributes, {
      id: 'x-1',
      'data-component': 'x',
      'data-public': '{"title":"t","on":false,"when":"1970-01-01T00:00:00.000Z","tags":["a"]}',
      class: 'own',
      'hx-target': 'this',
      'hx-target:inherited': 'this',
      'hx-sync': 'this:queue all',
      'hx-sync:inherited': 'this:queue all',
    })
  })

  it('belongs into a component', () =>
    assert.rejects(
      createSite({ 'page.njk': '<p>\n<i {{ attrs() }}></i>' }).page(),
      /^ConfigError: page\.njk:2: attrs\(\) belongs into a component's template/,
    ))
})

describe('sealed', () => {
  it('is a hidden form that refreshes, with the state in it', async () => {
    const form = byId(await siteOf('').page(), 'x-1__f')
    assert.deepEqual(form.attributes, {
      id: 'x-1__f',
      method: 'post',
      action: '/_sealwax/x',
      hidden: '',
    })
    assert.equal(form.children.length, 1)
    const { value, ...state } = form.children[0]?.attributes ?? {}
    assert.deepEqual(state, { type: 'hidden', name: '_state', autocomplete: 'off' })
    assert.match(value ?? '', /^[\w-]+$/)
  })

  it('carries the states of other components along, without JavaScript', async () => {
    const html = await siteOf('').page({}, { flash: 'counter.abc' })
    const [, flash] = byId(html, 'x-1__f').children
    assert.deepEqual(flash?.attributes, { type: 'hidden', name: '_flash', value: 'counter.abc' })
  })

  it('puts no state into an attribute that htmx or a script reads', async () => {
    const html = await siteOf('{{ call("go") if false }}').page()
    const state = find(html, ({ attributes }) => attributes['name'] === '_state')
    assert.equal(html.split(state?.attributes['value'] ?? '').length, 2)
  })

  it('says which part of a state can not be sealed', async () => {
    await assert.rejects(
      siteOf('', { state: () => ({ row: new Row() }) }).page(),
      (error) => error instanceof SealingBlocked && /x: state.*row/.test(error.message),
    )
  })
})

describe('call', () => {
  it('makes a button that calls a method, with and without JavaScript', async () => {
    assert.deepEqual(await control('<button {{ call("go") }}>!</button>'), {
      form: 'x-1__f',
      formaction: '/_sealwax/x/go',
      'hx-post': '/_sealwax/x/go',
    })
  })

  it('leaves a download to the browser, since a script that fetches it saves nothing', async () => {
    const methods = { file: { download: true, run() {} } }
    const inside = '<button {{ call("file") }}>!</button>{% form "file", id="f" %}{% endform %}'
    const html = await siteOf(inside, { methods }).page()
    const button = find(html, ({ name, text }) => name === 'button' && text === '!')
    assert.deepEqual(button?.attributes, { form: 'x-1__f', formaction: '/_sealwax/x/file' })
    const form = byId(html, 'f')
    assert.deepEqual(form.attributes, { id: 'f', method: 'post', action: '/_sealwax/x/file' })
    await assert.rejects(
      siteOf('<input {{ call("file", trigger="change") }}>', { methods }).page(),
      /answers with a file: call it by a button/,
    )
  })

  it('runs by a press without JavaScript too where it is triggered by a click', async () => {
    const throttled = await control(
      '<button {{ call("go", trigger="click throttle:1s") }}>!</button>',
    )
    assert.equal(throttled['formaction'], '/_sealwax/x/go')
    const listening = await control(
      '<button {{ call("go", trigger="saved from:document") }}>!</button>',
    )
    assert.equal(listening['formaction'], undefined)
  })

  it('refuses a param that the method does not have', () =>
    fails(
      '<button {{ call("pick", idd=1) }}>!</button>',
      /x\.njk:1: Method pick has no param 'idd'/,
    ))

  it('sends params as JSON', async () => {
    const { name, value } = await control(
      '<button {{ call("pick", id=[1, { a: "b" }], note="it\'s") }}>!</button>',
    )
    assert.equal(name, '_params')
    assert.deepEqual(JSON.parse(value ?? ''), { id: [1, { a: 'b' }], note: "it's" })
  })

  it('sends params in the form that public state has', async () => {
    const { value } = await control('<button {{ call("pick", id=when) }}>!</button>')
    assert.deepEqual(JSON.parse(value ?? ''), { id: '1970-01-01T00:00:00.000Z' })
  })

  it('makes a control call a method by itself with trigger=', async () => {
    const select = '<select name="title" {{ call("go", trigger="change") }}></select>'
    assert.deepEqual(await control(select, 'select'), {
      name: 'title',
      form: 'x-1__f',
      'hx-post': '/_sealwax/x/go',
      'hx-trigger': 'change',
    })
  })

  it('says in the form which methods controls call by themselves', async () => {
    const select = '<select name="id" {{ call("pick", trigger="change") }}></select>'
    const html = await siteOf(`${select}<button {{ call("pick", id=1) }}>`).page()
    assert.deepEqual(controls(html), [['x-1__f', 'pick']])
    const inForm = await siteOf(`{% form "go", id="f" %}${select}{% endform %}`).page()
    assert.deepEqual(controls(inForm), [])
    const others = '{{ call("go", trigger="change") if true }}{{ call("pick", id=1) if true }}'
    assert.deepEqual(controls(await siteOf(others).page()), [])
  })

  it('refuses a method that is unknown or inherited', async () => {
    for (const name of ['nope', 'constructor', '__proto__', 'toString', 'load']) {
      await fails(
        `\n<button {{ call("${name}") }}>!</button>`,
        new RegExp(`x\\.njk:2: Component x has no method "${name}"`),
      )
    }
    await fails('<button {{ call() }}>!</button>', /x\.njk:1: Component x has no method/)
  })

  it('refuses params for a method without a schema', () =>
    fails('\n<button {{ call("go", id=1) }}>!</button>', /x\.njk:2: Method go takes no params/))

  it('refuses a trigger that would need eval', async () => {
    for (const trigger of ['click[ctrlKey]', 'js:x', 'keyup[key==\\"Enter\\"] changed']) {
      await fails(`<input {{ call("go", trigger="${trigger}") }}>`, /x\.njk:1: .*trigger=.*filter/)
    }
  })

  it('is no error in an include or a macro of the component', async () => {
    const site = createSite(
      {
        'x.njk':
          '{% from "m.njk" import m %}<div {{ attrs() }}>{{ sealed() }}{% include "part.njk" %}{{ m(call) }}</div>',
        'part.njk': '<button {{ call("go") }}>a</button>',
        'm.njk': '{% macro m() %}<button {{ call("go") }}>b</button>{% endmacro %}',
        'page.njk': '{{ component("x", key=1) }}',
      },
      { components: [define('x', definition)] },
    )
    const html = await site.page()
    assert.equal(html.match(/formaction="\/_sealwax\/x\/go"/g)?.length, 2)
  })
})

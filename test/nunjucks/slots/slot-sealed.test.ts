import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Fields } from '../../../server/core/rooms.ts'
import { byId, createSite, define, type Views } from '../render-page.ts'

const views = {
  'card.njk': '<section {{ attrs() }}>{{ sealed() }}{{ slot }}{{ slots.actions }}</section>',
  'owner.njk': '<div {{ attrs() }}>{{ sealed() }}</div>',
  'macros.njk': `
{% macro shout(word) %}{{ word }}!{% endmacro %}
{% macro press(method) %}<button {{ call(method) }}></button>{% endmacro %}`,
}
const components = [define('card'), define('owner', { methods: { go() {} } })]

/** What a card's state holds of its slots, opened as a call opens it. */
async function sealedSlots(page: string, data: object = {}, more: Views = {}) {
  const site = createSite({ ...views, ...more, 'page.njk': page }, { components })
  const html = await site.page(data)
  const id = /id="((?:[\w-]+__)?card--1)"/.exec(html)?.[1] ?? ''
  const { slots } = await site.resume(html, id)
  return { slots, length: stateOf(html, id).length }
}

function stateOf(html: string, id: string): string {
  return byId(html, `${id}__f`).children[0]?.attributes['value'] ?? ''
}

/** Variables of the default slot. */
async function variables(text: string, data: object, before = ''): Promise<unknown> {
  const { slots } = await sealedSlots(before + card(text), data)
  return (slots['default'] as [string, string, Fields?])[2]
}

/** Name of the text of the default slot. */
async function textName(page: string, more: Views = {}): Promise<unknown> {
  const { slots } = await sealedSlots(page, { x: 'x' }, more)
  return (slots['default'] as unknown[])[1]
}

function card(text: string): string {
  return `{% component "card" %}${text}{% endcomponent %}`
}

/** A card in the template of another component. */
function owned(text: string, before = ''): Views {
  return { 'owner.njk': `${before}<div {{ attrs() }}>{{ sealed() }}${card(text)}</div>` }
}

const row = { id: 1, title: 't', notes: 'n'.repeat(500), author: { name: 'a', mail: 'm' } }

describe('what is sealed of a slot', () => {
  it('is the place of its text, which is not HTML, and what it uses', async () => {
    const text = '<b>{{ x }}</b>{% slot "actions" %}go{% endslot %}'
    const { slots } = await sealedSlots(card(text), { x: 'x', unused: 'u' })
    assert.deepEqual(Object.keys(slots), ['default', 'actions'])
    const [view, name, used] = slots['default'] as unknown[]
    assert.deepEqual([view, used], ['page.njk', { x: 'x' }])
    assert.match(String(name), /^[0-9a-f]{8}$/)
    assert.deepEqual((slots['actions'] as unknown[]).length, 2)
  })

  it('takes little room in a state', async () => {
    const { length } = await sealedSlots('{{ component("card") }}')
    const still = await sealedSlots(card('<b>Hello</b>'))
    assert.ok(still.length - length < 64, `${still.length - length} characters`)
    const shown = await sealedSlots(card('<b>{{ row.title }}</b>'), { row })
    assert.ok(shown.length - length < 100, `${shown.length - length} characters`)
  })

  it('is of an object just the fields that the text reads', async () => {
    const data = { row, rows: [row], name: 'notes' }
    assert.deepEqual(await variables('{{ row.title }}', data), { row: { title: 't' } })
    assert.deepEqual(await variables('{{ row.author.name | upper }}{{ row["id"] }}', data), {
      row: { author: { name: 'a' }, id: 1 },
    })
    assert.deepEqual(await variables('{% if row.no %}{{ row.id }}{% endif %}', data), {
      row: { id: 1 },
    })
    assert.deepEqual(await variables('{{ row.title.toUpperCase() }}', data), {
      row: { title: 't' },
    })
  })

  it('is the whole of what the text does more with', async () => {
    const data = { row, rows: [row], name: 'notes' }
    for (const text of [
      '{{ row | dump }}',
      '{{ row.id }}{% if row %}{% endif %}',
      '{% if row %}{{ row.id }}{% endif %}',
      '{{ row.hasOwnProperty("id") }}',
      '{{ row[name] }}',
      '{% set other = row %}{{ other.id }}',
      '{% for key, value in row %}{{ key }}{% endfor %}',
      '{% macro m(r) %}{{ r.id }}{% endmacro %}{{ m(row) }}',
    ]) {
      assert.deepEqual(((await variables(text, data)) as Fields)['row'], row)
    }
    assert.deepEqual(await variables('{% for r in rows %}{{ r.id }}{% endfor %}', data), {
      rows: [row],
    })
  })

  it('is also what included views and macros of the view read', async () => {
    const more = {
      'row.njk': '{{ row.id }}{% include "name.njk" %}',
      'name.njk': '{{ row.title }}',
    }
    const { slots } = await sealedSlots(card('{% include "row.njk" %}'), { row }, more)
    assert.deepEqual((slots['default'] as unknown[])[2], { row: { id: 1, title: 't' } })
    const macro = '{% macro m() %}{{ row.author.mail }}{% endmacro %}'
    assert.deepEqual(await variables('{{ m() }}', { row }, macro), {
      row: { author: { mail: 'm' } },
    })
  })

  it('is not what macros of other views could not see', async () => {
    const more = { 'more.njk': '{% macro m() %}{{ row.id }}{% endmacro %}' }
    const page = `{% from "more.njk" import m %}${card('{{ m() }}')}`
    const { slots } = await sealedSlots(page, { row }, more)
    assert.equal((slots['default'] as unknown[]).length, 2)
  })

  it('is of the round of a loop just what is used', async () => {
    const { slots } = await sealedSlots(
      `{% for r in [1, 2] %}${card('{{ loop.index }}')}{% endfor %}`,
    )
    assert.deepEqual((slots['default'] as unknown[])[2], { loop: { index: 1 } })
    const own = `{% for r in [1] %}${card('{% for s in [2] %}{{ loop.index }}{% endfor %}')}{% endfor %}`
    assert.equal(((await sealedSlots(own)).slots['default'] as unknown[]).length, 2)
  })

  it('is not what the text sets itself, nor null, nor a global', async () => {
    assert.equal(
      await variables('{% set x = 1 %}{{ x }}{{ none }}{{ range(3) }}', { none: null }),
      undefined,
    )
  })

  it('names the component whose template holds it where that has controls in it', async () => {
    const page = '{{ component("owner") }}'
    const plain = await sealedSlots(page, {}, owned('a'))
    assert.equal((plain.slots['default'] as unknown[]).length, 2)
    const more = {
      'any.njk': '{% macro any(name) %}{% include name %}{% endmacro %}',
      'go.njk': '<button {{ call("go") }}></button>',
    }
    for (const [text, before = ''] of [
      ['<button {{ call("go") }}></button>'],
      ['{% include "go.njk" %}'],
      ['{{ press("go") }}', '{% from "macros.njk" import shout, press %}'],
      ['{{ press("go") }}', '{% set view = "macros.njk" %}{% from view import press %}'],
      ['{{ any("go.njk") }}', '{% from "any.njk" import any %}'],
      ['{{ button("go") }}', '{% macro button(m) %}<button {{ call(m) }}></button>{% endmacro %}'],
    ] as [string, string?][]) {
      const { slots } = await sealedSlots(page, {}, { ...more, ...owned(text, before) })
      assert.deepEqual((slots['default'] as unknown[]).slice(3), ['owner--1', 'owner'], text)
    }
  })

  it('is of slots that it hands on just those that it uses', async () => {
    const page =
      '{% component "owner" %}a{% slot "b" %}b{% endslot %}{% slot "c" %}c{% endslot %}{% endcomponent %}'
    const { slots } = await sealedSlots(page, {}, owned('{{ slots.b }}'))
    const handedOn = (slots['default'] as unknown[])[6] as Record<string, object>
    assert.deepEqual(Object.keys(handedOn['slots'] ?? {}), ['b'])
  })
})

describe('the name of a slot’s text', () => {
  it('changes with the text, and with what it uses', async () => {
    const names = await Promise.all([
      textName(card('a{{ x }}')),
      textName(card('b{{ x }}')),
      textName(card('a{{ x.y }}')),
      textName(card('{% include "a.njk" %}'), { 'a.njk': 'a' }),
      textName(card('{% include "a.njk" %}'), { 'a.njk': '{{ x }}' }),
    ])
    assert.equal(new Set(names).size, names.length)
  })

  it('does not change with white space, or with what stands around the tag', async () => {
    const names = await Promise.all([
      textName(card('a {{ x }}')),
      textName(card('\n  a\r\n\t{{ x }}\n')),
      textName(`<p>{% component "owner" %}other{% endcomponent %}</p>${card('a {{ x }}')}`),
      textName('{{ component("owner") }}', owned('a {{ x }}')),
    ])
    assert.equal(new Set(names).size, 1)
  })
})

describe('a forged slot reference, as of a stolen key', () => {
  const forged: unknown[] = [
    null,
    5,
    'x',
    [],
    ['page.njk'],
    [1, 2],
    ['a\0b', 'x'],
    ['page.njk', 'x', []],
    {},
  ]
  for (const reference of forged) {
    it(`is of another version: ${JSON.stringify(reference)}`, () => {
      const site = createSite({ 'page.njk': 'text' })
      assert.equal(site.renderer.hasSlots({ default: reference }), false)
    })
  }
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import nunjucks from 'nunjucks'
import { createSlotsSite, type SlotsOptions, survives } from './slots-site.ts'

/** Opens a page that can't be drawn: the mistake is found now, not by the first click. */
async function refused(page: string, message: RegExp, options: SlotsOptions = {}) {
  const { visitor, world } = createSlotsSite(page, options)
  const answer = await visitor.get('/')
  assert.equal(answer.status, 500)
  const [error] = world.errors as (Error & { code?: string })[]
  assert.match(error?.message ?? '', message)
  assert.ok(['ConfigError', 'SealingBlocked'].includes(error?.code ?? ''))
  assert.doesNotMatch(answer.text, message)
}

function card(text: string, name = 'card'): string {
  return `{% component "${name}" %}${text}{% endcomponent %}`
}

function inBlock(text: string): string {
  return `{% extends "layout.njk" %}{% block main %}\n${text}{% endblock %}`
}

function inMacro(text: string): string {
  return `{% macro m() %}\n${text}{% endmacro %}{% call m() %}c{% endcall %}`
}

class Row {
  readonly id = 1
}

const cycle: Record<string, unknown> = { name: 'a' }
cycle['self'] = cycle

/** Values that can't be sealed, what of them the slot reads, and what the error says. */
const values: Record<string, readonly [value: unknown, read: string, reason: RegExp]> = {
  'a function': [() => 1, 'thing()', /the slot uses thing, a function/],
  'a class': [Row, 'thing', /the slot uses thing, a function/],
  'an object of a class': [new Row(), 'thing.id', /'Row' is not in .*\.thing\)/],
  'a promise': [Promise.resolve(1), 'thing', /'Promise' is not in .*\.thing\)/],
  'a proxy': [new Proxy({ id: 1 }, {}), 'thing.id', /'Proxy' is not in .*\.thing\)/],
  'a cycle': [cycle, 'thing.self', /a cycle \(.*\.thing\.self/],
  'a symbol': [Symbol('s'), 'thing | string', /'symbol' is not in .*\.thing\)/],
  'a regular expression': [/x/, 'thing', /'RegExp' is not in .*\.thing\)/],
  'an error': [new Error('e'), 'thing.message', /'Error' is not in .*\.thing\)/],
  'an iterator': [[1].values(), 'thing', /is not in .*\.thing\)/],
  'a weak map': [new WeakMap(), 'thing', /'WeakMap' is not in .*\.thing\)/],
  'a date that is none': [new Date(Number.NaN), 'thing', /an invalid date \(.*\.thing\)/],
  'a getter': [
    {
      get id() {
        return 1
      },
    },
    'thing.id',
    /an accessor .*\.thing\.id\)/,
  ],
  'an object with a method that is called': [
    { id: 1, save() {} },
    'thing.save()',
    /'function' is not in .*\.thing\.save\)/,
  ],
  'too much of it': ['x'.repeat(100_000), 'thing', /takes \d+ characters, the limit is 65536/],
}

describe('a slot that uses', () => {
  for (const [name, [thing, read, reason]] of Object.entries(values)) {
    it(`${name} fails at first render, with its name`, () =>
      refused(`<p>\n${card(`{{ ${read} }}`)}`, reason, { data: { thing } }))
  }

  const data = { row: new Row() }
  const reason = /'Row' is not in the allowed list.*\(page\.njk:2: slot default\.row\)/

  it('what can not be sealed fails in a component that has no methods, too', () =>
    refused(`\n\n${card('{{ row.id }}', 'still')}`, reason, { data }))

  it('what can not be sealed fails where it is not put out, too', () =>
    refused(
      '\n\n{% component "card" %}{% slot "later" %}{{ row.id }}{% endslot %}{% endcomponent %}',
      /\(page\.njk:2: slot later\.row\)/,
      { data },
    ))

  it('what can not be sealed fails in the slot of a slot, too', () =>
    refused(`\n\n${card(card('{{ row.id }}'))}`, reason, { data }))

  it('what can not be sealed fails in a view that it includes, too', () =>
    refused(`\n\n${card('{% include "row.njk" %}')}`, reason, {
      data,
      views: { 'row.njk': '{{ row.id }}' },
    }))

  it('what can not be sealed fails in the template of a component, too', () =>
    refused(
      '{{ component("frame") }}',
      /\(frame\.njk:1: slot default\.now\)|uses now, a function/,
      {
        data: {},
        views: {
          'frame.njk': `<div {{ attrs() }}>{{ sealed() }}{% set now = cycler("a", "b").next %}${card('{{ now() }}')}</div>`,
        },
      },
    ))

  it('a macro that only a branch defines fails at first render', () =>
    refused(
      `{% if true %}{% macro m() %}{% endmacro %}{% endif %}\n${card('{{ m() }}')}`,
      /^page\.njk:2: the slot uses m, a function/,
    ))

  for (const [name, made] of Object.entries({
    'holds a component': '{% set y = component("chip", n=1) %}',
    'holds one in a text': '{% set y %}a{{ component("chip", n=1) }}{% endset %}',
    'holds one in a list': '{% set y = [1, { a: component("chip", n=1) }] %}',
  })) {
    it(`a variable that ${name} fails at first render`, () =>
      refused(`${made}\n${card('{{ y }}')}`, /^page\.njk:2: the slot uses y, which holds a comp/))
  }
})

describe('a slot without its surroundings', () => {
  it('has no super(), which is put into a variable before it', async () => {
    const message =
      /^page\.njk:2: super\(\) can't be called in a slot: put \{% set above = super\(\)/
    await refused(inBlock(card('{{ super() }}')), message)
    await refused(inBlock(card(card('{{ super() | upper }}'))), message)
    await survives(inBlock(`{% set above = super() %}${card('{{ above }}')}`), 'above')
  })

  it('has no caller(), which is put into a variable before it', async () => {
    await refused(
      inMacro(card('{{ caller() }}')),
      /^page\.njk:2: caller\(\) can't be called in a slot/,
    )
    await survives(inMacro(`{% set inner = caller() %}${card('{{ inner }}')}`), 'c')
  })

  it('has no block that a page overrides', () =>
    refused(card('{% block b %}{% endblock %}'), /^page\.njk:1: a block in a slot can't be overri/))

  it('includes no view whose name is not known before, but may show its text', async () => {
    const options = { data: { name: 'a.njk', x: 'X' }, views: { 'a.njk': 'a{{ x }}' } }
    const message = /njk:1: a view that a slot takes in needs its name in quotes.*\{% set part %\}/
    await refused(card('{% include name %}'), message, options)
    await refused(card('{% include "b.njk" %}'), message, {
      ...options,
      views: { ...options.views, 'b.njk': '{% include name %}' },
    })
    const way = `{% set part %}{% include name %}{% endset %}${card('{{ part }}')}`
    await survives(way, 'aX', options)
  })

  it('stands directly in its tag', () =>
    refused(
      '{% component "card" %}{% if x %}{% slot "actions" %}{% endslot %}{% endif %}{% endcomponent %}',
      /^page\.njk:1: \{% slot %\} stands directly inside \{% component %\}/,
    ))

  it('ends with its tag', async () => {
    await refused('\n{% component "card" %}a', /^page\.njk:1: \{% component %\} is not closed/)
    await refused('\n{% component "card" %}{% slot "a" %}', /^page\.njk:1: \{% slot %\} is not clo/)
  })
})

describe('a template that is not in a file', () => {
  const text = card('a')

  it('can not hold slots, which could not be found again', () =>
    refused(
      `<p>\n{{ drawn() | safe }}`,
      /\{% component %\} needs a template in a file.*\{\{ compon/,
      {
        configure: (env) => env.addGlobal('drawn', () => env.renderString(text, {})),
      },
    ))

  it('can not hold slots where it is included, either', () =>
    refused(`<p>\n{% include inline %}`, /\{% component %\} needs a template in a file/, {
      configure: (env) => env.addGlobal('inline', new nunjucks.Template(text, env, 'inline.njk')),
    }))

  it('holds components without slots', () =>
    survives('{% include inline %}', 'no text', {
      configure: (env) =>
        env.addGlobal('inline', new nunjucks.Template('{{ component("card") }}', env, 'i.njk')),
    }))

  it('may be included in a view’s slot as text', () =>
    survives(`{% set y = drawn() %}${card('{{ y }}')}`, '<i>a</i>', {
      configure: (env) => env.addGlobal('drawn', () => env.renderString('<i>a</i>', {})),
    }))
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { modelReference } from 'sealwax/plugins/model'
import { assertHtmxError } from './answer.ts'
import { createSlotsSite, type SlotCase, shownBy, survives } from './slots-site.ts'

/** What stands in a slot, and what the card shows of it, at first and after each call. */
type Case = readonly [page: string, text: string, options?: SlotCase]

function card(text: string): string {
  return `{% component "card" %}${text}{% endcomponent %}`
}

function inBlock(text: string): string {
  return `{% extends "layout.njk" %}{% block main %}${text}{% endblock %}`
}

/** A card whose slot's text stands in the template of another component. */
function owned(text: string, id = 'owner--1__card--1') {
  return {
    id,
    views: { 'owner.njk': `<div {{ attrs() }}>{{ sealed() }}${card(text)}</div>` },
  }
}

const x = { data: { x: 'X' } }

const groups: Record<string, Record<string, Case>> = {
  'slot text survives a call': {
    'of a page': [card('a<i>{{ x }}</i>'), 'aX', x],
    'with two slots': [
      '{% component "card" %}a{{ x }}{% slot "actions" %}go {{ x }}{% endslot %}{% endcomponent %}',
      'aX | go X',
      x,
    ],
    'that is escaped': [card('{{ x }}'), '<i>', { data: { x: '<i>' } }],
    'with typed values': [
      card('{{ when.getTime() }}{{ big }}{% for k, v in map %}{{ k }}{{ v }}{% endfor %}'),
      '75a1',
      { data: { when: new Date(7), big: 5n, map: new Map([['a', 1]]) } },
    ],
    'with globals': [
      card('{{ site.name }}{{ now() }}'),
      'S7',
      {
        configure: (env) =>
          env.addGlobal('site', { name: 'S', close() {} }).addGlobal('now', () => 7),
      },
    ],
    'of two cards of one name': [
      `${card('a{{ x }}')}${card('b{{ x }}')}`,
      'bX',
      { ...x, id: 'card--2' },
    ],
    'of two cards with one text': [
      `${card('a{{ x }}')}{% set x = "Y" %}${card('a{{ x }}')}`,
      'aY',
      { ...x, id: 'card--2' },
    ],
    'of a component’s own template': [
      '{{ component("owner", word="W") }}',
      'Wt0',
      owned('{{ word }}{{ title }}{{ goes }}'),
    ],
  },
  'a slot in a loop': {
    'has the row and the round': [
      `{% for row in rows %}${card('{{ loop.index }}/{{ loop.length }}{{ row }}')}{% endfor %}`,
      '2/2b',
      { data: { rows: ['a', 'b'] }, id: 'card--2' },
    ],
    'has pairs': [
      `{% for k, v in { a: 1, b: 2 } %}${card('{{ k }}{{ v }}')}{% endfor %}`,
      'b2',
      { id: 'card--2' },
    ],
    'has the round of the loop around its loop': [
      `{% for a in [1, 2] %}{% set outer = loop %}{% for b in [1, 2] %}${card('{{ outer.index }}{{ loop.index }}')}{% endfor %}{% endfor %}`,
      '12',
      { id: 'card--2' },
    ],
    'may be handed the whole round': [
      `{% macro show(l) %}{{ l.index }}{% endmacro %}{% for a in [1, 2] %}${card('{{ show(loop) }}')}{% endfor %}`,
      '1',
    ],
    'has loops of its own': [
      card('{% for row in rows %}{{ loop.index }}{{ row }}{% else %}none{% endfor %}'),
      'none',
      { data: { rows: [] } },
    ],
  },
  'a slot in a macro': {
    'has its arguments': [
      `{% macro m(a, b="B") %}${card('{{ a }}{{ b }}')}{% endmacro %}{{ m("A") }}`,
      'AB',
    ],
    'of another view': ['{% from "macros.njk" import boxed %}{{ boxed("w") }}', 'w'],
    'of another view, in a slot': [
      `{% from "macros.njk" import boxed %}${card('-{{ boxed("w") }}')}`,
      'w',
      { id: 'card--1__card--1' },
    ],
    'may hold what the caller put there': [
      `{% macro m() %}{% set inner = caller() %}${card('{{ inner }}')}{% endmacro %}{% call m() %}<i>{{ x }}</i>{% endcall %}`,
      'X',
      x,
    ],
  },
  'a slot in a slot': {
    'two deep, the outer': [
      card('1{{ x }}{% component "still" %}2{{ x }}{% endcomponent %}'),
      '1X2X',
      x,
    ],
    'two deep, the inner': [card(`1${card('2{{ x }}')}`), '2X', { ...x, id: 'card--1__card--1' }],
    'three deep': [
      card(`1${card(`2${card('3{{ x }}')}`)}`),
      '3X',
      { ...x, id: 'card--1__card--1__card--1' },
    ],
    'with a variable that the outer one set': [
      card(`{% set y = x ~ "Y" %}${card('{{ y }}')}`),
      'XY',
      { ...x, id: 'card--1__card--1' },
    ],
    'with a macro that the outer one has': [
      card(`{% macro m(a) %}({{ a }}){% endmacro %}${card('{{ m(x) }}')}`),
      '(X)',
      { ...x, id: 'card--1__card--1' },
    ],
    'handed on by a component': [
      '{% component "frame" %}a{{ x }}{% slot "more" %}m{{ x }}{% endslot %}{% endcomponent %}',
      '-aX- | mX',
      {
        ...x,
        id: 'frame--1__card--1',
        views: {
          'frame.njk': `<div {{ attrs() }}>{{ sealed() }}${card('-{{ slot }}-{% slot "actions" %}{{ slots.more }}{% endslot %}')}</div>`,
        },
      },
    ],
    'handed on by its name in a variable': [
      '{% component "frame" %}{% slot "b" %}B{{ x }}{% endslot %}{% endcomponent %}',
      'BX',
      {
        ...x,
        id: 'frame--1__card--2',
        views: {
          'frame.njk': `<div {{ attrs() }}>{{ sealed() }}{% for name in ["a", "b"] %}${card('{{ slots[name] }}')}{% endfor %}</div>`,
        },
      },
    ],
    'handed on by a macro': [
      '{% component "frame" %}a{{ x }}{% endcomponent %}',
      '-aX',
      {
        ...x,
        id: 'frame--1__card--1',
        views: {
          'frame.njk': `{% macro m(inner) %}${card('-{{ inner }}')}{% endmacro %}<div {{ attrs() }}>{{ sealed() }}{{ m(slot) }}</div>`,
        },
      },
    ],
  },
  'a slot that is': {
    unfilled: ['{{ component("card") }}', 'no text'],
    'unfilled, but for white space': [card(' \n {# none #} '), 'no text'],
    'filled but empty': [
      '{% component "card" %}{% slot "default" %}{% endslot %}{% slot "actions" %}{% endslot %}{% endcomponent %}',
      ' | ',
    ],
    'only named': [
      '{% component "card" %}{% slot "actions" %}go{% endslot %}{% endcomponent %}',
      'no text | go',
    ],
    'measured by its template': [
      '{% component "card" %}{{ component("chip", n=1) }}{% slot "actions" %}abc{% endslot %}{% endcomponent %}',
      '[1] | 3',
      {
        views: {
          'card.njk': `<section {{ attrs() }}>{{ sealed() }}<output>{{ opened }}</output><div class="text">{{ slot if slot | trim | length else "blank" }}</div><menu>{{ slots.actions | length }}</menu><button {{ call("open") }}>open</button></section>`,
        },
      },
    ],
  },
  'a slot may use': {
    'macros of its view, with arguments': [
      `{% macro m(a, b="B") %}{{ a }}{{ b }}{{ n() }}{% endmacro %}{% macro n() %}{{ x }}{% endmacro %}${card('{{ m("A") }}{{ m(x, b=1) }}')}`,
      'ABXX1X',
      x,
    ],
    'macros of other views': [
      `{% import "macros.njk" as m %}{% from "macros.njk" import shout as cry %}${card('{{ m.shout("a") }}{{ cry(x, end="?") }}')}`,
      'A!X?',
      x,
    ],
    'macros that know the variables of its view': [
      `{% import "more.njk" as m with context %}${card('{{ m.f() }}')}`,
      'X',
      { ...x, views: { 'more.njk': '{% macro f() %}{{ x }}{% endmacro %}' } },
    ],
    'imports of its block': [
      inBlock(`{% from "macros.njk" import shout %}${card('{{ shout("a") }}')}`),
      'A!',
    ],
    'macros and variables of its own': [
      card(
        '{% macro m(a) %}({{ a }}){% endmacro %}{% set y = m(x) %}{{ y }}{% set z %}{{ x }}-{% endset %}{{ z }}{{ z }}',
      ),
      '(X)X-X-',
      x,
    ],
    'a call block': [
      `{% macro m(a) %}{{ a }}({{ caller("c") }}){% endmacro %}${card('{% call(c) m("a") %}{{ x }}{{ c }}{% endcall %}')}`,
      'a(Xc)',
      x,
    ],
    'a filter block': [card('{% filter upper %}a{{ x }}{% endfilter %}'), 'AX', x],
    'a switch': [
      card('{% switch x %}{% case "X" %}one{% default %}other{% endswitch %}'),
      'one',
      x,
    ],
    'included views and what they use': [
      `{% for row in rows %}${card('{% include "row.njk" %}')}{% endfor %}`,
      'bX',
      {
        id: 'card--2',
        data: { rows: ['a', 'b'], x: 'X' },
        views: { 'row.njk': '{{ row }}{% include "./more.njk" %}', 'more.njk': '{{ x }}' },
      },
    ],
    'a view that includes itself': [
      '{% set node = tree %}{% include "node.njk" %}',
      '1/2/',
      {
        data: { tree: { n: 1, kids: [{ n: 2, kids: [] }] }, sep: '/' },
        views: {
          'node.njk': card('{% include "names.njk" %}'),
          'names.njk':
            '{{ node.n }}{{ sep }}{% for kid in node.kids %}{% set node = kid %}{% include "names.njk" %}{% endfor %}',
        },
      },
    ],
    'components, in their order': [
      card('{{ component("chip", n=x) }}{{ component("chip", n=2) }}'),
      '[X][2]',
      x,
    ],
  },
  'a name in a slot means what it means around it:': {
    'a variable of the name of a macro': [
      `{% macro m() %}macro{% endmacro %}{% set m = "set" %}${card('{{ m }}')}`,
      'set',
    ],
    'a row of the name of a macro': [
      `{% macro m() %}macro{% endmacro %}{% for m in ["row"] %}${card('{{ m }}')}{% endfor %}`,
      'row',
    ],
    'an argument of the name of a macro': [
      `{% macro m() %}macro{% endmacro %}{% macro o(m) %}${card('{{ m }}')}{% endmacro %}{{ o("arg") }}`,
      'arg',
    ],
    'a macro behind a loop over its name': [
      `{% macro m() %}macro{% endmacro %}{% for m in ["row"] %}{% endfor %}${card('{{ m() }}')}`,
      'macro',
    ],
    'a macro that is defined again later': [
      `{% macro m() %}1{% endmacro %}${card('{{ m() }}')}{% macro m() %}2{% endmacro %}`,
      '1',
    ],
    'a macro that is defined again before': [
      `{% macro m() %}1{% endmacro %}{% macro m() %}2{% endmacro %}${card('{{ m() }}')}`,
      '2',
    ],
    'a macro of a macro': [
      `{% macro o() %}{% macro m() %}inner{% endmacro %}${card('{{ m() }}')}{% endmacro %}{{ o() }}`,
      'inner',
    ],
    'an import in a loop': [
      `{% for x in [1] %}{% from "macros.njk" import shout %}${card('{{ shout("a") }}')}{% endfor %}`,
      'A!',
    ],
    'one of several imports': [
      `{% from "macros.njk" import shout, boxed %}{% set boxed = "set" %}${card('{{ shout(boxed) }}')}`,
      'SET!',
    ],
    'a macro that is defined behind the one around it': [
      `{% macro o() %}${card('{{ m() }}')}{% endmacro %}{% macro m() %}later{% endmacro %}{{ o() }}`,
      'later',
    ],
    'a macro whose name a branch may set': [
      `{% macro m() %}{% endmacro %}{% if x %}{% set m = "set" %}{% endif %}${card('{{ m }}')}`,
      'set',
      x,
    ],
    'caller() of a macro of its own': [
      `{% macro o() %}${card('{% macro m() %}({{ caller() }}){% endmacro %}{% call m() %}own{% endcall %}')}{% endmacro %}{% call o() %}outer{% endcall %}`,
      '(own)',
    ],
    'a variable that a block of an included view sets for itself': [
      card('{% include "blocks.njk" %}'),
      'set X',
      {
        data: { y: 'X' },
        views: {
          'blocks.njk':
            '{% block a %}{% set y = "set" %}{{ y }} {% endblock %}{% block b %}{{ y }}{% endblock %}',
        },
      },
    ],
    'an import of this block, not of another': [
      `{% extends "l.njk" %}{% block a %}{% from "1.njk" import m %}${card('{{ m() }}')}{% endblock %}{% block b %}{% from "2.njk" import m %}${card('{{ m() }}')}{% endblock %}`,
      'two',
      {
        id: 'card--2',
        views: {
          'l.njk': '{% block a %}{% endblock %}{% block b %}{% endblock %}',
          '1.njk': '{% macro m() %}one{% endmacro %}',
          '2.njk': '{% macro m() %}two{% endmacro %}',
        },
      },
    ],
    'a variable that a branch may change': [
      `{% if x %}{% set y = "set" %}{% endif %}${card('{{ y }}')}`,
      'set',
      x,
    ],
  },
  'a slot stands': {
    'in a call block': [
      `{% macro m() %}<i>{{ caller() }}</i>{% endmacro %}{% call m() %}${card('{{ x }}')}{% endcall %}`,
      'X',
      x,
    ],
    'in a filter block': [`{% filter trim %} ${card('{{ x }}')}{% endfilter %}`, 'X', x],
    'in a set block': [`{% set y %}${card('{{ x }}')}{% endset %}{{ y }}`, 'X', x],
    'in a branch': [`{% if x %}${card('{{ x }}')}{% endif %}`, 'X', x],
    'in an included view': [
      '{% include "sub/part.njk" %}',
      'XRY',
      {
        data: { x: 'X', y: 'Y' },
        views: {
          'sub/part.njk': card('{{ x }}{% include "./row.njk" %}'),
          'sub/row.njk': 'R{{ y }}',
        },
      },
    ],
    'in a block of the layout': [
      '{% extends "l.njk" %}',
      'X',
      { ...x, views: { 'l.njk': `{% block main %}${card('{{ x }}')}{% endblock %}` } },
    ],
    'in a block that is put out by super()': [
      '{% extends "l.njk" %}{% block main %}<i>{{ super() }}</i>{% endblock %}',
      'X',
      { ...x, views: { 'l.njk': `{% block main %}${card('{{ x }}')}{% endblock %}` } },
    ],
    'in a block that overrides one': [
      `{% extends "layout.njk" %}{% set y = x ~ "Y" %}{% block main %}${card('{{ y }}')}{% endblock %}`,
      'XY',
      x,
    ],
    'behind super(), which it shows': [
      inBlock(`{% set up = super() %}${card('({{ up }})')}`),
      '(above)',
    ],
  },
}

for (const [group, cases] of Object.entries(groups)) {
  describe(group, () => {
    for (const [name, [page, text, options = {}]] of Object.entries(cases)) {
      it(name, () => survives(page, text, options))
    }
  })
}

describe('a row in a slot', () => {
  const rows = new Map([[1, { id: 1, title: 'old' }]])
  const model = modelReference({
    name: 'row',
    keyOf: ({ id }: { id: number; title: string }) => id,
    load: (ids) => ids.map((id) => rows.get(id)),
  })
  const page = card('{{ row.title }}{{ other.row.title }}')

  it('is read again for each call, and what shows it is removed when it is gone', async () => {
    const row = model.of({ id: 1, title: 'old' })
    const data = { row, other: { row, unused: () => 1 } }
    const { visitor, press } = createSlotsSite(page, { data, plugins: [model] })
    const first = await visitor.get('/')
    assert.equal(shownBy(first.text), '0: oldold')
    rows.set(1, { id: 1, title: 'new' })
    assert.equal(shownBy((await press.htmx(first)).text), '1: newnew')
    rows.delete(1)
    const gone = { status: 410, code: 'StaleComponentState', reswap: 'delete' }
    assertHtmxError(await press.htmx(first), { ...gone, retarget: '#card--1' })
  })
})

describe('two unkeyed siblings', () => {
  it('have two ids, and each keeps its own state', async () => {
    const { visitor, press } = createSlotsSite(`${card('a')}${card('b')}`)
    const first = await visitor.get('/')
    assert.equal(shownBy((await press.htmx(first, 'card--2')).text, 'card--2'), '1: b')
    const moved = await press.plain(first, 'card--2')
    const after = await visitor.get(moved.headers['location'] as string)
    assert.equal(shownBy(after.text, 'card--1'), '0: a')
    assert.equal(shownBy(after.text, 'card--2'), '1: b')
  })
})

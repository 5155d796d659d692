import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import type { Instance } from '../../../server/core/rooms.ts'
import {
  byId,
  createSite,
  define,
  find,
  type Site,
  type SiteOptions,
  textOf,
  type Views,
} from '../render-page.ts'

const views = {
  'card.njk': `
<section {{ attrs() }}>{{ sealed() }}({{ slot or "nothing" }}){% if slots.actions %}<menu>{{ slots.actions }}</menu>{% endif %}</section>`,
  'b.njk': '<b {{ attrs() }}>{{ sealed() }}[{{ n }}]</b>',
  'macros.njk': `
{% macro shout(word) %}{{ word | upper }}!{% endmacro %}
{% macro twice(word) %}{{ shout(word) }}{{ shout(word) }}{% endmacro %}`,
  'owner.njk': '<div {{ attrs() }}>{{ sealed() }}</div>',
}
const ownerDefinition = {
  args: z.object({ word: z.string().default('w') }),
  publicState: z.object({ title: z.string().default('t') }),
  methods: {
    go() {},
    pick: { params: z.object({ id: z.number() }), run() {} },
    tick: { params: z.object({ on: z.boolean() }), run() {} },
  },
}
const components = [
  define('card'),
  define('b', { args: z.object({ n: z.any() }) }),
  define('owner', ownerDefinition),
]

function siteOf(page: string, more: Views = {}, options: SiteOptions = {}) {
  return createSite({ ...views, 'page.njk': page, ...more }, { components, ...options })
}

async function read(page: string, data: object = {}, more: Views = {}): Promise<string> {
  return textOf(await siteOf(page, more).page(data))
}

interface Given {
  readonly data?: object
  readonly more?: Views
}

function fails(page: string, message: RegExp, { data, more }: Given = {}) {
  const draw = async () => siteOf(page, more).page(data)
  return assert.rejects(draw, { code: 'ConfigError', message })
}

/** A component with text in it that stands in the template of another one. */
function ownerWith(text: string): Views {
  return {
    'owner.njk': `<div {{ attrs() }}>{{ sealed() }}{% component "card" %}${text}{% endcomponent %}</div>`,
  }
}

function inBlock(text: string): string {
  return `{% extends "layout.njk" %}{% block main %}\n${text}{% endblock %}`
}

function inMacro(text: string): string {
  return `{% macro m() %}\n${text}{% endmacro %}{% call m() %}<i>c</i>{% endcall %}`
}

function inSlot(text: string): string {
  return `{% component "card" %}${text}{% endcomponent %}`
}

function buttonOf(html: string): Record<string, string> {
  return { ...find(html, ({ name }) => name === 'button')?.attributes }
}

function fieldOf(html: string): Record<string, string> {
  return { ...find(html, ({ attributes }) => attributes['name'] === 'title')?.attributes }
}

async function drawAlone(site: Site, html: string, id: string): Promise<string> {
  return site.renderer.fragment(await site.resume(html, id))
}

function withoutStates(html: string): string {
  return html.replace(/name="_state" value="[^"]*"/g, '')
}

/** Not on the allow-list. */
class Row {
  readonly id = 1
}

describe('slot', () => {
  it('is the text of the tag', async () => {
    assert.equal(await read('{% component "card" %}in{% endcomponent %}'), '(in)')
  })

  it('takes named slots from inside the tag, in any order', async () => {
    const page = '{% component "card" %}a{% slot "actions" %}go{% endslot %}b{% endcomponent %}'
    assert.equal(await read(page), '(ab)go')
  })

  it('falls back where it is unfilled', async () => {
    assert.equal(await read('{{ component("card") }}'), '(nothing)')
    assert.equal(await read('{% component "card" %} \n {# no #} {% endcomponent %}'), '(nothing)')
    assert.equal(
      await read('{% component "card" %} {% slot "actions" %}go{% endslot %} {% endcomponent %}'),
      '(nothing)go',
    )
  })

  it('is there when it is named, even if it is empty', async () => {
    const html = await siteOf(
      '{% component "card" %}{% slot "actions" %}{% endslot %}{% endcomponent %}',
    ).page()
    assert.ok(find(html, ({ name }) => name === 'menu'))
    assert.equal(
      find(await siteOf('{{ component("card") }}').page(), ({ name }) => name === 'menu'),
      undefined,
    )
  })

  it('finds no slots that are none', async () => {
    const card =
      '<i {{ attrs() }}>{{ sealed() }}{% for name in ["constructor", "__proto__", "toString"] %}{{ "!" if slots[name] }}{% endfor %}</i>'
    assert.equal(await read('{{ component("card") }}', {}, { 'card.njk': card }), '')
  })

  it('keeps its HTML, and escapes its variables', async () => {
    const html = await siteOf('{% component "card" %}<i>{{ x }}</i>{% endcomponent %}').page({
      x: '<u>',
    })
    assert.match(html, /\(<i>&lt;u&gt;<\/i>\)/)
  })

  it('sees the row of its loop', async () => {
    const page =
      '{% for row in rows %}{% component "card" %}{{ loop.index }}/{{ loop.length }}{{ row.name }}{% endcomponent %}{% endfor %}'
    assert.equal(await read(page, { rows: [{ name: 'a' }, { name: 'b' }] }), '(1/2a)(2/2b)')
  })

  it('sees both names of a loop over pairs', async () => {
    const body = '{% component "card" %}{{ k }}={{ v }}{% endcomponent %}{% endfor %}'
    assert.equal(await read(`{% for k, v in [["a", 1], ["b", 2]] %}${body}`), '(a=1)(b=2)')
    assert.equal(await read(`{% for k, v in { a: 1, b: 2 } %}${body}`), '(a=1)(b=2)')
  })

  it('sees the arguments of the macro around it', async () => {
    const page =
      '{% macro m(x, y=2) %}{% component "card" %}{{ x }}{{ y }}{% endcomponent %}{% endmacro %}{{ m(1) }}{{ m(3, y=4) }}'
    assert.equal(await read(page), '(12)(34)')
  })

  it('sees a variable that it sets itself later', async () => {
    const page =
      '{% set x = 1 %}{% component "card" %}{{ x }}{% set x = x + 1 %}{{ x }}{% endcomponent %}{{ x }}'
    assert.equal(await read(page), '(12)1')
  })

  it('sees an outer variable that a loop or a branch in it has a name for, too', async () => {
    const loop =
      '{% set x = "o" %}{% component "card" %}{% for x in [1, 2] %}{{ x }}{% endfor %}{{ x }}{% endcomponent %}'
    assert.equal(await read(loop), '(12o)')
    const branch =
      '{% set x = "o" %}{% component "card" %}{% if no %}{% set x = 1 %}{% endif %}{{ x }}{% endcomponent %}'
    assert.equal(await read(branch), '(o)')
  })

  it('sees null and false as they are', async () => {
    const page =
      '{% for x in [null, false, 0, ""] %}{% component "card" %}{{ "y" if x else "n" }}{{ x }}{% endcomponent %}{% endfor %}'
    assert.equal(await read(page, { x: 'outer' }), '(n)(nfalse)(n0)(n)')
  })

  it('may use macros and imports of its template', async () => {
    const shout = '{% component "card" %}{{ shout("a") }}{% endcomponent %}'
    assert.equal(await read(`{% from "macros.njk" import shout %}${shout}`), '(A!)')
    assert.equal(await read(`{% from "macros.njk" import twice as shout %}${shout}`), '(A!A!)')
    assert.equal(await read(`{% macro shout(x) %}{{ x }}?{% endmacro %}${shout}`), '(a?)')
    assert.equal(
      await read(
        '{% import "macros.njk" as m %}{% component "card" %}{{ m.shout("a") }}{% endcomponent %}',
      ),
      '(A!)',
    )
    assert.equal(
      await read(
        '{% component "card" %}{% import "macros.njk" as m %}{{ m.shout("a") }}{% endcomponent %}',
      ),
      '(A!)',
    )
  })

  it('may use macros that use macros and variables of its template', async () => {
    const page =
      '{% set word = "w" %}{% macro a() %}{{ b() }}{{ word }}{% endmacro %}{% macro b() %}b{% endmacro %}{% component "card" %}{{ a() }}{% endcomponent %}'
    assert.equal(await read(page), '(bw)')
  })

  it('may use imports of the block that it stands in', async () => {
    const page =
      '{% extends "layout.njk" %}{% block main %}{% from "macros.njk" import shout %}{% component "card" %}{{ shout("a") }}{% endcomponent %}{% endblock %}'
    assert.equal(await read(page, {}, { 'layout.njk': '<{% block main %}{% endblock %}' }), '<(A!)')
  })

  it('may use globals', async () => {
    const site = siteOf(
      '{% component "card" %}{{ site.name }}{{ now() }}{% endcomponent %}',
      {},
      {
        configure: (env) =>
          env.addGlobal('site', { name: 'S', close() {} }).addGlobal('now', () => 7),
      },
    )
    assert.equal(textOf(await site.page()), '(S7)')
  })

  it('may include a template, which sees what it uses', async () => {
    const page =
      '{% for row in rows %}{% component "card" %}{% include "row.njk" %}{% endcomponent %}{% endfor %}'
    const row = { 'row.njk': '{{ row }}{% include "more.njk" %}', 'more.njk': '{{ word }}' }
    assert.equal(await read(page, { rows: [1, 2], word: 'w' }, row), '(1w)(2w)')
  })

  it('holds components, with slots of their own', async () => {
    const page =
      '{% for x in [1, 2] %}{% component "card" %}a{{ component("b", n=x) }}{% component "card" %}{{ x }}{% slot "actions" %}{{ x * 2 }}{% endslot %}{% endcomponent %}{% endcomponent %}{% endfor %}'
    assert.equal(await read(page), '(a[1](1)2)(a[2](2)4)')
  })

  it('is handed on into the slot of another component', async () => {
    const frame =
      '<div {{ attrs() }}>{{ sealed() }}{% component "card" %}<{{ slot }}>{% slot "actions" %}{{ slots.more }}{% endslot %}{% endcomponent %}</div>'
    const site = siteOf(
      '{% set x = 1 %}{% component "frame" %}{{ x }}{{ component("b", n=x) }}{% slot "more" %}m{% endslot %}{% endcomponent %}',
      { 'frame.njk': frame.replace('<{{ slot }}>', '-{{ slot }}-') },
      { components: [...components, define('frame')] },
    )
    const html = await site.page()
    assert.equal(textOf(html), '(-1[1]-)m')
    const inner = await site.resume(html, 'frame--1__card--1')
    assert.equal(textOf(await site.renderer.fragment(inner)), '(-1[1]-)m')
  })

  it('is handed on where it is unfilled, too', async () => {
    const frame =
      '<div {{ attrs() }}>{{ sealed() }}{% component "card" %}-{{ slot or "none" }}{% endcomponent %}</div>'
    const site = siteOf(
      '{{ component("frame") }}',
      { 'frame.njk': frame },
      { components: [...components, define('frame')] },
    )
    assert.equal(textOf(await site.page()), '(-none)')
  })

  it('is not drawn where it is not put out', async () => {
    const page =
      '{% component "card" %}{% slot "unused" %}{{ component("b", n=1) }}{{ no.such() }}{% endslot %}{% endcomponent %}'
    assert.equal(await read(page), '(nothing)')
  })

  it('refuses a place of its own twice, and names that are none', async () => {
    const twice =
      '{% component "card" %}\n{% slot "a" %}{% endslot %}{% slot "a" %}{% endslot %}{% endcomponent %}'
    await fails(twice, /^page\.njk:2: a slot needs a name of its own/)
    for (const name of ['"a b"', '""', 'a', '1', '"__proto__"', '"constructor"']) {
      const page = `{% component "card" %}\n{% slot ${name} %}{% endslot %}{% endcomponent %}`
      await fails(page, /^page\.njk:2: a slot needs a name/)
    }
    const both = '\n{% component "card" %}text{% slot "default" %}{% endslot %}{% endcomponent %}'
    await fails(both, /^page\.njk:1: text stands beside the slot "default"/)
  })

  it('refuses what leads out of it, and names the way round', async () => {
    const layout = { 'layout.njk': '{% block main %}above{% endblock %}' }
    const page = inBlock(inSlot('{{ super() }}'))
    await fails(
      page,
      /^page\.njk:2: super\(\) can't be called in a slot: put \{% set above = super\(\)/,
      { more: layout },
    )
    const way = inBlock(`{% set above = super() %}${inSlot('{{ above }}')}`)
    assert.equal(await read(way, {}, layout), '(above)')

    await fails(
      inMacro(inSlot('{{ caller() }}')),
      /^page\.njk:2: caller\(\) can't be called in a slot/,
    )
    assert.equal(await read(inMacro(`{% set inner = caller() %}${inSlot('{{ inner }}')}`)), '(c)')

    await fails(
      `\n${inSlot('{% block b %}{% endblock %}')}`,
      /^page\.njk:1: a block in a slot can't be overridden: put the whole tag into/,
    )
  })

  it('refuses a variable that holds a component, and names it', () =>
    fails(
      '{% set x = component("b", n=1) %}\n{% component "card" %}{{ x }}{% endcomponent %}',
      /^page\.njk:2: the slot uses x, which holds a component/,
    ))

  it('refuses a variable that is a function, and names it', () =>
    fails(
      '\n{% component "card" %}{{ x() }}{% endcomponent %}',
      /^page\.njk:1: the slot uses x, a function/,
      { data: { x: () => 1 } },
    ))

  it('fails at first render where a variable can not be sealed, and names it', async () => {
    const page = '{% component "card" %}{{ row.id }}{% endcomponent %}'
    await assert.rejects(siteOf(page).page({ row: new Row() }), {
      code: 'SealingBlocked',
      message: /row.*'Row' is not in the allowed list|'Row' is not in the allowed list.*row/s,
    })
  })
})

describe('slot text of a component', () => {
  it('calls the component whose template holds it', async () => {
    const site = siteOf(
      '{{ component("owner") }}',
      ownerWith('<button {{ call("pick", id=3) }}>x</button>'),
    )
    const button = find(await site.page(), ({ name, text }) => name === 'button' && text === 'x')
    assert.deepEqual(button?.attributes, {
      form: 'owner--1__f',
      formaction: '/_sealwax/owner/pick',
      'hx-post': '/_sealwax/owner/pick',
      'hx-target': '#owner--1',
      'hx-sync': '#owner--1:queue all',
      name: '_params',
      value: '{"id":3}',
    })
  })

  it('still does so when the other component is drawn alone', async () => {
    const site = siteOf(
      '{{ component("owner") }}',
      ownerWith('<button {{ call("go") }}>x</button>'),
    )
    const whole = await site.page()
    const instance = await site.resume(whole, 'owner--1__card--1')
    const alone = await site.renderer.fragment(instance)
    assert.equal(buttonOf(alone)['form'], 'owner--1__f')
    assert.deepEqual(buttonOf(alone), buttonOf(whole))
  })

  it('shows the messages and fields of the component whose template holds it', async () => {
    const site = siteOf(
      '{{ component("owner") }}',
      ownerWith('<input {{ field("title") }}>{{ errors.title }}'),
    )
    const first = await site.resume(await site.page(), 'owner--1')
    const refused: Instance = { ...first, errors: { title: ['Too short.'] }, typed: { title: 'x' } }
    const html = await site.page({}, { overlaid: new Map([['owner--1', refused]]) })
    const input = find(
      html,
      ({ name, attributes }) => name === 'input' && attributes['name'] === 'title',
    )
    assert.equal(input?.attributes['form'], 'owner--1__f')
    assert.equal(input?.attributes['value'], 'x')
    assert.match(textOf(html), /Too short\./)
  })

  it('draws its fields also when the other component is drawn alone', async () => {
    const site = siteOf('{{ component("owner") }}', ownerWith('<input {{ field("title") }}>'))
    const whole = await site.page()
    const instance = await site.resume(whole, 'owner--1__card--1')
    const alone = await site.renderer.fragment(instance)
    assert.deepEqual(fieldOf(alone), fieldOf(whole))
    assert.equal(fieldOf(alone)['value'], 't')
  })

  it('gives the owner’s form what a field outside a form needs', async () => {
    const site = siteOf(
      '{{ component("owner") }}',
      ownerWith('<input {{ field("on", type="checkbox") }}>'),
    )
    const html = await site.page()
    const owner = byId(html, 'owner--1__f').children.map(({ name }) => name)
    assert.deepEqual(owner, ['button', 'input'])
    const [state, box] = byId(html, 'owner--1__card--1__f').children
    assert.equal(state?.attributes['name'], '_state')
    assert.deepEqual(box?.attributes, {
      type: 'hidden',
      name: '_box',
      value: 'on',
      form: 'owner--1__f',
    })
  })

  it('can not make Enter run a method, because sealed() stands behind the slot', () =>
    fails('{{ component("owner") }}', /owner\.njk: sealed\(\) has to stand before/, {
      more: {
        'owner.njk': `<div {{ attrs() }}>${inSlot('<button {{ call("go") }}></button><input {{ field("title") }}>')}{{ sealed() }}</div>`,
      },
    }))

  it('has no attrs(), sealed() and {% form %}, which belong to the root', async () => {
    for (const word of ['{{ attrs() }}', '{{ sealed() }}', '{% form "go" %}{% endform %}']) {
      const more = ownerWith(word)
      await fails('{{ component("owner") }}', /owner\.njk:1: .* not into a slot/, { more })
    }
  })

  it('gives ids below the component that is drawn', async () => {
    const site = siteOf('{{ component("owner") }}', ownerWith('{{ component("b", n=1) }}'))
    assert.ok(byId(await site.page(), 'owner--1__card--1__b--1'))
  })
})

describe('slot text of a page', () => {
  for (const [word, text] of Object.entries({
    'call()': '<button {{ call("go") }}></button>',
    'field()': '<input {{ field("title") }}>',
    errors: '{{ errors.title }}',
    'attrs()': '<i {{ attrs() }}></i>',
    'sealed()': '{{ sealed() }}',
    '{% form %}': '{% form "go" %}{% endform %}',
  })) {
    it(`has no ${word}`, () =>
      fails(
        `<p>\n{% component "card" %}\n${text}{% endcomponent %}`,
        /page\.njk:[23]: .*belongs into a component's/,
      ))
  }
})

describe('a sealed slot', () => {
  const page =
    '{% from "macros.njk" import shout %}{% for row in rows %}{% component "card", key=row.id %}{{ loop.index }}<i>{{ shout(row.name) }}</i>{{ component("b", n=row.id) }}{% slot "actions" %}{{ html }}{% endslot %}{% endcomponent %}{% endfor %}'
  const rows = [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ]

  it('is drawn again as it was', async () => {
    const site = siteOf(page)
    const html = await site.page({ rows, html: '<u>' })
    const fragment = await drawAlone(site, html, 'card-2')
    assert.ok(withoutStates(html).endsWith(withoutStates(fragment)))
    assert.equal(textOf(fragment), '(2B![2])<u>')
  })

  it('is drawn again by another process', async () => {
    const html = await siteOf(page).page({ rows, html: '' })
    assert.equal(textOf(await drawAlone(siteOf(page), html, 'card-2')), '(2B![2])')
  })

  it('does not seal what it does not use', async () => {
    const large = 'x'.repeat(5000)
    const html = await siteOf(page).page({ rows, html: '', large })
    assert.ok(html.length < 6000)
  })

  it('is outdated when its text has changed, or is gone', async () => {
    const html = await siteOf(page).page({ rows, html: '' })
    for (const other of [page.replace('<i>', '<em>'), '']) {
      await assert.rejects(drawAlone(siteOf(other), html, 'card-2'), { code: 'StateOutdated' })
    }
    const away = createSite({ ...views }, { components })
    await assert.rejects(drawAlone(away, html, 'card-2'), { code: 'StateOutdated' })
  })
})

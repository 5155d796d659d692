import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import { stale } from '../../server/core/index.ts'
import { byId, createSite, define, textOf, type Views } from './render-page.ts'

const views = {
  'card.njk': `
<section {{ attrs(class="card", style="color: red", title="own") }}>{{ sealed() }}<h2>{{ title }}</h2><p>{{ n }}</p></section>`,
  'plain.njk': '<p-lain {{ attrs() }}>{{ sealed() }}</p-lain>',
  'broken.njk': `
<section {{ attrs() }}>{{ sealed() }}
  <p>{{ words.nothing.here() }}</p>
</section>`,
}
const components = [
  define('card', { args: z.object({ title: z.string(), n: z.number().default(1) }) }),
  define('plain'),
  define('broken'),
]

async function draw(page: string, more: Views = {}): Promise<string> {
  return createSite({ ...views, 'page.njk': page, ...more }, { components }).page()
}

function fails(page: string, message: RegExp, more: Views = {}) {
  return assert.rejects(draw(page, more), { code: 'ConfigError', message })
}

function texts(html: string, id: string): string {
  return byId(html, id)
    .children.map(({ text }) => text)
    .join('|')
}

/** Both forms of asking for a component. */
const forms = {
  'component()': (args: string) => `{{ component(${args}) }}`,
  '{% component %}': (args: string) => `{% component ${args} %}{% endcomponent %}`,
}

for (const [name, ask] of Object.entries(forms)) {
  describe(name, () => {
    it('takes positional arguments in the order of the args schema', async () => {
      assert.equal(texts(await draw(ask('"card", "Today", 7')), 'card--1'), '|Today|7')
    })

    it('takes keyword arguments, also beside positional ones', async () => {
      assert.equal(texts(await draw(ask('"card", n=7, title="Today"')), 'card--1'), '|Today|7')
      assert.equal(texts(await draw(ask('"card", "Today", n=7')), 'card--1'), '|Today|7')
    })

    it('fills in what the schema has a default for', async () => {
      assert.equal(texts(await draw(ask('"card", title="Today"')), 'card--1'), '|Today|1')
    })

    it('names an instance by key=', async () => {
      assert.ok(byId(await draw(ask('"card", "Today", key="x7"')), 'card-x7'))
    })

    it('adds attributes to the root; class and style of both are kept', async () => {
      const attrs =
        '{ class: "wide", style: "margin: 0", title: "theirs", "data-x": 1, hidden: true }'
      const html = await draw(ask(`"card", "Today", attrs=${attrs}`))
      const { attributes } = byId(html, 'card--1')
      assert.equal(attributes['class'], 'card wide')
      assert.equal(attributes['style'], 'color: red;margin: 0')
      assert.equal(attributes['title'], 'theirs')
      assert.equal(attributes['data-x'], '1')
      assert.equal(attributes['hidden'], '')
    })

    it('leaves out attributes that are false or null', async () => {
      const html = await draw(ask('"card", "Today", attrs={ class: null, title: false }'))
      const { attributes } = byId(html, 'card--1')
      assert.equal(attributes['class'], 'card')
      assert.equal('title' in attributes, false)
    })

    for (const attribute of ['id', 'data-public', 'data-component', 'DATA-PUBLIC']) {
      it(`refuses ${attribute} in attrs=, which attrs() sets itself`, () =>
        fails(
          ask(`"card", "Today", attrs={ "${attribute}": "x" }`),
          /card\.njk:1: .*is set by attrs/,
        ))
    }

    it('refuses attributes that would run script, or are no names', async () => {
      for (const attribute of [
        'onclick',
        'hx-on:click',
        'data-hx-on--load',
        'a b',
        'x=y',
        '"',
        '>',
      ]) {
        const page = ask(`"card", "Today", attrs={ '${attribute}': "x" }`)
        await fails(page, /card\.njk:1: .* can't be an attribute/)
      }
    })

    it('names the place of an unknown component', () =>
      fails(`<p>\n\n${ask('"nope"')}`, /^page\.njk:3: there is no component called "nope"/))

    it('names the place of an inherited name', () =>
      fails(ask('"constructor"'), /^page\.njk:1: there is no component called "constructor"/))

    it('names the place of arguments that fail their schema, and the argument', async () => {
      await fails(`<p>\n${ask('"card", title=5')}`, /^Component card \(page\.njk:2\): .*title: /)
      await fails(ask('"card"'), /^Component card \(page\.njk:1\): .*title: /)
    })

    it('refuses arguments of a component without a schema', () =>
      fails(ask('"plain", x=1'), /^Component plain \(page\.njk:1\): .*no 'x'/))

    it('refuses more positional arguments than the schema names', () =>
      fails(ask('"card", "a", 1, 2'), /^page\.njk:1: card takes 2 positional arguments/))

    it('names the place in an include', () =>
      fails('{% include "part.njk" %}', /^part\.njk:3: there is no component/, {
        'part.njk': `<p>\n\n${ask('"nope"')}`,
      }))

    it('names the place in an imported macro, not that of its call', () =>
      fails(
        '<p>\n{% from "macros.njk" import m %}\n\n{{ m() }}',
        /^macros\.njk:2: there is no component/,
        {
          'macros.njk': `{% macro m() %}\n${ask('"nope"')}{% endmacro %}`,
        },
      ))

    it('names the place in a layout and in a block', async () => {
      const layout = {
        'layout.njk': `<main>\n{% block main %}{% endblock %}\n${ask('"nope"')}</main>`,
      }
      await fails('{% extends "layout.njk" %}', /^layout\.njk:3: there is no component/, layout)
      const block = `{% extends "layout.njk" %}\n{% block main %}\n${ask('"nope"')}{% endblock %}`
      await fails(block, /^page\.njk:3: there is no component/, layout)
    })

    it('names both places when a component fails in its own template', () =>
      fails(
        `<p>${ask('"broken"')}`,
        /^Component broken \(page\.njk:1\): broken\.njk:2: Unable to call/,
      ))

    it('names the place in a component that another one draws', () =>
      fails(
        ask('"card", "x"'),
        /^Component card \(page\.njk:1\): card\.njk:3: there is no component/,
        {
          'card.njk': `<section {{ attrs() }}>{{ sealed() }}\n\n${ask('"nope"')}</section>`,
        },
      ))

    it('refuses a component as an argument, which could be sealed but not drawn again', () =>
      fails(
        `{% set x = component("plain") %}\n${ask('"card", title=x')}`,
        /^page\.njk:2: the argument title holds a component/,
      ))

    it('refuses a key that is no string or number', () =>
      fails(ask('"card", "x", key={ a: 1 }'), /^page\.njk:1: key= takes a string or a number/))
  })
}

describe('page', () => {
  it('names template and line of any error in a template', async () => {
    await fails('<p>\n{{ nothing.at.all() }}', /^page\.njk:2: Unable to call/)
    await fails('<p>\n{% if %}', /^page\.njk:2: /)
    await fails('<p>\n{{ x | nofilter }}', /^page\.njk:\d: filter not found: nofilter/)
    await fails('<p>\n{% include "part.njk" %}', /^part\.njk:3: /, {
      'part.njk': '<p>\n\n{{ no() }}',
    })
    await fails('<p>\n{% include "part.njk" %}', /^part\.njk:3: /, {
      'part.njk': '<p>\n\n{% if %}',
    })
  })

  it('keeps the error that a template caused', async () => {
    const cause = new RangeError('from the app')
    const site = createSite({ 'page.njk': '{{ boom() }}' })
    await assert.rejects(
      site.page({
        boom: () => {
          throw cause
        },
      }),
      (error: Error) => error.cause === cause,
    )
  })

  it('says which view is missing', async () => {
    const site = createSite({})
    await assert.rejects(site.page(), { code: 'ConfigError', message: /page\.njk/ })
  })

  it('lets an error of load through as it is', async () => {
    const cause = new RangeError('from the app')
    const failing = define('plain', {
      load() {
        throw cause
      },
    })
    const site = createSite(
      { ...views, 'page.njk': '{{ component("plain") }}' },
      { components: [failing] },
    )
    await assert.rejects(site.page(), cause)
  })

  it('draws nothing where the data of a component is gone', async () => {
    const gone = define('plain', {
      load() {
        throw stale()
      },
    })
    const site = createSite(
      { ...views, 'page.njk': '<p>a{{ component("plain") }}b</p>' },
      { components: [gone] },
    )
    assert.equal(await site.page(), '<p>ab</p>')
  })
})

describe('data that a template passes along', () => {
  const hostile = { __keywords: true, key: 'x', attrs: { 'hx-get': 'https://evil.example' } }

  it('is never taken for keyword arguments, whatever keys it has', async () => {
    for (const tag of Object.values(forms)) {
      const site = createSite({ ...views, 'page.njk': tag('"card", obj') }, { components })
      await assert.rejects(site.page({ obj: hostile }), /args of card: title/)
    }
  })
})

describe('positional arguments', () => {
  it('come in the order of the schema, and are refused where arktype has sorted the names', async () => {
    const row = '<i {{ attrs() }}>{{ sealed() }}{{ b }}-{{ a }}</i>'
    const site = (args: unknown) =>
      createSite(
        { 'x.njk': row, 'page.njk': '{{ component("x", "first", "second") }}' },
        { components: [define('x', { args })] },
      )
    const valibot = v.object({ b: v.string(), a: v.string() })
    assert.equal(textOf(await site(valibot).page()), 'first-second')
    await assert.rejects(site(type({ b: 'string', a: 'string' })).page(), {
      code: 'ConfigError',
      message: /page\.njk:1: the schema of x does not tell the order of its args: name them/,
    })
  })
})

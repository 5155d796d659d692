import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createSite, define, type SiteOptions, textOf, type Views } from './render-page.ts'

const views = {
  'b.njk': '<b {{ attrs() }}>{{ sealed() }}[{{ n }}]</b>',
  'box.njk': '<div {{ attrs() }}>{{ sealed() }}({{ slot }})</div>',
  'layout.njk':
    '{% block a %}A{{ component("b", n=1) }}{% endblock %}{% block z %}{{ component("b", n="z") }}{% endblock %}',
  'part.njk': '{{ component("b", n=n) }}',
  'macros.njk': `
{% macro m(n) %}{{ component("b", n=n) }}{% endmacro %}
{% macro from_page() %}{{ component("b", n=word) }}{% endmacro %}
{% macro around() %}<i>{{ caller() }}</i>{{ component("b", n="end") }}{% endmacro %}`,
}
const b = define('b', { args: z.object({ n: z.any() }) })
const box = define('box')

function siteOf(page: string, more: Views = {}, options: SiteOptions = {}) {
  return createSite({ ...views, 'page.njk': page, ...more }, { components: [b, box], ...options })
}

async function read(page: string, data: object = {}, more: Views = {}): Promise<string> {
  return textOf(await siteOf(page, more).page(data)).replaceAll(' ', '')
}

/** What a page says, by its template. */
const pages: Record<string, readonly [template: string, text: string, data?: object]> = {
  for: ['{% for n in [1, 2] %}{{ component("b", n=n) }}{% else %}-{% endfor %}', '[1][2]'],
  'nested for': [
    '{% for n in [1, 2] %}{% for m in [3, 4] %}{{ component("b", n=n * m) }}{% endfor %};{% endfor %}',
    '[3][4];[6][8];',
  ],
  'for over the pairs of an object': [
    '{% for k, v in { a: 1, c: 2 } %}{{ component("b", n=k ~ v) }}{% endfor %}',
    '[a1][c2]',
  ],
  'for over a list of pairs': [
    '{% for k, v in [["a", 1], ["c", 2]] %}{{ component("b", n=k ~ v) }}{% endfor %}',
    '[a1][c2]',
  ],
  'for over a Map': [
    '{% for k, v in map %}{{ component("b", n=k ~ v) }}{% endfor %}',
    '[a1]',
    { map: new Map([['a', 1]]) },
  ],
  'else of a for': ['{% for n in [] %}x{% else %}{{ component("b", n=0) }}{% endfor %}', '[0]'],
  'if and else': [
    '{% if no %}{{ component("b", n=1) }}{% elif no %}x{% else %}{{ component("b", n=2) }}{% endif %}',
    '[2]',
  ],
  'inline if': ['{{ component("b", n=1) if not no else component("b", n=2) }}', '[1]'],
  switch: [
    '{% switch x %}{% case 1 %}{{ component("b", n=1) }}{% case 2 %}{{ component("b", n=2) }}{% default %}-{% endswitch %}',
    '[2]',
    { x: 2 },
  ],
  'a macro': [
    '{% macro m(n) %}<i>{{ component("b", n=n) }}</i>{% endmacro %}{{ m(1) }}{{ m(2) }}',
    '[1][2]',
  ],
  'an imported macro': [
    '{% import "macros.njk" as macros %}{{ macros.m(1) }}{% for n in [2, 3] %}{{ macros.m(n) }}{% endfor %}',
    '[1][2][3]',
  ],
  'a macro imported by name': ['{% from "macros.njk" import m as x %}{{ x(1) }}', '[1]'],
  'a macro imported without context': [
    '{% from "macros.njk" import from_page %}{{ from_page() }}',
    '[]',
    { word: 'w' },
  ],
  'a macro imported with context': [
    '{% from "macros.njk" import from_page with context %}{{ from_page() }}',
    '[w]',
    { word: 'w' },
  ],
  'a call block': [
    '{% from "macros.njk" import around %}{% call around() %}{{ component("b", n="in") }}{% endcall %}',
    '[in][end]',
  ],
  'an include': ['{% set n = 5 %}{% include "part.njk" %}', '[5]'],
  'an include in a loop': [
    '{% for n in [1, 2] %}{% include "part.njk" %};{% endfor %}',
    '[1];[2];',
  ],
  'a set block': ['{% set x %}<i>{{ component("b", n=1) }}</i>{% endset %}-{{ x | safe }}', '-[1]'],
  'a variable': ['{% set x = component("b", n=1) %}-{{ x }}', '-[1]'],
  'a block': ['{% block main %}{{ component("b", n=1) }}{% endblock %}', '[1]'],
  'a child template': [
    '{% extends "layout.njk" %}{% block a %}({{ super() }}){{ component("b", n=2) }}{% endblock %}',
    '(A[1])[2][z]',
  ],
  'a default slot': ['{% component "box" %}{{ component("b", n=1) }}{% endcomponent %}', '([1])'],
}
const filters = [
  'upper',
  'lower',
  'trim',
  'escape',
  'safe',
  'title',
  'capitalize',
  'string',
  'nl2br',
]
for (const filter of filters) {
  pages[`the filter ${filter}`] = [`{{ component("b", n=1) | ${filter} }}`, '[1]']
}
pages['a filter block'] = ['{% filter upper %}x{{ component("b", n="y") }}{% endfilter %}', 'X[y]']
pages['join and concatenation'] = [
  '{{ [component("b", n=1), component("b", n=2)] | join("-") | safe }}{{ "a" ~ component("b", n=3) }}',
  '[1]-[2]a[3]',
]

describe('page', () => {
  for (const [where, [template, text, data]] of Object.entries(pages)) {
    it(`draws components in ${where}`, async () => assert.equal(await read(template, data), text))
  }

  it('draws components nested three deep, each in its own loop', async () => {
    const nested = {
      'outer.njk':
        '<ul {{ attrs() }}>{{ sealed() }}{% for n in [1, 2] %}{{ component("inner", n=n) }}{% endfor %}</ul>',
      'inner.njk':
        '<li {{ attrs() }}>{{ sealed() }}{% if n %}{% for m in [1, 2] %}{{ component("b", n=n ~ m) }}{% endfor %}{% endif %}</li>',
    }
    const components = [b, define('outer'), define('inner', { args: z.object({ n: z.number() }) })]
    const site = siteOf('{{ component("outer") }}', nested, { components })
    assert.equal(textOf(await site.page()), '[11][12][21][22]')
  })

  it('escapes what stands beside a component', async () => {
    assert.equal(
      (await siteOf('{{ "<i>" ~ component("b", n="<u>") }}').page()).match(/<i>|<u>/),
      null,
    )
  })

  it('draws 2,000 components, side by side', async () => {
    const html = await siteOf(
      '{% for n in range(2000) %}{{ component("b", n=n) }}{% endfor %}',
    ).page()
    assert.match(html, /\[0\].*\[1999\]/s)
    assert.equal(html.split('data-component').length - 1, 2000)
  })

  it('draws components nested 100 deep', async () => {
    const deep = define('deep', { args: z.object({ n: z.number() }) })
    const site = siteOf(
      '{{ component("deep", n=100) }}',
      {
        'deep.njk':
          '<div {{ attrs() }}>{{ sealed() }}{% if n %}{{ component("deep", n=n - 1) }}{% else %}end{% endif %}</div>',
      },
      { components: [deep] },
    )
    assert.equal(textOf(await site.page()), 'end')
  })
})

interface Batches {
  readonly sizes: number[]
  readonly load: () => Promise<object>
}

/** Counts the loads that start before a microtask has passed. */
function batching(): Batches {
  const sizes: number[] = []
  let waiting = 0
  return {
    sizes,
    async load() {
      if (waiting++ === 0) {
        queueMicrotask(() => {
          sizes.push(waiting)
          waiting = 0
        })
      }
      return {}
    },
  }
}

describe('load', () => {
  it('starts for all components of one level together', async () => {
    const { sizes, load } = batching()
    const components = [
      define('b', { args: z.object({ n: z.any() }), publicState: z.object({}), load }),
      define('list', { load, state: () => ({}) }),
    ]
    const list =
      '<div {{ attrs() }}>{{ sealed() }}{{ component("b", 1) }}{{ component("b", 2) }}</div>'
    const page = '{{ component("list") }}{{ component("b", 0) }}{{ component("list") }}'
    await siteOf(page, { 'list.njk': list }, { components }).page()
    assert.deepEqual(sizes, [3, 4])
  })

  it('starts together also where checks of other components take longer', async () => {
    const { sizes, load } = batching()
    const slow = z.object({ n: z.any() }).refine(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return true
    })
    const components = [
      define('b', { args: z.object({ n: z.any() }), load }),
      define('slow', { template: 'b.njk', args: slow, init: async () => {}, load }),
    ]
    await siteOf('{{ component("b", 1) }}{{ component("slow", n=2) }}', {}, { components }).page()
    assert.deepEqual(sizes, [2])
  })
})

describe('marker', () => {
  it('can not be forged by the content of a page', async () => {
    const site = siteOf('{{ text }}|{{ component("b", n=text) }}')
    const text = '\x910\x92 \x91:0\x92 \x911234567890:0\x92'
    const html = await site.page({ text })
    assert.equal(html.split(text).length, 3)
    assert.equal(html.split('data-component').length, 2)
  })

  it('differs from page to page', async () => {
    const seen = new Set<string>()
    const site = siteOf(
      '{{ component("b", n=1) | spy }}',
      {},
      {
        configure: (env) =>
          env.addFilter('spy', (value: { toString(): string }) => {
            seen.add(value.toString())
            return value
          }),
      },
    )
    await site.page()
    await site.page()
    assert.equal(seen.size, 2)
  })

  /** Ways to lose a component or to put it out twice. */
  const trouble: Record<string, readonly [page: string, message: RegExp]> = {
    truncate: ['{{ component("b", n=1) | truncate(9, true, "") }}', /place in the page was lost/],
    'an unused set block': [
      '{% set x %}{{ component("b", n=1) }}{% endset %}',
      /place in the page was lost/,
    ],
    replace: ['{{ component("b", n=1) | string | replace(":", "") | safe }}', /was lost/],
    'printing it twice': [
      '{% set x = component("b", n=1) %}{{ x }}{{ x }}',
      /was put into the page more than once/,
    ],
  }
  for (const [way, [page, message]] of Object.entries(trouble)) {
    it(`that is lost or doubled by ${way} is an error in development`, () =>
      assert.rejects(siteOf(page).page(), {
        code: 'ConfigError',
        message: new RegExp(`^Component b \\(page\\.njk:1\\) .*${message.source}`),
      }))

    it(`that is lost or doubled by ${way} is a warning in production`, async () => {
      const site = siteOf(page, {}, { development: false })
      await site.page()
      assert.match(site.warnings.join(), message)
    })
  }
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createSite, define, elementsOf, type SiteOptions } from './render-page.ts'

const views = {
  'a.njk':
    '<div {{ attrs() }}>{{ sealed() }}{% for n in inner %}{{ component("b") }}{% endfor %}{{ component("b", key="k") }}</div>',
  'b.njk': '<i {{ attrs() }}>{{ sealed() }}</i>',
}
const components = [
  define('a', { args: z.object({ inner: z.array(z.number()).default([]) }) }),
  define('b'),
]

function siteOf(page: string, options: SiteOptions = {}) {
  return createSite({ ...views, 'page.njk': page }, { components, ...options })
}

function idsOf(html: string): string[] {
  return elementsOf(html)
    .filter(({ attributes }) => 'data-component' in attributes)
    .map(({ attributes }) => attributes['id'] ?? '')
}

async function ids(page: string, data: object = {}): Promise<string[]> {
  return idsOf(await siteOf(page).page(data))
}

describe('id', () => {
  it('is name and key', async () => {
    assert.deepEqual(await ids('{{ component("b", key=7) }}{{ component("b", key="x-y") }}'), [
      'b-7',
      'b-x-y',
    ])
  })

  it('is counted by parent and name without a key', async () => {
    const page = '{{ component("b") }}{{ component("a", inner=[1, 2]) }}{{ component("b") }}'
    assert.deepEqual(await ids(page), [
      'b--1',
      'a--1',
      'a--1__b--1',
      'a--1__b--2',
      'a--1__b-k',
      'b--2',
    ])
  })

  it('does not count what has a key', async () => {
    const page = '{{ component("b", key=1) }}{{ component("b") }}{{ component("b", key=null) }}'
    assert.deepEqual(await ids(page), ['b-1', 'b--1', 'b--2'])
  })

  it('needs no escaping in CSS, whatever the key', async () => {
    const keys = ['a b', 'a_b', 'ä', '🦊', '"><i>', '.:#', '-', '', 10n, -1.5]
    const found = await ids('{% for key in keys %}{{ component("b", key=key) }}{% endfor %}', {
      keys,
    })
    assert.equal(new Set(found).size, keys.length)
    for (const id of found) assert.match(id, /^b-[A-Za-z0-9_-]*$/)
    assert.deepEqual(found.slice(0, 4), ['b-a_20b', 'b-a_5fb', 'b-_c3_a4', 'b-_f0_9f_a6_8a'])
  })

  it('is that of the component that is drawn where its tag stands in a slot', async () => {
    const page = '{% component "box" %}{{ component("b") }}{% endcomponent %}{{ component("b") }}'
    const site = createSite(
      {
        ...views,
        'box.njk': '<div {{ attrs() }}>{{ sealed() }}{{ slot }}</div>',
        'page.njk': page,
      },
      { components: [...components, define('box')] },
    )
    assert.deepEqual(idsOf(await site.page()), ['box--1', 'box--1__b--1', 'b--1'])
  })

  it('is an error in development when it is taken', () =>
    assert.rejects(siteOf('{{ component("b", key=1) }}\n{{ component("b", key="1") }}').page(), {
      code: 'ConfigError',
      message: /^page\.njk:2: two components have the id b-1\. Give each its own key/,
    }))

  it('gets a suffix and a warning in production when it is taken', async () => {
    const site = siteOf('{% for n in [1, 2, 3] %}{{ component("b", key=1) }}{% endfor %}', {
      development: false,
    })
    assert.deepEqual(idsOf(await site.page()), ['b-1', 'b-1--2', 'b-1--3'])
    assert.equal(site.warnings.length, 2)
    assert.match(site.warnings[0] ?? '', /^page\.njk:1: two components have the id b-1/)
  })

  it('needs a key or idPrefix in an answer to htmx', async () => {
    const site = siteOf('<h1></h1>\n{{ component("b") }}')
    await assert.rejects(site.page({}, { partial: true }), {
      code: 'ConfigError',
      message: /^page\.njk:2: an answer to htmx needs key=/,
    })
    assert.deepEqual(idsOf(await site.page({}, { partial: true, idPrefix: 'x' })), ['x__b--1'])
    const keyed = siteOf('{{ component("a", key=1) }}')
    assert.deepEqual(idsOf(await keyed.page({}, { partial: true })), ['a-1', 'a-1__b-k'])
  })

  it('is the same in a fragment as in the whole page', async () => {
    const site = siteOf('{{ component("b") }}{{ component("a", inner=[1]) }}')
    const html = await site.page()
    const fragment = await site.renderer.fragment(await site.resume(html, 'a--1'))
    assert.deepEqual(idsOf(fragment), idsOf(html).slice(1))
  })
})

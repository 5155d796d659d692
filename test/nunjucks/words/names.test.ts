import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSite, define } from '../render-page.ts'

const draw = (page: string, views: Record<string, string> = {}) =>
  createSite({ ...views, 'page.njk': page }).page()

const field = "{% macro field(name, label='L') %}<{{ name }}:{{ label }}>{% endmacro %}"
const looped =
  '{% macro each(items) %}{% set c = caller %}{% for i in items %}{{ c() }}{% endfor %}{% endmacro %}'

describe('a macro that has the name of a word', () => {
  it('is called with its own arguments', async () => {
    const calls = "{{ field('a', label='b') }}{{ field('c') }}{{ field(name='d') }}"
    assert.equal(await draw(field + calls), '<a:b><c:L><d:L>')
    const imported = `{% from 'm.njk' import field %}${calls}`
    assert.equal(await draw(imported, { 'm.njk': field }), '<a:b><c:L><d:L>')
  })

  it('is handed what a call tag holds', async () => {
    const page = `{% macro field(a='A') %}{{ a }}{{ caller() }}{% endmacro %}{% call field() %}B{% endcall %}`
    assert.equal(await draw(page), 'AB')
  })
})

describe('loop', () => {
  it('is known to what a call tag hands to a macro', async () => {
    const call = "{% call each(['x', 'y']) %}{{ loop.index }}{% endcall %}"
    assert.equal(await draw(looped + call), '12')
  })

  it('is known to views and blocks inside of it', async () => {
    const views = { 'part.njk': '{{ loop.index }}/{{ loop.length }} ' }
    const page = "{% for i in [1, 2] %}{% include 'part.njk' %}{% endfor %}"
    assert.equal(await draw(page, views), '1/2 2/2 ')
    const child = "{% extends 'above.njk' %}{% block row %}{{ loop.revindex }}{% endblock %}"
    const above = '{% for i in [1, 2] %}{% block row %}{% endblock %}{% endfor %}'
    assert.equal(await draw(child, { 'above.njk': above }), '21')
  })
})

describe('a word', () => {
  it('takes nothing by the name __proto__', async () => {
    const site = createSite(
      {
        'page.njk': '\n{{ component("card", __proto__=data) }}',
        'card.njk': '<li {{ attrs() }}>{{ sealed() }}</li>',
      },
      { components: [define('card')] },
    )
    await assert.rejects(site.page({ data: { key: 'x' } }), {
      code: 'ConfigError',
      message: /page\.njk:.*__proto__/,
    })
  })
})

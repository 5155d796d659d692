import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertHtmxError, assertRedirect, cookiesOf } from './answer.ts'
import { readPage } from './page.ts'
import { createSlotsSite, type SlotsOptions, shownBy } from './slots-site.ts'

const page =
  '{% component "card", key="a" %}<i>{{ x }}</i>{% slot "actions" %}go{% endslot %}{% endcomponent %}{% component "card", key="b" %}B{{ x }}{% endcomponent %}'

/** Opens the page, then changes templates as a deploy does. */
async function deploy(views: Record<string, string>, options: SlotsOptions = {}, from = page) {
  const site = createSlotsSite(from, { data: { x: 'X' }, ...options })
  const first = await site.visitor.get('/')
  assert.equal(first.status, 200, first.text)
  site.write(views)
  return { ...site, first }
}

/** Changes that leave card a without the text that it was sealed with. */
const changes: Record<string, Record<string, string>> = {
  'its text changed': { 'page.njk': page.replace('<i>', '<em>') },
  'the text of another of its slots changed': { 'page.njk': page.replace('go{', 'went{') },
  'it uses another variable': { 'page.njk': page.replace('x', 'y') },
  'it is gone': { 'page.njk': page.replace('{% slot "actions" %}go{% endslot %}', '') },
  'its page has no slots now': { 'page.njk': 'Nothing here.' },
}

/** A template that hands its slot on. */
function frameWith(text: string): string {
  return `<div {{ attrs() }}>{{ sealed() }}{% component "card" %}${text}{% endcomponent %}</div>`
}

describe('a slot whose template changed', () => {
  for (const [name, views] of Object.entries(changes)) {
    it(`is outdated when ${name}, before its method runs`, async () => {
      const { press, first, ran } = await deploy(views)
      assertHtmxError(await press.htmx(first, 'card-a'), { status: 409, code: 'StateOutdated' })
      assert.deepEqual(ran, [])
    })
  }

  it('leads to the page without JavaScript, where it works as it is now', async () => {
    const { press, first, visitor, ran } = await deploy(changes['its text changed'] ?? {})
    assertRedirect(await press.plain(first, 'card-a'), '/')
    assert.deepEqual(ran, [])
    const again = await visitor.get('/')
    assert.equal(shownBy((await press.htmx(again, 'card-a')).text, 'card-a'), '1: X | go')
  })

  it('leaves the other components of its page alone', async () => {
    const { press, first } = await deploy(changes['its text changed'] ?? {})
    const answer = await press.htmx(first, 'card-b')
    assert.equal(answer.status, 200)
    assert.equal(shownBy(answer.text, 'card-b'), '1: BX')
  })

  for (const put of ['{{ slot }}', '{{ slots.default }}']) {
    const outer = '{% component "frame" %}a{% endcomponent %}'
    const options = { views: { 'frame.njk': frameWith(put) } }
    for (const [name, views] of Object.entries({
      'handed on': { 'page.njk': outer.replace('%}a', '%}b') },
      'that hands it on': { 'frame.njk': frameWith(`new ${put}`) },
    })) {
      it(`is outdated when the text ${name} changed, by ${put}`, async () => {
        const { press, first, ran } = await deploy(views, options, outer)
        const answer = await press.htmx(first, 'frame--1__card--1')
        assertHtmxError(answer, { status: 409, code: 'StateOutdated' })
        assert.deepEqual(ran, [])
      })
    }
  }

  it('is outdated when a view that it includes needs more now', async () => {
    const from = '{% component "card" %}{% include "row.njk" %}{% endcomponent %}'
    const options = { data: { row: { a: 'A', b: 'B' } }, views: { 'row.njk': '{{ row.a }}' } }
    const { press, first } = await deploy({ 'row.njk': '{{ row.a }}{{ row.b }}' }, options, from)
    assertHtmxError(await press.htmx(first), { status: 409, code: 'StateOutdated' })
  })

  it('is outdated when its view is gone', async () => {
    const from = '{% include "part.njk" %}'
    const options = { views: { 'part.njk': '{% component "card" %}a{% endcomponent %}' } }
    const moved = { 'page.njk': '{% include "new.njk" %}', 'part.njk': 'gone' }
    const { press, first } = await deploy(moved, options, from)
    assertHtmxError(await press.htmx(first), { status: 409, code: 'StateOutdated' })
  })

  it('does not spoil a saved state that the URL of the page carries', async () => {
    const { visitor, press, write } = createSlotsSite(page, { data: { x: 'X' } })
    const moved = await press.plain(await visitor.get('/'), 'card-a')
    write(changes['its text changed'] ?? {})
    const after = await visitor.get(moved.headers['location'] as string)
    assert.equal(after.status, 200)
    assert.equal(shownBy(after.text, 'card-a'), '1: X | go')
  })
})

/** Changes that leave card a as it is. */
const harmless: Record<string, string> = {
  'text around it': `<h1>New</h1>${page}<p>`,
  'other tags before it': `{% component "card" %}new{{ x }}{% endcomponent %}${page}`,
  'the same text before it': `{% component "card" %}<i>{{ x }}</i>{% endcomponent %}${page}`,
  'the slots of others': page.replace('B{{ x }}', 'C'),
  'the order of its slots': page.replace(
    /(<i>.*<\/i>)(\{% slot.*endslot %\})(?=.*key="b")/,
    '$2$1',
  ),
  'its arguments': page.replace('key="a"', 'key="a", attrs={ class: "c" }'),
  'its place in the page': `{% macro m() %}${page}{% endmacro %}{% set x = "Y" %}{{ m() }}`,
  'white space, as an indentation does': page.replaceAll('{%', '\n    {%'),
}

describe('a slot whose text is the same', () => {
  for (const [name, changed] of Object.entries(harmless)) {
    it(`goes on when a deploy changes ${name}`, async () => {
      assert.notEqual(changed, page)
      const { press, first } = await deploy({ 'page.njk': changed })
      const answer = await press.htmx(first, 'card-a')
      assert.equal(answer.status, 200, answer.text)
      assert.equal(shownBy(answer.text, 'card-a'), '1: X | go')
    })
  }

  it('shows what macros and included views say now', async () => {
    const from =
      '{% from "m.njk" import m %}{% component "card" %}{{ m() }}{% include "row.njk" %}{% endcomponent %}'
    const views = { 'm.njk': '{% macro m() %}1{% endmacro %}', 'row.njk': '2' }
    const { press, first, write } = await deploy({}, { views }, from)
    write({ 'm.njk': '{% macro m() %}3{% endmacro %}', 'row.njk': '4' })
    assert.equal(shownBy((await press.htmx(first)).text), '1: 34')
  })

  it('sees what a view needs that was written later', async () => {
    const from = '{% component "card" %}{% include "late.njk" %}{% endcomponent %}'
    const { visitor, write } = createSlotsSite(from, { data: { x: 'X' } })
    assert.equal((await visitor.get('/')).status, 500)
    write({ 'late.njk': 'late {{ x }}' })
    assert.equal(shownBy((await visitor.get('/')).text), '0: late X')
  })

  it('is drawn by any process that has the templates', async () => {
    const first = await createSlotsSite(page, { data: { x: 'X' } }).visitor.get('/')
    const other = createSlotsSite(page, { data: { x: 'never looked at' }, development: false })
    const answer = await other.visitor.htmx(
      '/_sealwax/card/open',
      { _state: readPage(first.text).state('card-a') },
      { Cookie: cookiesOf(first) },
    )
    assert.equal(shownBy(answer.text, 'card-a'), '1: X | go')
  })
})

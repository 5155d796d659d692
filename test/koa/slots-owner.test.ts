import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fill, readPage } from './page.ts'
import { createSlotsSite, type SlotsOptions } from './slots-site.ts'

/** The page of an owner that puts a text into a card. */
function ownerSite(text: string, more: SlotsOptions['views'] = {}, before = '') {
  const owner = `${before}<div {{ attrs() }}>{{ sealed() }}<em>{{ goes }}{{ title }}</em>{% component "card" %}${text}{% endcomponent %}</div>`
  return createSlotsSite('{{ component("owner") }}', { views: { 'owner.njk': owner, ...more } })
}

const card = 'owner--1__card--1'
const controls =
  '<input {{ field("title") }}><p>{{ errors.title }}</p><button {{ call("go") }}>go</button>'

/** Opens the page, and has its card drawn alone, which now stands in the page. */
async function openAndDrawAlone(site: ReturnType<typeof ownerSite>) {
  const first = await site.visitor.get('/')
  assert.equal(first.status, 200, first.text)
  const alone = await site.press.htmx(first, card)
  assert.equal(alone.status, 200, alone.text)
  const start = first.text.indexOf(`<section id="${card}"`)
  const end = first.text.indexOf('</section>', start) + '</section>'.length
  return first.text.slice(0, start) + alone.text + first.text.slice(end)
}

describe('slot text in the template of a component', () => {
  it('calls that component', async () => {
    const { visitor } = ownerSite(controls)
    const { action, fields } = readPage((await visitor.get('/')).text).press(card, 'go')
    assert.equal(action, '/_sealwax/owner/go')
    const moved = await visitor.post(action, fill(fields, { title: 'new' }))
    const after = await visitor.get(moved.headers['location'] as string)
    assert.equal(readPage(after.text).text('em'), '1new')
  })

  it('still does when the component around it was drawn alone meanwhile', async () => {
    const site = ownerSite(controls)
    const page = readPage(await openAndDrawAlone(site))
    assert.equal(page.text(`#${card} output`), '1')
    assert.equal(page.attribute(`#${card} @title`, 'value'), 't')
    const { action, fields } = page.press(card, 'go')
    const answer = await site.visitor.htmx(action, fill(fields, { title: 'new' }))
    assert.equal(readPage(answer.text).text('em'), '1new')
  })

  it('shows what was refused, by htmx and without JavaScript', async () => {
    const { visitor } = ownerSite(controls)
    const { action, fields } = readPage((await visitor.get('/')).text).press(card, 'go')
    const sent = fill(fields, { title: '' })
    for (const answer of [await visitor.htmx(action, sent), await visitor.post(action, sent)]) {
      assert.equal(answer.status, 422)
      assert.equal(readPage(answer.text).text(`#${card} p`), 'Too short.')
      assert.equal(readPage(answer.text).attribute(`#${card} @title`, 'aria-invalid'), 'true')
    }
  })

  it('does so from the slot of a slot, drawn alone', async () => {
    const inner = `${card}__still--1`
    const site = ownerSite(`{% component "still" %}${controls}{% endcomponent %}`)
    const page = readPage(await openAndDrawAlone(site))
    const { action, fields } = page.press(inner, 'go')
    const answer = await site.visitor.htmx(action, fill(fields, { title: 'new' }))
    assert.equal(readPage(answer.text).text('em'), '1new')
  })

  it('may have its controls from macros of other views', async () => {
    const more = {
      'controls.njk': `
{% from "macros.njk" import input as text %}
{% macro row(name, method) %}{{ text(name) }}<button {{ call(method) }}>go</button>{% endmacro %}`,
    }
    const before = '{% from "controls.njk" import row %}'
    const site = ownerSite('{{ row("title", "go") }}', more, before)
    const page = readPage(await openAndDrawAlone(site))
    assert.equal(page.attribute(`#${card} @title`, 'value'), 't')
    // A field outside a form: Enter in it must not press a button that runs a method.
    assert.ok(page.has('#owner--1__f button'))
    const { action, fields } = page.press(card, 'go')
    const answer = await site.visitor.htmx(action, fill(fields, { title: 'new' }))
    assert.equal(readPage(answer.text).text('em'), '1new')
  })

  it('has no {% form %}, which goes into a component of its own', async () => {
    assert.throws(() => ownerSite('{% form "go" %}{% endform %}'), {
      code: 'ConfigError',
      message: /^owner\.njk:1: \{% form %\} belongs .*give it a component of its own/,
    })
    const more = {
      'frame.njk':
        '<div {{ attrs() }}>{{ sealed() }}{% form "open" %}<button>send</button>{% endform %}</div>',
    }
    const way = ownerSite('{{ component("frame") }}', more)
    const page = readPage(await openAndDrawAlone(way))
    assert.equal(page.form(`${card}__frame--1`, 'open').action, '/_sealwax/frame/open')
  })

  it('may hold a plain form', async () => {
    const site = ownerSite('<form action="/search"><input name="q" value="{{ title }}"></form>')
    const page = readPage(await openAndDrawAlone(site))
    assert.deepEqual(page.attribute(`#${card} @q`, 'value'), 't')
  })
})

/** Calls an owner whose card is alive in the page, opened once. */
async function callAroundLiveCard(text: string, values: Record<string, string> = {}) {
  const site = ownerSite(text)
  const page = readPage(await openAndDrawAlone(site))
  const child = [card, page.attribute(`#${card}`, 'data-digest'), page.state(card)]
  const fields = { _state: page.state('owner--1'), _live: JSON.stringify([child]), ...values }
  const { text: html } = await site.visitor.htmx('/_sealwax/owner/go', fields)
  return readPage(html)
}

describe('a living component in the template of another', () => {
  it('stays as it is while what its slot shows is the same', async () => {
    const page = await callAroundLiveCard('{{ title }}<button {{ call("go") }}>go</button>')
    assert.equal(page.attribute(`#${card}`, 'data-keep'), '')
    assert.equal(page.text('em'), '1t')
  })

  it('shows what its slot shows now, in its own state', async () => {
    const page = await callAroundLiveCard('{{ goes }}')
    assert.equal(page.text(`#${card} .text`), '1')
    assert.equal(page.text(`#${card} output`), '1')
  })

  it('shows in its slot what was refused', async () => {
    const page = await callAroundLiveCard(controls, { title: '' })
    assert.equal(page.text(`#${card} p`), 'Too short.')
    assert.equal(page.text(`#${card} output`), '1')
  })
})

describe('slot text of a page', () => {
  for (const [word, text] of Object.entries({
    'call()': '<button {{ call("go") }}></button>',
    'field()': '<input {{ field("title") }}>',
    errors: '{{ errors.title }}',
    '{% form %}': '{% form "go" %}{% endform %}',
  })) {
    it(`has no ${word}, which belongs to a component`, async () => {
      const { visitor, world } = createSlotsSite(`{% component "card" %}${text}{% endcomponent %}`)
      assert.equal((await visitor.get('/')).status, 500)
      assert.match(String(world.errors[0]), /page\.njk:1: .*belongs into a component's/)
    })
  }
})

import assert from 'node:assert/strict'
import type { SealwaxOptions } from 'sealwax'
import { z } from 'zod'
import { createSite, define, type Views } from '../nunjucks/render-page.ts'
import { readPage } from './page.ts'
import { type Browser, createTestApp, type Response, type World } from './test-app.ts'

const views = {
  'card.njk': `
<section {{ attrs() }}>{{ sealed() }}<output>{{ opened }}</output>
<div class="text">{{ slot or "no text" }}</div>
{% if slots.actions %}<menu>{{ slots.actions }}</menu>{% endif %}
<button {{ call("open") }}>open</button></section>`,
  'still.njk': '<section {{ attrs() }}>{{ sealed() }}<div class="text">{{ slot }}</div></section>',
  'chip.njk': '<b {{ attrs() }}>{{ sealed() }}[{{ n }}]</b>',
  'owner.njk': '<div {{ attrs() }}>{{ sealed() }}</div>',
  'layout.njk': '<main>{% block main %}<i>above</i>{% endblock %}</main>',
  'macros.njk': `
{% macro shout(word, end="!") %}{{ word | upper }}{{ end }}{% endmacro %}
{% macro boxed(word) %}{% component "card" %}{{ word }}{% endcomponent %}{% endmacro %}
{% macro input(name) %}<input {{ field(name) }}>{% endmacro %}`,
}

function componentsOf({ ran }: World) {
  return [
    define('card', {
      state: () => ({ opened: 0 }),
      methods: {
        open(self: { state: { opened: number } }) {
          ran.push('card.open')
          self.state.opened++
        },
      },
    }),
    define('still'),
    define('chip', { args: z.object({ n: z.any() }) }),
    define('frame', { methods: { open() {} } }),
    define('owner', {
      args: z.object({ word: z.string().default('w') }),
      publicState: z.object({ title: z.string().min(1, 'Too short.').default('t') }),
      state: () => ({ goes: 0 }),
      methods: {
        go(self: { state: { goes: number } }) {
          self.state.goes++
        },
        rename() {},
      },
    }),
  ]
}

export interface SlotsOptions {
  readonly data?: object
  /** Templates beside `page.njk`; `frame.njk` looks like a card. */
  readonly views?: Views
  readonly development?: boolean
  readonly plugins?: SealwaxOptions['plugins']
  /** Adds globals. */
  readonly configure?: NonNullable<Parameters<typeof createSite>[1]>['configure']
}

export interface SlotCase extends SlotsOptions {
  /** The card that is looked at; `card--1`. */
  readonly id?: string
}

/** A site of one page, `/`, and a visitor. */
export function createSlotsSite(page: string, options: SlotsOptions = {}) {
  const { data = {}, development = true, plugins = [], configure } = options
  const all = { ...views, 'frame.njk': views['card.njk'], ...options.views, 'page.njk': page }
  const { folder, write } = createSite(all)
  const world = { ran: [] as string[] } as World
  const app = createTestApp({
    world: { ran: world.ran },
    sealwax: {
      views: folder,
      components: componentsOf(world),
      development,
      plugins,
      ...(configure === undefined ? {} : { configure }),
    },
    pages: (ctx) => (ctx.method === 'GET' ? ctx.render('page.njk', data) : undefined),
  })
  const visitor = app.browser()
  return { ...app, visitor, write, ran: world.ran, press: pressing(visitor) }
}

/** Presses a card's button, by htmx or without JavaScript, on a page that was opened before. */
function pressing(visitor: Browser) {
  return {
    htmx: (page: Response, id = 'card--1') =>
      visitor.htmx('/_sealwax/card/open', { _state: readPage(page.text).state(id) }),
    plain(page: Response, id = 'card--1') {
      const { action, fields } = readPage(page.text).press(id, 'open')
      return visitor.post(action, fields)
    },
  }
}

/** What a card shows: how often it was opened, and the text of its slots. */
export function shownBy(html: string, id = 'card--1'): string {
  const page = readPage(html)
  const menu = page.has(`#${id} menu`) ? ` | ${page.text(`#${id} menu`)}` : ''
  return `${page.text(`#${id} output`)}: ${page.text(`#${id} .text`)}${menu}`
}

/** Opens the page and a card on it, in both ways; each answer has to show the text again. */
export async function survives(page: string, text: string, options: SlotCase = {}) {
  const { id = 'card--1' } = options
  const { visitor, press } = createSlotsSite(page, options)
  const first = await visitor.get('/')
  assert.equal(first.status, 200, first.text)
  assert.equal(shownBy(first.text, id), `0: ${text}`)
  const answer = await press.htmx(first, id)
  assert.equal(answer.status, 200, answer.text)
  assert.equal(shownBy(answer.text, id), `1: ${text}`)
  const again = await press.htmx(answer, id)
  assert.equal(shownBy(again.text, id), `2: ${text}`)
  const moved = await press.plain(first, id)
  assert.equal(moved.status, 303)
  const last = await visitor.get(moved.headers['location'] as string)
  assert.equal(shownBy(last.text, id), `1: ${text}`)
}

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context, Middleware } from 'koa'
import { defineComponent, type SealwaxOptions } from 'sealwax'
import supertest from 'supertest'
import { z } from 'zod'
import { readPage } from '../page.ts'
import { createSite, type SiteOptions } from './site.ts'

const accept = { Accept: 'text/html,application/xhtml+xml' }
const box = '<div {{ attrs() }}>{{ sealed() }}{{ text }}</div>'

function card(parts: object = {}, name = 'card') {
  return defineComponent({ name, template: `${name}.njk`, ...parts })
}

/** What a browser on this machine sees of a page that fails. */
async function seen(options: SiteOptions, headers: object = {}) {
  const site = createSite(options)
  const answer = await supertest(site.app.callback())
    .get('/')
    .set({ ...accept, ...headers })
  return { ...site, answer, text: readPage(answer.text).text('body') }
}

class Row {
  readonly id = 1
}

function readsThis(this: any) {
  this.todo.toggle()
}

function writesThis(this: any) {
  this.done = true
}

const notFound = (ctx: Context) => ctx.throw(404, 'no such page')

const catches: Middleware = async (ctx, next) => {
  await next().catch(() => {
    ctx.body = 'mine'
  })
}

describe('a page that fails in development', () => {
  it('shows template, line and its source, and who was drawn', async () => {
    const views = {
      'page.njk': '\n{{ component("shelf") }}',
      'shelf.njk': `<div {{ attrs() }}>{{ sealed() }}\n{{ component("card", key="a<b") }}</div>`,
      'card.njk': `<div {{ attrs() }}>{{ sealed() }}\n  fine\n  {{ unknown("x") }}\n</div>`,
    }
    const { answer, errors } = await seen({ views, components: [card({}, 'shelf'), card()] })
    assert.equal(answer.status, 500)
    assert.match(answer.headers['content-type'] as string, /^text\/html/)
    const page = readPage(answer.text)
    assert.match(page.text('h1'), /Unable to call `unknown`/)
    assert.match(page.text('.hint'), /unknown is not known here/)
    assert.match(page.text('main'), /card\.njk, line 3/)
    assert.match(page.text('mark'), /3 +\{\{ unknown\("x"\) \}\}/)
    assert.match(page.text('.tree'), /page.*shelf--1.*Component card \(shelf\.njk:2\)/)
    assert.equal(errors.length, 1)
  })

  it('shows the line of the code that failed, and the whole way to it', async () => {
    const components = [
      card({
        load() {
          throw new Error('the shop is shut', { cause: new TypeError('no <b>door</b>') })
        },
      }),
    ]
    const { answer } = await seen({
      views: { 'page.njk': '{{ component("card") }}', 'card.njk': box },
      components,
    })
    const page = readPage(answer.text)
    assert.match(page.text('h1'), /TypeError no <b>door<\/b>/)
    assert(answer.text.includes('no &lt;b&gt;door&lt;/b&gt;'))
    assert(!answer.text.includes('<b>'))
    assert.match(page.text('mark'), /throw new Error\('the shop is shut'/)
    assert.match(page.text('.causes'), /Error: the shop is shut.*TypeError: no/)
    assert.match(page.text('.tree'), /Component card \(page\.njk:1\)/)
  })

  it('shows no file that only a message names', async () => {
    const message = 'no such thing:\n    at open (/etc/passwd:1:1)'
    const page = () => {
      throw new Error(message)
    }
    const { answer } = await seen({ views: {}, page })
    assert.equal(answer.status, 500)
    assert.match(readPage(answer.text).text('mark'), /throw new Error\(message\)/)
  })

  const mistakes: readonly [what: string, options: SiteOptions, hint: RegExp][] = [
    [
      'a template that lost its attrs()',
      { views: { 'page.njk': '{% set a = 1 %}{{ component("card") }}', 'card.njk': box } },
      /<div \{\{ attrs\(\) \}\}>/,
    ],
    [
      'two components without keys of their own',
      {
        views: {
          'page.njk': '{{ component("card", key=1) }}{{ component("card", key=1) }}',
          'card.njk': box,
        },
      },
      /Give each its own key/,
    ],
    [
      'a component that nobody registered',
      { views: { 'page.njk': '{{ component("crad") }}', 'card.njk': box } },
      /Add crad to the option components/,
    ],
    [
      'an argument that the schema does not know',
      { views: { 'page.njk': '{{ component("card", size=1) }}', 'card.njk': box } },
      /Add size to the args of card/,
    ],
    [
      'a session that is missing',
      { session: false, views: { 'page.njk': '{{ component("card") }}', 'card.njk': box } },
      /has to stand in front of app\.use\(sealwax/,
    ],
    [
      'a filter that is missing',
      { views: { 'page.njk': '{{ 1 | money }}', 'card.njk': box } },
      /env\.addFilter\('money'/,
    ],
    [
      'state that some middleware should have set',
      {
        views: { 'page.njk': '{{ component("card") }}', 'card.njk': box },
        components: [card({ load: ({ ctx }: any) => ({ rows: ctx.state.shop.rows() }) })],
      },
      /If ctx\.state\.shop is missing: the middleware that sets it has to stand in front/,
    ],
    [
      'a state that can not be sealed',
      {
        views: { 'page.njk': '{{ component("card") }}', 'card.njk': box },
        components: [card({ state: () => ({ row: new Row() }) })],
      },
      /What load returns is never sealed/,
    ],
    [
      'a class in a state',
      {
        views: { 'page.njk': '{{ component("card") }}', 'card.njk': box },
        components: [card({ state: () => ({ row: Row }) })],
      },
      /Keep its id in the state and read it in load, or register a type plugin\./,
    ],
    [
      'a view that is not there',
      { views: { 'page.njk': '', 'card.njk': box }, page: (ctx) => ctx.render('pgae.njk') },
      /Views are named by their path/,
    ],
  ]
  for (const [what, options, hint] of mistakes) {
    it(`has a hint for ${what}`, async () => {
      const site = createSite({ components: [card()], ...options })
      if (/attrs/.test(what)) site.write('card.njk', '<div>{{ sealed() }}</div>')
      const answer = await supertest(site.app.callback()).get('/').set(accept)
      assert.equal(answer.status, 500, answer.text)
      assert.match(readPage(answer.text).text('.hint'), hint)
    })
  }

  it('keeps to the policy of the app, and brings nothing inline', async () => {
    const policy = "script-src 'self'; style-src 'self'"
    const { answer } = await seen({
      views: { 'page.njk': '{{ nothing() }}' },
      first: (ctx, next) => {
        ctx.set({ 'Content-Security-Policy': policy, 'X-Other': '1' })
        return next()
      },
    })
    assert.equal(answer.headers['content-security-policy'], policy)
    assert.equal(answer.headers['x-other'], undefined)
    assert.doesNotMatch(answer.text, /<style|<script(?! src)| style=| on\w+=/)
    const css = await supertest(createSite({ views: {} }).app.callback()).get(
      '/_sealwax/sealwax-development.css',
    )
    assert.match(css.headers['content-type'] as string, /^text\/css/)
  })

  it('leaves to the app what it catches itself, and what is below 500', async () => {
    const plain = await seen({ views: {}, page: notFound })
    assert.deepEqual([plain.answer.status, plain.answer.text], [404, 'no such page'])
    const own = await seen({ views: { 'page.njk': '{{ nothing() }}' }, first: catches })
    assert.deepEqual([own.answer.status, own.answer.text], [200, 'mine'])
  })

  const strangers: readonly [who: string, headers: object, sealwax?: Partial<SealwaxOptions>][] = [
    ['in production', {}, { development: false }],
    ['to a program', { Accept: 'application/json' }],
    ['behind a proxy', { 'X-Forwarded-For': '127.0.0.1' }],
    ['by another name', { Host: 'shop.example' }],
    ['by a name that begins like this machine', { Host: '127.0.0.1.shop.example' }],
  ]
  for (const [who, headers, sealwax = {}] of strangers) {
    it(`tells nothing ${who}`, async () => {
      const views = { 'page.njk': '{{ nothing() }}' }
      const { answer } = await seen({ views, sealwax }, headers)
      assert.deepEqual([answer.status, answer.text], [500, 'Internal Server Error'])
    })
  }

  it('tells nothing where NODE_ENV says production, whatever the option says', async () => {
    const { NODE_ENV: before } = process.env
    process.env['NODE_ENV'] = 'production'
    try {
      const { answer } = await seen({
        views: { 'page.njk': '{{ nothing() }}' },
        sealwax: { development: true },
      })
      assert.equal(answer.text, 'Internal Server Error')
    } finally {
      if (before === undefined) delete process.env['NODE_ENV']
      else process.env['NODE_ENV'] = before
    }
  })
})

describe('a call that fails in development', () => {
  const failing = card({
    publicState: z.object({}),
    methods: {
      fail(self: any) {
        self.missing.name()
      },
    },
  })
  const views = {
    'page.njk': '{{ component("card") }}',
    'card.njk': '<div {{ attrs() }}>{{ sealed() }}<button {{ call("fail") }}>Fail</button></div>',
  }

  async function fail(sealwax: Partial<SealwaxOptions>, headers: object) {
    const site = createSite({ views, components: [failing], sealwax })
    const visitor = supertest.agent(site.app.callback())
    const { action, fields } = readPage((await visitor.get('/')).text).press('card--1', 'Fail')
    const answer = await visitor
      .post(action)
      .type('form')
      .set({ ...headers })
      .send(new URLSearchParams(fields).toString())
    return { answer, site }
  }

  const wrong: readonly [what: string, run: (self: any) => void, hint: RegExp][] = [
    [
      'writes to what load returned',
      (self: any) => {
        self.todo = 1
      },
      /self\.todo comes from load: change the data instead\./,
    ],
    ['reads from this', readsThis, /A method gets self, not this/],
    ['writes to this', writesThis, /A method gets self, not this/],
    [
      'takes public state for server state',
      (self: any) => {
        self.count = 1
      },
      /set 'count', which is not public state\. Server state is self\.state\.count\./,
    ],
  ]
  for (const [what, run, hint] of wrong) {
    it(`has a hint for a method that ${what}`, async () => {
      const methods = { fail: run }
      const one = card({ load: () => ({ todo: {} }), methods })
      const site = createSite({ views, components: [one] })
      const visitor = supertest.agent(site.app.callback())
      const { action, fields } = readPage((await visitor.get('/')).text).press('card--1', 'Fail')
      const { text } = await visitor
        .post(action)
        .type('form')
        .set(accept)
        .send(new URLSearchParams(fields).toString())
      assert.match(readPage(text).text('main'), hint)
    })
  }

  it('tells htmx beside the error, method, message, line and hint', async () => {
    const { answer } = await fail({}, { ...accept, 'HX-Request': 'true' })
    assert.equal(answer.status, 500)
    assert.equal(answer.headers['hx-reswap'], 'none')
    const { error, development, ...rest } = JSON.parse(answer.text)
    assert.deepEqual(Object.keys(error), ['code', 'message'])
    assert.deepEqual(rest, {})
    assert.match(development, /^card\.fail\nTypeError: Cannot read/)
    assert.match(development, /If self\.missing is missing/)
    assert.match(development, /> +\d+ +self\.missing\.name\(\)/)
  })

  it('is a page without JavaScript, with the id that a visitor would see', async () => {
    const { answer } = await fail({}, accept)
    const page = readPage(answer.text)
    assert.equal(answer.status, 500)
    assert.match(page.text('.where'), /POST \/_sealwax\/card\/fail · card\.fail/)
    assert.match(page.text('footer'), /is told the id [\w-]+ alone/)
  })

  it('tells nothing but an id in production', async () => {
    const htmx = await fail({ development: false }, { ...accept, 'HX-Request': 'true' })
    assert.equal(htmx.answer.status, 500)
    assert.deepEqual(Object.keys(JSON.parse(htmx.answer.text)), ['error'])
    assert.doesNotMatch(htmx.answer.text, /missing|TypeError/)
    const plain = await fail({ development: false }, accept)
    assert.equal(plain.answer.status, 500)
    assert.doesNotMatch(plain.answer.text, /missing|TypeError|sealwax-development/)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Koa, { type Middleware } from 'koa'
import session from 'koa-session'
import { createSealwax, defineComponent } from 'sealwax'
import supertest from 'supertest'
import { createSite, key } from './site.ts'

const card = defineComponent({ name: 'card', template: 'card.njk' })
const views = {
  'card.njk': '<div {{ attrs() }}>{{ sealed() }}</div>',
  'page.njk': '{% if card %}{{ component("card") }}{% endif %}',
}

interface Order {
  readonly development?: boolean
  readonly path?: string
  /** What stands in front of Sealwax and behind it. */
  readonly order: (app: Koa, sealwax: Middleware) => readonly Middleware[]
}

/** Asks for a page with a component. */
async function ask({ order, development = true, path = '/' }: Order) {
  const { folder } = createSite({ views, components: [card] })
  const app = new Koa({ keys: ['k'] })
  const errors: Error[] = []
  app.on('error', (error) => errors.push(error))
  const sealwax = createSealwax({ keys: [key], components: [card], views: folder, development })
  for (const part of order(app, sealwax.middleware())) app.use(part)
  app.use((ctx) => ctx.render('page.njk', { card: ctx.path === '/' }))
  const { status } = await supertest(app.callback()).get(path)
  return { status, messages: errors.map(({ message }) => message) }
}

const behind = (app: Koa, sealwax: Middleware) => [sealwax, session(app)]

describe('koa-session behind Sealwax', () => {
  it('is an error in development where a component is drawn', async () => {
    const { status, messages } = await ask({ order: behind })
    assert.equal(status, 500)
    assert.match(messages.join(), /^koa-session stands behind Sealwax: .* in front of app\.use/)
  })

  it('is none for a page without components, nor in production', async () => {
    assert.equal((await ask({ order: behind, path: '/plain' })).status, 200)
    assert.equal((await ask({ order: behind, development: false })).status, 200)
  })

  it('is not seen where the session stands in front, in whatever way', async () => {
    const orders: Order['order'][] = [
      (app, sealwax) => [session(app), sealwax],
      (app, sealwax) => {
        const own = session(app)
        return [(ctx, next) => own(ctx, next), sealwax, (_, next) => next()]
      },
      (app, sealwax) => [(ctx, next) => (ctx.session ? next() : undefined), sealwax, session(app)],
      (app, sealwax) => {
        session({ autoCommit: false }, app)
        return [sealwax]
      },
      (_, sealwax) => [(ctx, next) => (Object.assign(ctx, { session: {} }), next()), sealwax],
    ]
    for (const order of orders) {
      assert.deepEqual(await ask({ order }), { status: 200, messages: [] })
    }
  })
})

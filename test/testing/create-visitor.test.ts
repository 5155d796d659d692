import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import Koa from 'koa'
import session from 'koa-session'
import { createSealwax } from 'sealwax'
import {
  bothModes,
  createVisitor,
  expectForgeriesRefused,
  expectRefused,
  expectStale,
  RefusedCall,
  testKey,
} from 'sealwax/testing'
import { type DemoApp, openDemo } from '../demo/demo-app.ts'
import { desk, deskRow, deskViews as views } from './desk.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex')

/** Two desks on a page, and some places that lead to it. */
function createDeskApp({ who = 'Ada' } = {}) {
  const app = new Koa({ keys: ['test'] })
  app.use(session(app))
  app.use((ctx, next) => {
    ctx.state['who'] = who
    return next()
  })
  app.use(createSealwax({ keys: [testKey()], components: [desk, deskRow], views }).middleware())
  app.use(async (ctx) => {
    const { path } = ctx
    if (path === '/old') return ctx.redirect('/desks')
    if (path === '/round') return ctx.redirect('/round')
    if (path === '/away') return ctx.redirect('https://other.example/')
    const host = ctx.get('Host')
    await ctx.render('desks.njk', { greeting: [host, ctx.get('X-Test'), ctx.query['q']].join() })
  })
  return app
}

function openDesks(javascript: boolean, path = '/desks') {
  return createVisitor(createDeskApp(), { javascript }).open(path)
}

for (const { mode, javascript } of bothModes) {
  describe(`createVisitor ${mode}`, () => {
    let demo: DemoApp
    before(async () => {
      demo = await openDemo()
    })
    after(() => demo.close())

    const visitor = () => createVisitor(demo.app, { javascript })

    it('shows what an answer tells', async () => {
      const page = await openDesks(javascript)
      const one = page.find(desk, 'plain')
      await one.call('open', { by: 3 })
      assert.match(one.text, /^Ada · 3 · /)
      assert.deepEqual(one.messages, ['It is open.'])
      assert.deepEqual(page.messages, ['It is open.'])
      const events = [
        { name: 'desk-opened', detail: { by: 3 } },
        { name: 'desk-heard', detail: {} },
      ]
      assert.deepEqual(one.events, javascript ? events : [])
      assert.equal(one.value, javascript ? 3 : undefined)
    })

    it('keeps what children and other components hold', async () => {
      const page = await openDesks(javascript)
      const [slotted, plain] = [page.find(desk, 'slotted'), page.find(desk, 'plain')]
      await plain.find(deskRow).click('Mark')
      assert.match(plain.text, /Row at 0: 1/)
      await slotted.call('open', { by: 1 })
      assert.match(plain.text, /Row at 0: 1/)
      await slotted.call('ask')
      assert.match(slotted.text, /^Ada · 1 · .* localhost,,$/)
      assert.deepEqual(slotted.refreshed, javascript ? ['desk-plain'] : [])
    })

    it('goes where a call leads', async () => {
      const page = await openDesks(javascript)
      const one = page.find(desk, 'plain')
      await one.call('push')
      assert.match(page.url, /^\/here\?page=2/)
      await one.call('call')
      assert.equal(one.title, javascript ? 'Desk & more' : undefined)
      assert.equal(page.title, javascript ? 'Desk & more' : 'Desks')
      await one.call('leave')
      assert.equal(one.redirect, '/elsewhere')
      assert.equal(page.url, '/elsewhere')
      await one.call('logOut')
      assert.match((await one.call('open', { by: 1 })).text, /^Ada · 1 · /)
    })

    it('sends public state, and shows what is wrong with it', async () => {
      const page = await openDesks(javascript)
      const one = page.find(desk, 'plain')
      await one.set({ note: 'red' }).call('open', { by: 1 })
      assert.deepEqual(one.publicState, { note: 'red' })
      await one.fill('Note', 'more than nine').click('Open')
      assert.deepEqual(one.errors, { note: [] })
      await one.submit('write', { kind: 'b' })
      assert.deepEqual(one.errors, { text: ['Write something.'] })
      assert.deepEqual(page.find(desk, 'slotted').errors, {})
    })

    it('throws what the app tells of, and says what its answer was', async () => {
      const one = (await openDesks(javascript)).find(desk, 'plain')
      const error = await one.call('fail').catch((thrown: unknown) => thrown)
      assert.ok(error instanceof RefusedCall)
      assert.equal(error.code, 'InternalError')
      assert.equal(error.answer.status, 500)
      assert.match(String((error.cause as Error).cause), /A bug of the app/)
      assert.match(one.text, /^Ada · 0/)
    })

    it('is refused what is forbidden, unknown, forged or of another site', async () => {
      const guest = createVisitor(createDeskApp({ who: 'guest' }), { javascript })
      const one = (await guest.open('/desks')).find('desk-plain')
      await expectRefused(one.call('leave'), 'Forbidden')
      await expectRefused(one.call('nothing'), 'NotFound')
      await expectRefused(one.from('https://evil.example').call('leave'), 'CrossSite')
      await expectForgeriesRefused(one, 'leave')
      const names = (await one.forgeries()).map(({ name }) => name)
      assert.ok(names.includes('of another component') && names.includes('of another session'))
    })

    it('meets data that is gone', async () => {
      const { id } = await demo.data.todos.add('Gone')
      const page = await visitor().open('/todos')
      const item = page.find(`todo-item-${id}`)
      await (await demo.data.todos.find(id))?.delete()
      await expectStale(item.call('toggle'))
      assert.equal(item.isThere, !javascript)
    })

    it('follows links and redirects of the site, and no others', async () => {
      const page = await openDesks(javascript, '/old')
      assert.equal(page.url, '/desks')
      await assert.rejects(openDesks(javascript, '/round'), /Redirects without end/)
      assert.equal((await openDesks(javascript, '/away')).status, 302)
      const demoPage = await visitor().open('/counter')
      assert.equal((await demoPage.click('To-dos')).url, '/todos')
      assert.equal((await visitor().open('/nowhere')).status, 404)
    })

    it('sends forms of the page itself', async () => {
      const page = await openDesks(javascript)
      await page.fill('Search', 'wax & seal').click('Find')
      assert.equal(page.url, '/desks?q=wax+%26+seal')
      assert.match(page.find('desk-slotted').text, /localhost,,wax & seal$/)
    })

    it('logs in, in all tabs, and nobody else', async () => {
      const [ada, other] = [visitor(), visitor()]
      const [page, tab] = [await ada.open('/account'), await ada.open('/notes')]
      await page.find('log-in').submit('enter', { name: 'Ada', password: 'bernoulli' })
      assert.equal(page.url, '/notes')
      assert.deepEqual(page.messages, ['Hello, Ada.'])
      assert.doesNotMatch(tab.text, /Note G/)
      assert.match((await tab.reload()).text, /Note G/)
      assert.doesNotMatch((await other.open('/notes')).text, /Note G/)
    })

    it('sends files', async () => {
      const page = await visitor().open('/contact')
      const letter = page.find('contact')
      const file = { name: 'sea.png', type: 'image/png', content: png }
      await letter.fill('attachments', [file]).submit('send', {
        name: 'Ada',
        email: 'ada@site.example',
        about: 'Forms and files',
        text: 'Hello',
      })
      assert.deepEqual(letter.errors, {})
      assert.match(page.text, /sea\.png/)
    })

    it('says to the app what it is told to', async () => {
      const options = { javascript, origin: 'https://site.example', headers: { 'X-Test': 'a' } }
      const page = await createVisitor(createDeskApp(), options).open('/desks?q=1')
      assert.match(page.find('desk-slotted').text, /site\.example,a,1$/)
    })

    it('uses what a callback answers', async () => {
      const page = await createVisitor(createDeskApp().callback(), { javascript }).open('/desks')
      const one = page.find('desk-plain')
      await one.call('open', { by: 1 })
      assert.match(one.text, /^Ada · 1/)
      const refusal = one.from('https://evil.example').call('leave')
      await assert.rejects(refusal, { status: 403, code: javascript ? 'CrossSite' : undefined })
    })
  })
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type Koa from 'koa'
import type { BrowserContextOptions } from 'playwright-core'
import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { atEnd } from '../at-end.ts'
import { createProcess, createSite, type SiteOptions } from '../koa/development/site.ts'
import { openPage } from './launch.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"
const page = (title: string) => `<!doctype html><html lang="en"><title>${title}</title>
  <script src="/_sealwax/htmx.js" defer></script><script src="/_sealwax/sealwax.js" defer></script>
  {{ development() }}<h1>${title}</h1><p><input id="outside"></p>{{ component("tally") }}</html>`
const tallyView = (label: string) => `<div {{ attrs() }}>{{ sealed() }}
  <button class="add" {{ call("add") }}>${label} {{ count }}</button><button class="fail" {{ call("fail") }}>Fail</button>
  {% form "say" %}<input {{ field("text") }}>{% endform %}</div>`

function tally(step: number) {
  return defineComponent({
    name: 'tally',
    template: 'tally.njk',
    state: () => ({ count: 0 }),
    methods: {
      add(self) {
        self.state.count += step
      },
      fail() {
        throw new Error('no <em>way</em>')
      },
      say: { params: z.object({ text: z.string() }), run() {} },
    },
  })
}

const options: SiteOptions = {
  views: { 'page.njk': page('First'), 'tally.njk': tallyView('Add') },
  components: [tally(1)],
  first: (ctx, next) => {
    ctx.set('Content-Security-Policy', policy)
    return next()
  },
}

/** Two clicks, and a text that is being typed, with a caret in it. */
async function open(look: BrowserContextOptions = {}) {
  const site = createSite(options)
  const server = await serve(site.app)
  const { port } = server.address() as AddressInfo
  const browser = await openPage(look)
  const stream = browser.waitForResponse('**/sealwax-development.events')
  await browser.goto(`http://127.0.0.1:${port}/`)
  await stream
  await browser.locator('.add').click()
  await browser.getByText('Add 1').waitFor()
  await browser.locator('#outside').fill('outside')
  await browser.locator('[name=text]').pressSequentially('half a sent')
  await browser.keyboard.press('ArrowLeft')
  return { ...site, server, port, browser, typed: () => browser.evaluate(typedText) }
}

const typedText = `[
  document.activeElement.value,
  document.activeElement.selectionStart,
  document.querySelector('#outside').value,
]`

async function serve(app: Koa, port = 0): Promise<Server> {
  const server = app.listen(port, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => stop(server))
  return server
}

async function stop(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
}

const kept = ['half a sent', 10, 'outside']

describe('sealwax-development.js', () => {
  it("shows a component's template that was saved; state, text and caret stay", async () => {
    const { browser, write, typed } = await open()
    write('tally.njk', tallyView('More'))
    await browser.getByText('More 1').waitFor()
    assert.deepEqual(await typed(), kept)
    await browser.locator('.add').click()
    await browser.getByText('More 2').waitFor()
    assert.deepEqual(browser.console, [])
  })

  it('shows a page that was saved, around its components', async () => {
    const { browser, write, typed } = await open()
    write('page.njk', page('Second'))
    await browser.getByRole('heading', { name: 'Second' }).waitFor()
    await browser.getByText('Add 1').waitFor()
    assert.equal(await browser.title(), 'Second')
    assert.deepEqual(await typed(), kept)
    await browser.locator('.add').click()
    await browser.getByText('Add 2').waitFor()
    assert.deepEqual(browser.console, [])
  })

  it('says what is wrong with a template that was saved, until it is mended', async () => {
    const { browser, write, typed } = await open()
    write('tally.njk', '<div>{{ sealed() }}</div>')
    const note = browser.locator('.sealwax-note')
    await note.getByText('needs {{ attrs() }} in its tag').first().waitFor()
    assert.deepEqual(await typed(), kept)
    write('tally.njk', tallyView('Mended'))
    await browser.getByText('Mended 1').waitFor()
    await note.waitFor({ state: 'detached' })
    write('page.njk', '{{ nothing() }}')
    await note.getByText('nothing is not known here').waitFor()
    assert.deepEqual(await typed(), kept)
  })

  it('shows a call that failed, as text', async () => {
    const { browser } = await open()
    await browser.locator('.fail').click()
    const note = browser.locator('.sealwax-note')
    await note.getByText('Error: no <em>way</em>').first().waitFor()
    assert.equal(await note.locator('em').count(), 0)
    await note.getByRole('button', { name: 'Close' }).click()
    await note.waitFor({ state: 'detached' })
    await browser.locator('.add').click()
    await browser.getByText('Add 2').waitFor()
  })

  it('shows a page again whose error was mended', async () => {
    const { browser, write, port } = await open()
    write('page.njk', '{{ nothing() }}')
    const stream = browser.waitForResponse('**/sealwax-development.events')
    await browser.goto(`http://127.0.0.1:${port}/`)
    await browser.locator('.hint').waitFor()
    await stream
    write('page.njk', page('Mended'))
    await browser.getByRole('heading', { name: 'Mended' }).waitFor()
    assert.deepEqual(
      browser.console.filter((line) => !line.includes('500')),
      [],
    )
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`gives axe nothing to complain about in a ${colorScheme} scheme`, async () => {
      const { browser, write, port } = await open({ colorScheme, bypassCSP: true })
      await browser.locator('.fail').click()
      await browser.locator('.sealwax-note').waitFor()
      const ofNote = await new AxeBuilder({ page: browser }).include('.sealwax-note').analyze()
      assert.deepEqual(ofNote.violations, [])
      write('page.njk', '{{ component("tally") }}{{ nothing() }}')
      await browser.goto(`http://127.0.0.1:${port}/`)
      await browser.locator('.hint').waitFor()
      const ofPage = await new AxeBuilder({ page: browser }).analyze()
      assert.deepEqual(ofPage.violations, [])
    })
  }

  it('goes on after a restart with other components: nothing of the page was on the server', async () => {
    const { browser, folder, server, port, write, typed } = await open()
    await stop(server)
    write('tally.njk', tallyView('Ten'))
    const again = createProcess({ ...options, components: [tally(10)] }, folder)
    await serve(again.app, port)
    await browser.getByText('Ten 1').waitFor()
    assert.deepEqual(await typed(), kept)
    await browser.locator('.add').click()
    await browser.getByText('Ten 11').waitFor()
  })
})

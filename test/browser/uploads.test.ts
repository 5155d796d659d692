import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createUploads, defineComponent } from 'sealwax'
import { minify } from 'terser'
import { z } from 'zod'
import { png, temporaryFolder } from '../koa/uploads/upload-site.ts'
import { until } from '../services/processes.ts'
import { useFixture } from './fixture-site.ts'
import { clickAll, complaints, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const album = defineComponent({
  name: 'album',
  template: 'components/album.njk',
  state: () => ({ added: [] as string[], touched: 0 }),
  methods: {
    touch(self) {
      self.state.touched++
    },
    add: {
      params: z.object({ title: z.string() }),
      files: {
        photo: { types: ['image/png'], maxBytes: 20_000_000, optional: true },
        notes: { types: ['text/plain'], maxFiles: 3, optional: true },
      },
      run(self, { title, photo, notes }) {
        const files = [photo, ...notes].filter((file) => file !== undefined)
        const lines = files.map(({ name, size }) => `${name} ${size}`)
        self.state.added.push(`${title}: ${lines.join()}`)
      },
    },
  },
})

const root = '#album-1'
const photo = (length: number, name = 'sea.png') => ({
  name,
  mimeType: 'image/png',
  buffer: png(length),
})
const note = (name: string, text: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

describe('an upload in the browser', () => {
  const folder = temporaryFolder()
  const uploads = createUploads({ folder })
  const site = useFixture({ sealwax: { components: [album], uploads } })

  const open = (options?: BrowserContextOptions) => site.open('/albums', options)

  it('shows how far it is, and then what came', async () => {
    const page = await open()
    await recordProgress(page)
    await slowDown(page, 1_500_000)
    await page.getByLabel('Title').fill('Sea')
    await page.getByLabel('Photo').setInputFiles(photo(1_500_000))
    await page.getByLabel('Notes').setInputFiles([note('a.txt', 'one')])
    await add(page)
    await page.getByRole('progressbar', { name: 'Sending' }).waitFor()
    await whenText(page, `${root} li`, 'Sea: sea.png 1500000,a.txt 3')
    await page.locator('progress').waitFor({ state: 'hidden' })
    const values = await recorded(page)
    assert(values.length >= 3, values.join())
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    )
    assert(
      values.some((value) => value > 0.1 && value < 0.9),
      values.join(),
    )
    assert.equal(await page.getByLabel('Photo').inputValue(), '')
    assert.equal(await page.getByLabel('Title').inputValue(), '')
    assert.deepEqual(site.calls(), ['POST album/add'])
    assert.deepEqual(complaints(page), [])
  })

  it('takes several files of one field', async () => {
    const page = await open()
    await page.getByLabel('Notes').setInputFiles([note('a.txt', 'one'), note('b.txt', 'three')])
    await add(page)
    await whenText(page, `${root} li`, ': a.txt 3,b.txt 5')
  })

  it('shows messages in place, keeps what was typed, and takes the next try', async () => {
    const page = await open()
    await page.getByLabel('Title').fill('Sea')
    await page.getByLabel('Photo').setInputFiles({ ...photo(100), buffer: Buffer.from('text') })
    await add(page)
    await whenText(page, '.photo', 'This kind of file is not accepted here.')
    assert.equal(await page.getByLabel('Photo').getAttribute('aria-invalid'), 'true')
    assert.equal(await page.getByLabel('Title').inputValue(), 'Sea')
    assert.equal(await page.locator('progress').isHidden(), true)
    await page.getByLabel('Photo').setInputFiles(photo(100))
    await add(page)
    await whenText(page, `${root} li`, 'Sea: sea.png 100')
    assert.equal(await page.locator('.photo').innerText(), '')
  })

  it('waits in the queue of its component, and lets others wait', async () => {
    const page = await open()
    await page.getByLabel('Photo').setInputFiles(photo(500_000))
    await clickAll(page, '.touch', `${root} form:not([hidden]) button`, '.touch')
    await whenText(page, '.touch', 'Touched 2 times')
    await whenText(page, `${root} li`, ': sea.png 500000')
    assert.deepEqual(site.calls(), ['POST album/touch', 'POST album/add', 'POST album/touch'])
  })

  it('is given up by htmx:abort, and leaves nothing', async () => {
    const page = await open()
    await slowDown(page, 500_000)
    await page.getByLabel('Photo').setInputFiles(photo(5_000_000))
    await add(page)
    await page.getByRole('progressbar', { name: 'Sending' }).waitFor()
    await page.evaluate(
      `document.querySelector('form[enctype]').dispatchEvent(new Event('htmx:abort'))`,
    )
    await settle(page)
    assert.equal(await page.locator('progress').isHidden(), true)
    await slowDown(page, -1)
    await clickAll(page, '.touch')
    await whenText(page, '.touch', 'Touched 1 times')
    assert.equal(await page.locator(`${root} li`).count(), 0)
    assert.deepEqual(await leftIn(folder), [])
  })

  it('ends when its component leaves the page', async () => {
    const page = await open()
    await slowDown(page, 500_000)
    await page.getByLabel('Photo').setInputFiles(photo(5_000_000))
    await add(page)
    await page.getByRole('progressbar', { name: 'Sending' }).waitFor()
    const failed = page.waitForEvent('requestfailed')
    await page.evaluate(`document.querySelector('${root}').remove()`)
    assert.match((await failed).url(), /album\/add$/)
    assert.deepEqual(await leftIn(folder), [])
  })

  it('may take longer than htmx waits for other calls', async () => {
    site.htmxConfig = '{"defaultTimeout":200}'
    for (const withProgress of [true, false]) {
      const page = await open()
      if (!withProgress) await page.evaluate(`document.querySelector('progress').remove()`)
      await slowDown(page, 1_000_000)
      await page.getByLabel('Photo').setInputFiles(photo(600_000))
      await add(page)
      await whenText(page, `${root} li`, ': sea.png 600000')
      await slowDown(page, -1)
    }
  })

  it('goes through without the script for progress', async () => {
    const page = await open()
    await page.evaluate(`document.querySelector('progress').remove()`)
    await page.getByLabel('Photo').setInputFiles(photo(1000))
    await add(page)
    await whenText(page, `${root} li`, ': sea.png 1000')
    assert.deepEqual(complaints(page), [])
  })

  it('works without JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false })
    await page.getByLabel('Title').fill('Sea')
    await page.getByLabel('Photo').setInputFiles(photo(1000, 'a "b" ä.png'))
    await page.getByLabel('Notes').setInputFiles([note('a.txt', 'one')])
    await add(page)
    await whenText(page, `${root} li`, 'Sea: a %22b%22 ä.png 1000,a.txt 3')
    await page.getByLabel('Title').fill('Again')
    await page.getByLabel('Photo').setInputFiles({ ...photo(100), buffer: Buffer.from('text') })
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await add(page)
    assert.equal((await answered).status(), 422)
    await whenText(page, '.photo', 'This kind of file is not accepted here.')
    assert.equal(await page.getByLabel('Title').inputValue(), 'Again')
  })

  it('offers the types that the method takes', async () => {
    const page = await open()
    assert.equal(await page.getByLabel('Photo').getAttribute('accept'), 'image/png')
    assert.equal(await page.getByLabel('Notes').getAttribute('multiple'), '')
  })

  it('tells of a server that is gone', async () => {
    const page = await open()
    await page.route('**/album/add', (route) => route.abort())
    await page.getByLabel('Photo').setInputFiles(photo(1000))
    await add(page)
    await until('an event came', () => page.evaluate<boolean>('window.events.length > 0'))
    const [event] = await page.evaluate<{ name: string; detail: object }[]>('window.events')
    assert.equal(event?.name, 'error')
    await settle(page)
    assert.equal(await page.locator('progress').isHidden(), true)
    await page.unroute('**/album/add')
  })
})

describe('sealwax-upload.js', () => {
  it('is at most 0.75 KB, minified and gzipped, in one block', async () => {
    const path = new URL('../../public/sealwax-upload.js', import.meta.url)
    const { code = '' } = await minify(await readFile(path, 'utf8'))
    assert(gzipSync(code, { level: 9 }).length <= 768)
    assert.match(code, /^\{const\b.*\}$/s)
  })
})

function add(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Add', exact: true }).click()
}

/** Files that are there once the server has noticed. */
async function leftIn(folder: string): Promise<string[]> {
  for (let tries = 0; tries < 100 && readdirSync(folder).length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return readdirSync(folder)
}

/** Limits what the page can send, in bytes a second; -1 for no limit. */
async function slowDown(page: RecordedPage, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  })
}

/** Keeps each value that the progress bar shows. */
function recordProgress(page: Page): Promise<void> {
  return page.evaluate(`{
    window.shown = []
    const bar = document.querySelector('progress')
    new MutationObserver(() => bar.position >= 0 && window.shown.push(bar.position))
      .observe(bar, { attributes: true })
  }`)
}

function recorded(page: Page): Promise<number[]> {
  return page.evaluate('window.shown')
}

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { png } from '../koa/uploads/upload-site.ts'
import { type DemoSite, startDemo } from './demo-site.ts'
import { complaints, settle } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('ink') }
const sea = { name: 'sea.png', mimeType: 'image/png', buffer: png(1_500_000) }

describe('the contact page of the demo in a browser', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  beforeEach(() => site.database.db.deleteFrom('letters').execute())
  after(() => site.close())

  const open = (javaScriptEnabled = true) => site.open('/contact', { javaScriptEnabled })
  const rows = () => site.database.db.selectFrom('letters').selectAll().execute()

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without'

    it(`is written and sent by keyboard, ${how} JavaScript`, async () => {
      const page = await open(javaScriptEnabled)
      const { keyboard } = page
      await page.getByLabel('Name').focus()
      await keyboard.type('Ada')
      await keyboard.press('Tab')
      await keyboard.type('ada@engine.example')
      await keyboard.press('Tab')
      await keyboard.type('A kind')
      if (!javaScriptEnabled) {
        await keyboard.press('Tab')
        assert.equal(await page.locator(':focus').innerText(), 'Show choices')
        await keyboard.press('Enter')
      }
      const about = page.getByLabel('About')
      await about.getByText('This demo').waitFor({ state: 'attached' })
      await settle(page)
      assert.equal(await page.locator(':focus').getAttribute('name'), 'topic')
      for (let tabs = javaScriptEnabled ? 1 : 2; tabs > 0; tabs--) await keyboard.press('Tab')
      await keyboard.type('This demo')
      await keyboard.press('Tab')
      await keyboard.type('Well done.')
      await keyboard.press('Tab')
      assert.equal(await page.locator(':focus').getAttribute('type'), 'file')
      await page.getByLabel('Attachments').setInputFiles([note, sea])
      await keyboard.press('Tab')
      await keyboard.press('Enter')
      await said(page, 'Your letter is sealed and on its way.')
      const letter = page.getByRole('listitem').filter({ hasText: 'A kind word: This demo' })
      await letter.getByRole('button', { name: 'Download sea.png, 1.4 MB' }).waitFor()
      await settle(page)
      await assertEmpty(page)
      const [row] = await rows()
      assert.deepEqual([row?.email, row?.text], ['ada@engine.example', 'Well done.'])
      assert.deepEqual(complaints(page), [])
    })

    it(`shows what is wrong, and leads to it, ${how} JavaScript`, async () => {
      const page = await open(javaScriptEnabled)
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('E-mail').fill('ada')
      await page.getByLabel('E-mail').press('Enter')
      await page.getByRole('alert').first().waitFor()
      await settle(page)
      assert.deepEqual(await page.getByRole('alert').allInnerTexts(), [
        'Write an address like ada@site.example.',
        'Choose what it is about.',
        'Write a few words.',
      ])
      assert.equal(await page.locator(':focus').getAttribute('name'), 'email')
      assert.equal(await page.getByLabel('Name').inputValue(), 'Ada')
      await page.keyboard.press('End')
      await page.keyboard.type('@engine.example')
      await page.getByLabel('About').selectOption('Forms and files')
      await page.getByLabel('Letter', { exact: true }).fill('Well done.')
      if (javaScriptEnabled) {
        await page.getByText('Choose what it is about.').waitFor({ state: 'detached' })
      }
      await send(page)
      await page.getByRole('heading', { name: 'Ada' }).waitFor()
      assert.deepEqual(await page.getByRole('alert').allInnerTexts(), [])
    })

    it(`leads to the reason why a letter can’t be sent, ${how} JavaScript`, async () => {
      const page = await open(javaScriptEnabled)
      await write(page)
      await send(page)
      await page.getByRole('heading', { name: 'Ada' }).waitFor()
      const [{ id: _, ...row } = {} as never] = await rows()
      const copies = Array.from({ length: 9 }, () => row)
      await site.database.db.insertInto('letters').values(copies).execute()
      await write(page)
      await send(page)
      await page.getByRole('alert').filter({ hasText: '10 letters are on their way.' }).waitFor()
      await settle(page)
      assert.equal(await page.locator(':focus').getAttribute('role'), 'alert')
      assert.equal(await page.getByLabel('Letter', { exact: true }).inputValue(), 'Well done.')
    })

    it(`gives attachments back, ${how} JavaScript`, async () => {
      const page = await open(javaScriptEnabled)
      await write(page)
      await page.getByLabel('Attachments').setInputFiles([note])
      await send(page)
      const button = page.getByRole('button', { name: 'Download note.txt, 3 bytes' })
      const [download] = await Promise.all([page.waitForEvent('download'), button.press('Enter')])
      assert.equal(download.suggestedFilename(), 'note.txt')
      assert.equal(await readFile(await download.path(), 'utf8'), 'ink')
      await page.getByRole('button', { name: 'Delete the letter of Ada' }).press('Enter')
      await said(page, 'The letter and all that was in it are gone.')
      await page.getByText('None yet.').waitFor()
      assert.deepEqual(await rows(), [])
    })

    it(`lets go of a letter that was deleted in another tab, ${how} JavaScript`, async () => {
      const page = await open(javaScriptEnabled)
      await write(page)
      await page.getByLabel('Attachments').setInputFiles([note])
      await send(page)
      await page.getByRole('button', { name: 'Download note.txt' }).waitFor()
      const other = await page.context().newPage()
      await other.goto(`${site.url}/contact`)
      await other.getByRole('button', { name: 'Delete the letter of Ada' }).click()
      await other.getByText('None yet.').waitFor()
      await other.close()
      if (javaScriptEnabled) {
        await page.getByRole('button', { name: 'Delete the letter of Ada' }).click()
        await said(page, 'That letter was deleted.')
        await page.getByText('None yet.').waitFor()
      } else {
        await page.getByRole('button', { name: 'Download note.txt' }).click()
        await page.getByText('That letter was deleted.').waitFor()
        await page.getByRole('link', { name: 'Back to the page' }).click()
        await page.getByText('None yet.').waitFor()
      }
    })
  }

  it('is checked as fields are left, and moves nothing by that', async () => {
    const page = await open()
    const button = page.getByRole('button', { name: 'Seal and send' })
    const place = await button.boundingBox()
    await page.getByLabel('E-mail').fill('ada')
    await page.keyboard.press('Tab')
    await page.getByText('Write an address like ada@site.example.').waitFor()
    await settle(page)
    assert.deepEqual(await button.boundingBox(), place)
    assert.equal(await page.getByRole('alert').count(), 1)
    assert.equal(await page.locator(':focus').getAttribute('name'), 'topic')
    await page.getByLabel('E-mail').fill('ada@engine.example')
    await page.keyboard.press('Tab')
    await page.getByRole('alert').waitFor({ state: 'detached' })
    assert.deepEqual(await rows(), [])
  })

  it('keeps the chosen files while it is checked and refused', async () => {
    const page = await open()
    await page.getByLabel('Attachments').setInputFiles([note])
    await send(page)
    await page.getByText('Write your name.').waitFor()
    await settle(page)
    await write(page)
    await settle(page)
    await send(page)
    await page.getByRole('button', { name: 'Download note.txt' }).waitFor()
  })

  it('says without JavaScript that files have to be chosen once more', async () => {
    const page = await open(false)
    assert.equal(await page.getByText('have to be chosen once more').count(), 0)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Topic').selectOption('A kind word')
    await page.getByRole('button', { name: 'Show choices' }).click()
    await page.getByText('Files have to be chosen once more').waitFor()
    assert.equal(await page.getByLabel('Name').inputValue(), 'Ada')
  })

  it('is sent once by a double click', async () => {
    const page = await open()
    await write(page)
    await page.getByRole('button', { name: 'Seal and send' }).dblclick()
    await page.getByRole('heading', { name: 'Ada' }).waitFor()
    await settle(page)
    assert.equal((await rows()).length, 1)
    await said(page, 'Your letter is sealed and on its way.')
    await assertEmpty(page)
  })

  it('shows how much of it is sent', async () => {
    const page = await open()
    assert.equal(await page.locator('progress').isVisible(), false)
    await write(page)
    await page.getByLabel('Attachments').setInputFiles([sea])
    const session = await page.context().newCDPSession(page)
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000_000 }
    await session.send('Network.emulateNetworkConditions', slow)
    await send(page)
    await page.getByRole('progressbar', { name: 'Sending' }).waitFor()
    await page.locator('progress[value]').waitFor()
    await page.getByRole('button', { name: 'Download sea.png' }).waitFor()
    await session.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 })
    await page.locator('progress').waitFor({ state: 'hidden' })
    assert.deepEqual(complaints(page), [])
  })

  it('puts the focus beside a letter that was deleted', async () => {
    const page = await open()
    for (const name of ['Ada', 'Grace']) {
      await write(page, name)
      await send(page)
      await page.getByRole('heading', { name }).waitFor()
      await settle(page)
    }
    await page.getByRole('button', { name: 'Delete the letter of Grace' }).press('Enter')
    await page.getByRole('heading', { name: 'Grace' }).waitFor({ state: 'detached' })
    const focused = page.locator(':focus')
    assert.equal(await focused.getAttribute('aria-label'), 'Delete the letter of Ada')
  })

  it('fits into 380 pixels, as all pages do', async () => {
    const page = await site.open('/contact', { viewport: { width: 380, height: 800 } })
    for (const path of ['/todos', '/types', '/contact']) {
      await page.goto(site.url + path)
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 380, path)
      const nav = page.getByRole('navigation', { name: 'Pages' })
      assert.ok(((await nav.boundingBox())?.height ?? 99) < 50, path)
    }
    await write(page, 'W'.repeat(100))
    await page
      .getByLabel('Attachments')
      .setInputFiles([{ ...note, name: `${'w'.repeat(200)}.txt` }])
    await send(page)
    await page.getByRole('button', { name: 'Download' }).waitFor()
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 380)
  })
})

/** Fills in what has to be there. */
async function write(page: Page, name = 'Ada'): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill('ada@engine.example')
  await page.getByLabel('About').selectOption('Forms and files')
  await page.getByLabel('Letter', { exact: true }).fill('Well done.')
}

function send(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Seal and send' }).click()
}

function said(page: Page, text: string): Promise<void> {
  return page.getByRole('status').filter({ hasText: text }).waitFor()
}

async function assertEmpty(page: RecordedPage): Promise<void> {
  for (const label of ['Name', 'E-mail', 'About', 'Attachments']) {
    assert.equal(await page.getByLabel(label).inputValue(), '', label)
  }
  assert.equal(await page.getByLabel('Letter', { exact: true }).inputValue(), '')
  assert.equal(await page.getByLabel('Topic').inputValue(), 'question')
}

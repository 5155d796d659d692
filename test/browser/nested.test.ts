import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { useFixture } from './fixture-site.ts'
import { clickAll, complaints, createGate, seenNames, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'
import { loads } from './nested-components.ts'

const shelf = '#shelf-s'
const book = (key: string) => `#shelf-s__book-${key}`

describe('sealwax.js: components in components', () => {
  const site = useFixture()

  async function openShelf(query = ''): Promise<RecordedPage> {
    const page = await site.open(`/shelves${query}`)
    loads.length = 0
    site.requests.length = 0
    return page
  }

  it("keeps a child's element, typed text, focus and newer state, and does not load it", async () => {
    const page = await openShelf()
    await clickAll(page, `${book('b')} .read`, `${book('b')} .read`)
    await whenText(page, `${book('b')} output`, '2')
    await page.locator(`${book('b')} .note`).pressSequentially('half a')
    await mark(page, book('b'))
    loads.length = 0
    await clickAll(page, `${shelf} > .turn`)
    await whenText(page, `${shelf} > .turns`, '1')
    await page.keyboard.type(' sentence')
    assert.equal(await page.locator(`${book('b')} .note`).inputValue(), 'half a sentence')
    assert.equal(await page.locator(`${book('b')} output`).innerText(), '2')
    assert.ok(await isMarked(page, book('b')))
    assert.deepEqual(loads, [])
    await clickAll(page, `${book('b')} .read`)
    await whenText(page, `${book('b')} output`, '3')
    assert.deepEqual(complaints(page), [])
  })

  it("lets a child's call under way come to its end", async () => {
    const page = await openShelf()
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      if (ctx.path.includes('/book/')) await gate.opened
      return next()
    }
    await clickAll(page, `${book('a')} .read`, `${shelf} > .turn`)
    await whenText(page, `${shelf} > .turns`, '1')
    assert.equal(await page.locator(book('a')).getAttribute('aria-busy'), 'true')
    gate.open()
    await whenText(page, `${book('a')} output`, '1')
    assert.equal(await page.locator(`${shelf} > .turns`).innerText(), '1')
  })

  it('shows changed args with the own state and the typed text, and loads just those children', async () => {
    const page = await openShelf()
    await clickAll(page, `${book('a')} .read`)
    await whenText(page, `${book('a')} output`, '1')
    await page.locator(`${book('a')} .note`).fill('mine')
    loads.length = 0
    await clickAll(page, `${shelf} > .relabel`)
    await whenText(page, `${book('a')} .title`, 'aone!')
    await settle(page)
    assert.equal(await page.locator(`${book('a')} output`).innerText(), '1')
    assert.equal(await page.locator(`${book('a')} .note`).inputValue(), 'mine')
    assert.deepEqual(loads.toSorted(), ['a', 'b'], 'the args of c did not change')
    assert.deepEqual(site.requests, ['POST book/read', 'POST shelf/relabel'])
  })

  it('moves, inserts and removes keyed children without drawing the others', async () => {
    const page = await openShelf()
    for (const key of ['a', 'b', 'c']) await page.locator(`${book(key)} .note`).fill(`note ${key}`)
    await mark(page, book('a'))
    await clickAll(page, `${shelf} > .reverse`)
    await page.locator(`${book('c')}:first-child`).waitFor()
    assert.deepEqual(await notesOf(page), ['note c', 'note b', 'note a'])
    await clickAll(page, `${shelf} > .insert`)
    await page.locator(book('x')).waitFor()
    assert.deepEqual(await notesOf(page), ['note a', '', 'note b', 'note c'])
    await clickAll(page, `${shelf} > .drop`)
    await page.locator(book('b')).waitFor({ state: 'detached' })
    assert.deepEqual(await notesOf(page), ['note a', 'note c'])
    assert.ok(await isMarked(page, book('a')))
    assert.deepEqual(loads, ['x'])
  })

  it('begins a child afresh that was removed before', async () => {
    const page = await openShelf()
    await clickAll(page, `${book('b')} .read`)
    await whenText(page, `${book('b')} output`, '1')
    await clickAll(page, `${shelf} > .drop`, `${shelf} > .all`)
    await whenText(page, `${book('b')} output`, '0')
    assert.equal(await page.locator(`${shelf} li`).count(), 3)
  })

  it('keeps children without keys while their order holds', async () => {
    const page = await openShelf('?kind=counted')
    const second = '#shelf-s__book--2'
    await clickAll(page, `${second} .read`)
    await whenText(page, `${second} output`, '1')
    await page.locator(`${second} .note`).fill('mine')
    loads.length = 0
    await clickAll(page, `${shelf} > .turn`)
    await whenText(page, `${shelf} > .turns`, '1')
    assert.deepEqual(loads, [])
    await clickAll(page, `${shelf} > .relabel`)
    await whenText(page, `${second} .title`, 'bone!')
    assert.equal(await page.locator(`${second} output`).innerText(), '1')
    assert.equal(await page.locator(`${second} .note`).inputValue(), 'mine')
  })

  it('keeps the rows of a table', async () => {
    const page = await openShelf('?kind=rows')
    const row = '#shelf-s__row-b'
    await clickAll(page, `${row} .read`)
    await whenText(page, `${row} output`, '1')
    await page.locator(`${row} .note`).fill('mine')
    loads.length = 0
    await clickAll(page, `${shelf} > .turn`, `${shelf} > .reverse`)
    await page.locator(`#shelf-s__row-c:first-child`).waitFor()
    assert.equal(await page.locator(`${row} output`).innerText(), '1')
    assert.equal(await page.locator(`${row} .note`).inputValue(), 'mine')
    assert.equal(await page.locator(`${shelf} tbody > tr`).count(), 3)
    assert.deepEqual(loads, [])
  })

  it('takes out a child alone whose data is gone', async () => {
    const page = await openShelf()
    site.rows.delete('one')
    await clickAll(page, `${shelf} > .relabel`)
    await page.locator(book('a')).waitFor({ state: 'detached' })
    await whenText(page, `${book('b')} .title`, 'bone!')
    assert.deepEqual(complaints(page), [])
  })

  it('gives new args to a child that has moved on while its parent was drawn', async () => {
    const page = await openShelf()
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      await next()
      if (ctx.path.includes('/shelf/')) await gate.opened
    }
    await clickAll(page, `${shelf} > .relabel`)
    await clickAll(page, `${book('a')} .read`)
    await whenText(page, `${book('a')} output`, '1')
    gate.open()
    await whenText(page, `${book('a')} .title`, 'aone!')
    assert.equal(await page.locator(`${book('a')} output`).innerText(), '1')
    await clickAll(page, `${book('a')} .read`)
    await whenText(page, `${book('a')} output`, '2')
    assert.equal(await page.locator(`${book('a')} .title`).innerText(), 'aone!')
  })

  it('gives new args to a child whose call is under way', async () => {
    const page = await openShelf()
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      if (ctx.path.includes('/book/read')) await gate.opened
      return next()
    }
    await clickAll(page, `${book('a')} .read`, `${book('a')} .read`, `${shelf} > .relabel`)
    await whenText(page, `${book('b')} .title`, 'bone!')
    assert.equal(await page.locator(`${book('a')} .title`).innerText(), 'aone')
    gate.open()
    await whenText(page, `${book('a')} .title`, 'aone!')
    await whenText(page, `${book('a')} output`, '2')
    await settle(page)
    assert.equal(await page.locator(`${book('a')} .title`).innerText(), 'aone!')
  })

  it('forgets what its parent gave it once it was drawn from a fresh page', async () => {
    const page = await openShelf()
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      if (ctx.path.includes('/book/read')) await gate.opened
      return next()
    }
    await clickAll(page, `${book('a')} .read`, `${shelf} > .relabel`)
    await whenText(page, `${book('b')} .title`, 'bone!')
    await page.context().clearCookies()
    gate.open()
    const [, ...names] = await seenNames(page, 4)
    const id = book('a').slice(1)
    assert.deepEqual(names, [`updated ${id}`, `expired ${id}`, `updated ${id}`])
    await clickAll(page, `${book('a')} .read`)
    await whenText(page, `${book('a')} output`, '1')
  })

  it('goes by what its parent gave it last, also after a lost refresh', async () => {
    const page = await openShelf()
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      if (ctx.path.endsWith('/book/read')) await gate.opened
      if (ctx.path.endsWith('/book')) ctx.req.socket.destroy()
      return next()
    }
    await clickAll(page, `${book('a')} .read`, `${shelf} > .relabel`)
    await whenText(page, `${book('b')} .title`, 'bone!')
    gate.open()
    await whenText(page, `${book('a')} output`, '1')
    await settle(page)
    await clickAll(page, `${shelf} > .relabel`)
    await whenText(page, `${book('a')} .title`, 'aone!!')
    await clickAll(page, `${book('a')} .read`)
    await whenText(page, `${book('a')} output`, '2')
    assert.equal(await page.locator(`${book('a')} .title`).innerText(), 'aone!!')
  })

  it('drops what stands for a child that left meanwhile', async () => {
    const page = await openShelf()
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      await next()
      if (ctx.path.includes('/shelf/')) await gate.opened
    }
    await clickAll(page, `${shelf} > .turn`)
    site.rows.delete('one')
    await clickAll(page, `${book('a')} .read`)
    await page.locator(book('a')).waitFor({ state: 'detached' })
    gate.open()
    await whenText(page, `${shelf} > .turns`, '1')
    await settle(page)
    assert.equal(await page.locator(`${shelf} li`).count(), 2)
  })

  it('keeps the children of a component that has expired', async () => {
    const page = await openShelf()
    await clickAll(page, `${book('b')} .read`)
    await whenText(page, `${book('b')} output`, '1')
    await mark(page, shelf)
    site.ahead = 120_000
    await clickAll(page, `${shelf} > .turn`)
    await page.locator(`html[data-events~='3']`).waitFor({ state: 'attached' })
    assert.ok(await isMarked(page, shelf))
    assert.equal(await page.locator(`${book('b')} output`).innerText(), '1')
    await clickAll(page, `${shelf} > .turn`, `${book('b')} .read`)
    await whenText(page, `${shelf} > .turns`, '1')
    await whenText(page, `${book('b')} output`, '2')
  })

  it('costs what changed, however many children there are', async (t) => {
    for (const size of [1, 10, 100]) {
      const page = await openShelf(`?size=${size}`)
      const answered = page.waitForResponse((response) => response.url().endsWith('/turn'))
      await clickAll(page, `${shelf} > .turn`)
      const response = await answered
      await whenText(page, `${shelf} > .turns`, '1')
      assert.deepEqual(loads, [])
      const sent = response.request().postData()?.length ?? 0
      const answer = (await response.body()).length
      t.diagnostic(`${size} children: ${sent} bytes up, ${answer} down`)
      // Of each child travel an id and a digest, and its state as long as there is room in 4 KiB.
      assert.ok(sent < 600 + 4096 + size * 80, `${sent} bytes up`)
      // A placeholder stands for each.
      assert.ok(answer < 2000 + size * 70, `${answer} bytes down`)
    }
  })

  it('has each of many changed children ask for itself', async (t: TestContext) => {
    const page = await openShelf('?size=60')
    await clickAll(page, `${book('w')} .read`)
    await whenText(page, `${book('w')} output`, '1')
    site.requests.length = 0
    await clickAll(page, `${shelf} > .relabel`)
    await whenText(page, `${book('1n')} .title`, '1none!')
    await settle(page)
    const titles = await page.locator(`${shelf} li .title`).allInnerTexts()
    assert.equal(titles.filter((title) => title.endsWith('one!')).length, 59)
    assert.equal(await page.locator(`${book('w')} output`).innerText(), '1')
    t.diagnostic(`${site.requests.length} requests for 59 changed children`)
    assert.deepEqual(complaints(page), [])
  })
})

function mark(page: Page, selector: string): Promise<void> {
  return page.evaluate(`document.querySelector('${selector}').mark = 'same element'`)
}

function isMarked(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(`document.querySelector('${selector}').mark === 'same element'`)
}

function notesOf(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('.note')].map(({ value }) => value)`)
}

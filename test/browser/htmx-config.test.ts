import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from './fixture-site.ts'
import { clickAll, seenNames, settle, whenText } from './in-page.ts'

const configs = {
  'implicit inheritance': { implicitInheritance: true },
  'no swaps of errors': { noSwap: ['4xx', '5xx'] },
  both: { implicitInheritance: true, noSwap: [204, 304, '4xx', '5xx'] },
  'innerHTML swaps and transitions': { defaultSwap: 'innerHTML', transitions: true },
}

describe("sealwax.js: an app's own htmx-config", () => {
  const site = useFixture()

  for (const [name, config] of Object.entries(configs)) {
    it(`works with ${name}`, async () => {
      site.htmxConfig = JSON.stringify(config)
      const page = await site.open('/decks')
      await clickAll(page, '.deal', '.turn', '.deal')
      await whenText(page, '.dealt', '2')
      await settle(page)
      assert.equal(await page.locator('[data-component=deck]').count(), 1)
      assert.equal(await page.locator('[data-component=card]').count(), 1)

      await page.goto(`${site.url}/notes`)
      await page.locator('#note-one [name=title]').fill('x')
      await page.locator('#note-one [name=title]').press('Enter')
      await whenText(page, '#note-one .problem', 'Three letters at least.')
      site.rows.delete('two')
      await clickAll(page, '#note-two .touch', '#note-two .touch', '#note-three .touch')
      await whenText(page, '#note-three output', '1')
      await seenNames(page, 4)
      assert.equal(await page.locator('#note-two').count(), 0)
      assert.equal(site.requests.filter((line) => line === 'POST note/touch').length, 2)
      await clickAll(page, '#note-three .remove')
      await page.locator('#note-three').waitFor({ state: 'detached' })
      assert.equal(await page.locator('[data-component=note]').count(), 1)
    })
  }

  it('keeps the component when an answer has nothing to draw, even if 204 may swap', async () => {
    site.htmxConfig = JSON.stringify({ noSwap: ['4xx'] })
    site.intercept = (ctx) => {
      ctx.status = 204
    }
    const page = await site.open('/tallies')
    await clickAll(page, '#tally-a .one')
    await page.locator('#tally-a:not([aria-busy])').waitFor()
    site.intercept = undefined
    await clickAll(page, '#tally-a .one')
    await whenText(page, '#tally-a output', '1')
  })
})

describe('plain htmx, without sealwax.js', () => {
  const site = useFixture({ handles: { script: false } })

  it('runs methods and draws refused input', async () => {
    const page = await site.open('/notes')
    await clickAll(page, '#note-one .touch')
    await whenText(page, '#note-one output', '1')
    await clickAll(page, '#note-one .touch')
    await whenText(page, '#note-one output', '2')
    await page.locator('#note-one [name=title]').fill('x')
    await page.locator('#note-one [name=title]').press('Enter')
    await whenText(page, '#note-one .problem', 'Three letters at least.')
  })

  it('removes what is gone, by the headers', async () => {
    const page = await site.open('/notes')
    site.rows.delete('two')
    await clickAll(page, '#note-two .touch')
    await page.locator('#note-two').waitFor({ state: 'detached' })
    assert.equal(await page.locator('[data-component=note]').count(), 2)
  })

  it('swaps no error answer of the toolkit', async () => {
    const page = await site.open('/tallies')
    const answered = page.waitForResponse('**/tally/fail')
    await clickAll(page, '#tally-a .fail')
    assert.equal((await answered).status(), 500)
    await clickAll(page, '#tally-a .one')
    await whenText(page, '#tally-a output', '1')
  })
})

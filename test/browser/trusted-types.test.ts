import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atEnd } from '../at-end.ts'
import { useFixture } from './fixture-site.ts'
import { clickAll, seenNames, whenText } from './in-page.ts'
import { withBrowser } from './launch.ts'

const twoDays = 2 * 24 * 60 * 60 * 1000

describe('sealwax-trusted-types.js', () => {
  const site = useFixture({
    handles: {
      csp: "; require-trusted-types-for 'script'; trusted-types sealwax sealwax-recovery",
      trustedTypes: true,
    },
  })

  it('has answers swapped in where the page requires Trusted Types', async () => {
    const page = await site.open('/tallies')
    await clickAll(page, '#tally-a .ten')
    await whenText(page, '#tally-a output', '10')
    assert.deepEqual(page.console, [])
  })

  it('is needed there: without it no answer is shown', async () => {
    site.trustedTypes = false
    const page = await site.open('/tallies')
    await clickAll(page, '#tally-a .ten')
    while (!page.console.some((line) => line.includes('TrustedHTML'))) {
      await page.waitForEvent('console')
    }
    assert.equal(await page.locator('#tally-a output').innerText(), '0')
  })

  it('leaves what has expired to be drawn anew', async () => {
    const page = await site.open('/tallies')
    site.ahead += twoDays
    await clickAll(page, '#tally-a .ten')
    assert.deepEqual(await seenNames(page, 2), ['expired tally-a', 'updated tally-a'])
    await clickAll(page, '#tally-a .ten')
    await whenText(page, '#tally-a output', '10')
  })

  it('is not needed where the app has a default policy, which recovery uses too', async () => {
    site.csp = "; require-trusted-types-for 'script'; trusted-types default"
    site.trustedTypes = false
    const context = await (await withBrowser()).newContext()
    atEnd(() => context.close())
    const page = await context.newPage()
    await page.addInitScript("trustedTypes.createPolicy('default', { createHTML: (html) => html })")
    await page.goto(`${site.url}/tallies`)
    site.ahead += twoDays
    await clickAll(page, '#tally-a .ten')
    assert.deepEqual(await seenNames(page, 2), ['expired tally-a', 'updated tally-a'])
  })
})

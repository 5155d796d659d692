import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { orders } from './client-components.ts'
import { useFixture } from './fixture-site.ts'
import { clickAll, createGate, seenNames, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

interface Mode {
  readonly htmxConfig?: object
  readonly compat?: boolean
  /** Attributes of the element around all components. */
  readonly around?: string
  /** Whether the app has htmx swap in no errors, so that refused input shows with `sealwax.js` only. */
  readonly swapsNoErrors?: boolean
}

const explicit = 'hx-target:inherited="aside"'
const implicit = 'hx-target="aside"'
const implicitInheritance = { htmxConfig: { implicitInheritance: true } }

/** Pages that could have htmx put an answer into another place, or in another way. */
const modes: Record<string, Mode> = {
  'nothing of its own': {},
  'implicit inheritance': implicitInheritance,
  'htmx-2-compat': { compat: true, swapsNoErrors: true },
  'another default swap': { htmxConfig: { defaultSwap: 'beforeend' } },
  'no swaps at all by default': { htmxConfig: { defaultSwap: 'none' } },
  'a target and a swap around it': {
    around: `${explicit} hx-swap:inherited="beforeend swap:2s target:aside"`,
  },
  'a target and a swap around it, with implicit inheritance': {
    ...implicitInheritance,
    around: `${implicit} hx-swap="delete"`,
  },
  'a target and a swap around it, with htmx-2-compat': {
    compat: true,
    around: `${implicit} hx-swap="outerHTML swap:2s"`,
    swapsNoErrors: true,
  },
  'boosted links and forms': { around: 'hx-boost:inherited="true"' },
  'boosted links and forms, with htmx-2-compat': {
    compat: true,
    around: 'hx-boost="true" hx-swap="innerHTML"',
    swapsNoErrors: true,
  },
}

const { 'a target and a swap around it': around = {} } = modes

for (const script of [true, false]) {
  describe(`an answer to htmx, ${script ? 'with' : 'without'} sealwax.js`, () => {
    const site = useFixture()

    async function open(path: string, { htmxConfig = {}, compat = false, around = '' }: Mode) {
      Object.assign(site, { script, htmxConfig: JSON.stringify(htmxConfig), compat, around })
      const page = await site.open(path)
      await page.evaluate(`document.body.append(document.createElement('aside'))`)
      return page
    }

    for (const [name, mode] of Object.entries(modes)) {
      const drawsErrors = script || mode.swapsNoErrors !== true

      it(`morphs its root, and nothing else, on a page with ${name}`, async () => {
        const page = await open('/notes', mode)
        const targets: string[] = []
        site.intercept = (ctx, next) => {
          targets.push(ctx.get('HX-Target'))
          return next()
        }
        await mark(page, '#note-one')
        await page.locator('#note-one [name=title]').fill('Half a sen')
        await page.locator('#note-one [name=title]').focus()
        await clickAll(page, '#note-one .touch')
        await whenText(page, '#note-one output', '1')
        await page.keyboard.type('tence')
        await clickAll(page, '#note-one .touch')
        await whenText(page, '#note-one output', '2')
        assert.equal(await page.locator('#note-one [name=title]').inputValue(), 'Half a sentence')
        assert.ok(await isMarked(page, '#note-one'))
        assert.deepEqual(targets, ['li#note-one', 'li#note-one'])
        assert.equal(await page.locator('[data-component=note]').count(), 3)
        await isClean(page)
      })

      it(`shows refused input, and takes out what is gone, on a page with ${name}`, async () => {
        const page = await open('/notes', mode)
        if (drawsErrors) {
          await page.locator('#note-two [name=title]').fill('x')
          await page.locator('#note-two [name=title]').press('Enter')
          await whenText(page, '#note-two .problem', 'Three letters at least.')
          assert.equal(await page.locator('#note-two [name=title]').inputValue(), 'x')
        }
        await clickAll(page, '#note-three .remove')
        await page.locator('#note-three').waitFor({ state: 'detached' })
        site.rows.delete('one')
        if (drawsErrors) {
          await clickAll(page, '#note-one .touch')
          await page.locator('#note-one').waitFor({ state: 'detached' })
        }
        await clickAll(page, '#note-two .touch')
        await whenText(page, '#note-two output', '1')
        assert.equal(await page.locator('ul > *').count(), drawsErrors ? 1 : 2)
        await isClean(page)
      })

      it(`goes to the owner of a control in a slot, on a page with ${name}`, async () => {
        const page = await open('/decks', mode)
        await clickAll(page, '.turn')
        await whenText(page, '.turns', '1')
        await clickAll(page, '.deal')
        await whenText(page, '.dealt', '1')
        await clickAll(page, '.deal')
        await whenText(page, '.dealt', '2')
        assert.equal(await page.locator('[data-component=deck]').count(), 1)
        assert.equal(await page.locator('[data-component=card]').count(), 1)
        await isClean(page)
      })
    }

    it('shows its indicator, and leaves alone what is typed meanwhile', async () => {
      const page = await open('/couriers', around)
      const gate = createGate()
      site.intercept = (_, next) => gate.opened.then(next)
      const words = page.locator('#probe-a').getByLabel('Words')
      await words.fill('wax')
      await page.locator('#spin.htmx-request').waitFor({ state: 'attached' })
      await words.press('!')
      gate.open()
      await whenText(page, '#probe-a output', '1: wax/small/letter/false')
      assert.equal(await words.inputValue(), 'wax!')
      await whenText(page, '#probe-a output', '2: wax!/small/letter/false')
      await page.locator('#spin:not(.htmx-request)').waitFor({ state: 'attached' })
      await isClean(page)
    })

    it('says its message in the region for messages', async () => {
      const page = await open('/couriers', around)
      orders.give = (client) => client.message('Saved.')
      await clickAll(page, '#courier-a .act')
      await whenText(page, '#courier-a output', '1')
      await whenText(page, '#sealwax-messages', 'Saved\\.')
      await isClean(page)
    })

    it('changes nothing when it is lost on the way', async () => {
      const page = await open('/tallies', around)
      site.intercept = (ctx) => {
        ctx.respond = false
        ctx.req.socket.destroy()
      }
      const failed = page.waitForEvent('requestfailed')
      await clickAll(page, '#tally-a .one')
      await failed
      await settle(page)
      site.intercept = undefined
      await clickAll(page, '#tally-a .one')
      await whenText(page, '#tally-a output', '1')
      await isClean(page)
    })

    it('is swapped in as it says, not as an attribute of its control says', async () => {
      const page = await open('/tallies', {})
      await page.evaluate(
        `document.querySelector('#tally-a .one').setAttribute('hx-swap', 'delete')`,
      )
      await mark(page, '#tally-a')
      await clickAll(page, '#tally-a .one')
      await whenText(page, '#tally-a output', '1')
      assert.ok(await isMarked(page, '#tally-a'))
    })

    it('may say more of how it is swapped in', async () => {
      const page = await open('/tallies', {})
      site.intercept = (ctx, next) => {
        ctx.set('HX-Reswap', 'outerMorph swap:400ms')
        return next()
      }
      await clickAll(page, '#tally-a .one')
      await page.locator('#tally-a.htmx-swapping').waitFor()
      assert.equal(await page.locator('#tally-a output').innerText(), '0')
      await whenText(page, '#tally-a output', '1')
    })
  })
}

describe('self.client.refresh()', () => {
  const site = useFixture()

  for (const [name, { htmxConfig = {}, compat = false, around = '' }] of Object.entries(modes)) {
    it(`morphs the root, and nothing else, on a page with ${name}`, async () => {
      Object.assign(site, { htmxConfig: JSON.stringify(htmxConfig), compat, around })
      const page = await site.open('/couriers')
      await page.evaluate(`document.body.append(document.createElement('aside'))`)
      await mark(page, '#tally-a')
      orders.give = (client) => client.refresh('tally-a')
      await clickAll(page, '#courier-a .act')
      assert.deepEqual(await seenNames(page, 2), ['updated courier-a', 'updated tally-a'])
      assert.ok(await isMarked(page, '#tally-a'))
      await clickAll(page, '#tally-a .one')
      await whenText(page, '#tally-a output', '1')
      await isClean(page)
    })
  }
})

async function isClean(page: RecordedPage): Promise<void> {
  assert.equal(await page.locator('aside').innerHTML(), '')
  await settle(page)
}

function mark(page: RecordedPage, selector: string): Promise<void> {
  return page.evaluate(`document.querySelector('${selector}').mark = 'same element'`)
}

function isMarked(page: RecordedPage, selector: string): Promise<boolean> {
  return page.evaluate(`document.querySelector('${selector}').mark === 'same element'`)
}

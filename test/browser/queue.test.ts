import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { useFixture } from './fixture-site.ts'
import { clickAll, complaints, createGate, seenEvents, whenText } from './in-page.ts'

describe('sealwax.js: the queue of a component', () => {
  const site = useFixture()

  it('counts ten rapid clicks on two buttons, whatever the server takes for each', async () => {
    const page = await site.open('/tallies')
    site.intercept = async (_, next) => {
      await pass(Math.random() * 80)
      return next()
    }
    const pair = ['#tally-a .one', '#tally-a .ten']
    await clickAll(page, ...pair, ...pair, ...pair, ...pair, ...pair)
    await whenText(page, '#tally-a output', '55')
    assert.equal(site.calls().length, 10)
    assert.deepEqual(complaints(page), [])
  })

  it('never lets a slow first answer overwrite a newer one', async () => {
    const page = await site.open('/tallies')
    const shown: string[] = []
    await page.exposeFunction('show', (text: string) => shown.push(text))
    let calls = 0
    site.intercept = async (_, next) => {
      await next()
      if (++calls === 1) await pass(150)
    }
    await page.evaluate(`{
      const output = document.querySelector('#tally-a output')
      const all = { characterData: true, childList: true, subtree: true }
      new MutationObserver(() => show(output.textContent)).observe(output, all)
    }`)
    await clickAll(page, '#tally-a .ten', '#tally-a .one')
    await whenText(page, '#tally-a output', '11')
    assert.deepEqual(shown, ['10', '11'])
  })

  it('lets two components call at the same time', async () => {
    const page = await site.open('/tallies')
    const gate = createGate()
    site.intercept = async (ctx, next) => {
      if (ctx.get('HX-Target').endsWith('#tally-a')) await gate.opened
      return next()
    }
    await clickAll(page, '#tally-a .one', '#tally-b .one')
    await whenText(page, '#tally-b output', '1')
    assert.equal(await page.locator('#tally-a output').innerText(), '0')
    gate.open()
    await whenText(page, '#tally-a output', '1')
  })

  it('keeps one call at a time when an answer draws away a button with calls to come', async () => {
    const page = await site.open('/notes')
    let running = 0
    let most = 0
    site.intercept = async (_, next) => {
      most = Math.max(most, ++running)
      await pass(20)
      await next()
      running--
    }
    const [open, touch] = ['#note-one .open', '#note-one .touch']
    await clickAll(page, open, open, touch, touch)
    await whenText(page, '#note-one output', '4')
    assert.equal(most, 1)
  })

  it('keeps the focus on the button, and says that the component is busy', async () => {
    const page = await site.open('/tallies')
    const gate = createGate()
    site.intercept = (_, next) => gate.opened.then(next)
    await page.locator('#tally-a .one').press('Enter')
    await page.locator('#tally-a[aria-busy=true]').waitFor()
    gate.open()
    await page.locator('#tally-a:not([aria-busy])').waitFor()
    assert.equal(await page.locator(':focus').innerText(), 'Add one')
    assert.equal(await page.locator('#tally-a output').innerText(), '1')
  })

  it('runs a control in a slot for the component that wrote it', async () => {
    const page = await site.open('/decks')
    await clickAll(page, '.deal', '.deal', '.deal')
    await whenText(page, '.dealt', '3')
    assert.equal(await page.locator('[data-component=card]').count(), 1)
    assert.deepEqual(complaints(page), [])
  })

  it('tells what a method dispatched and returned', async () => {
    const page = await site.open('/tallies')
    await page.evaluate(`document.addEventListener('tally-said', ({ target, detail }) => {
      window.said = [target.closest('section').id, detail.count]
    })`)
    await clickAll(page, '#tally-b .say')
    const [event] = await seenEvents(page, 1)
    assert.equal(event?.name, 'updated')
    assert.deepEqual(event.detail, { id: 'tally-b', component: 'tally', value: { said: 0 } })
    assert.deepEqual(await page.evaluate('window.said'), ['tally-b', 0])
  })
})

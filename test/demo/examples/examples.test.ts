import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bothModes, createTestKit, createVisitor, expectForgeriesRefused } from 'sealwax/testing'
import { townPicker } from '../../../server/demo/examples/combobox/town-picker.ts'
import { drawer } from '../../../server/demo/examples/confirm/drawer.ts'
import { exampleComponents } from '../../../server/demo/examples/index.ts'
import { archive } from '../../../server/demo/examples/infinite-scroll/archive.ts'
import { senderCard } from '../../../server/demo/examples/modal/sender-card.ts'
import { letterTray } from '../../../server/demo/examples/page-title/letter-tray.ts'
import { letterTable } from '../../../server/demo/examples/pagination/letter-table.ts'
import { round } from '../../../server/demo/examples/sortable-list/round.ts'
import { sealGuide } from '../../../server/demo/examples/tabs/seal-guide.ts'
import { createExampleApp } from './example-app.ts'

const views = fileURLToPath(new URL('../../../views/demo', import.meta.url))

function renderer() {
  return createTestKit({ components: exampleComponents, views }).render
}

describe('the components of the examples', () => {
  it('take the first page for a number that is none', async () => {
    const table = await renderer()(letterTable)
    await table.call('show', { number: 3 })
    assert.equal(table.pushedUrl, '/?page=3#letter-table-post')
    for (const number of [0, -1, 1.5, 'x', null]) {
      await table.call('show', { number })
      assert.deepEqual(table.state, { page: 1 })
    }
    await table.call('show', { number: 99 })
    assert.match(table.text, /No letters on this page/)
  })

  it('show no more months than there are', async () => {
    const list = await renderer()(archive)
    for (let months = 2; months <= 12; months++) await list.call('more')
    assert.match(list.text, /January .* 12 of 12 months$/)
    await list.call('more')
    await list.call('scrolled')
    assert.match(list.text, /12 of 12 months$/)
  })

  it('burn a letter at once where a script has asked, and none that is not there', async () => {
    const desk = await renderer()(drawer)
    await desk.call('burn', { letter: 'The lease' })
    await desk.call('burn', { letter: 'Nothing of the kind' })
    assert.deepEqual(desk.state.letters, ['A love letter', 'The bill of the tailor'])
  })

  it('move a stop into bounds, and none that is not on the round', async () => {
    const list = await renderer()(round)
    await list.call('move', { stop: 'Deanery', to: -7 })
    assert.equal(list.state.stops[0], 'Deanery')
    await list.call('move', { stop: 'Deanery', to: 1e9 })
    assert.equal(list.state.stops.at(-1), 'Deanery')
    await list.call('move', { stop: 'Prison', to: 0 })
    assert.deepEqual(Object.keys(list.errors), ['stop'])
    assert.equal(list.state.stops.length, 5)
  })

  it('open no tab that is not there', async () => {
    const guide = await renderer()(sealGuide)
    await guide.call('show', { name: 'Glue' as 'Wax' })
    assert.deepEqual(Object.keys(guide.errors), ['name'])
    assert.equal(guide.publicState.chapter, 'Wax')
  })

  it('offer towns that begin with what was typed before others, few at a time', async () => {
    const picker = await renderer()(townPicker)
    await picker.set({ typed: ' LE ' }).refresh()
    assert.match(picker.text, /Leiden Leipzig .*6 towns$/)
    await picker.call('choose', { name: 'Leiden' })
    assert.deepEqual(picker.publicState, { typed: 'Leiden', town: 'Leiden' })
    assert.match(picker.text, /The letter goes to Leiden\.$/)
  })

  it('keep a dialog open while what is in it is refused', async () => {
    const card = await renderer()(senderCard)
    await card.click('Change the address')
    await card.submit('save', { Name: ' ', Town: 'Kew' })
    assert.deepEqual(card.errors, { newName: ['Write a name.'] })
    assert.equal(card.publicState.isOpen, true)
    await card.submit('save', { Name: 'Ada' })
    assert.equal(card.publicState.isOpen, false)
    assert.deepEqual(card.state, { name: 'Ada', town: 'Kew' })
  })

  it('give the document the title of a letter', async () => {
    const tray = await renderer()(letterTray)
    await tray.call('open', { from: 'Emmy' })
    assert.equal(tray.title, 'Letter from Emmy · Sealwax')
    await tray.refresh()
    assert.equal(tray.title, undefined)
  })

  it('keep what one visitor did from all others', async () => {
    const render = renderer()
    const mine = await render(drawer)
    await mine.click('Burn “The lease”')
    assert.equal(mine.state.letters.length, 2)
    assert.equal((await render(drawer)).state.letters.length, 3)
    await expectForgeriesRefused(mine, 'keep')
  })
})

for (const { mode, javascript } of bothModes) {
  describe(`the examples ${mode}`, () => {
    const { open } = createVisitor(createExampleApp(), { javascript })

    it('say what was done', async () => {
      const page = await open('/toast')
      await page.click('Seal a letter')
      assert.deepEqual(page.messages, ['Letter 1 is sealed.'])
    })

    it('burn a letter at the second press where no script has asked', async () => {
      const page = await open('/confirm')
      const desk = page.find(drawer)
      await desk.call('burn', { letter: 'The lease' })
      if (!javascript) {
        assert.match(desk.text, /Burn “The lease”\?/)
        await desk.call('burn', { letter: 'A love letter' })
        assert.match(desk.text, /^The lease .*Burn “A love letter”\?/)
        await desk.click('Keep it')
        await desk.call('burn', { letter: 'The lease' })
        await desk.click('Burn it')
      }
      assert.match(desk.text, /^Burnt: The lease\. A love letter Burn/)
    })

    it('have the title of the letter where a script runs, else that of the view', async () => {
      const page = await open('/page-title')
      await page.click('Ada')
      assert.equal(page.title, javascript ? 'Letter from Ada · Sealwax' : 'page-title · Sealwax')
      assert.match(page.find(letterTray).text, /The engine weaves/)
    })

    it('show a message on the page behind a redirect, as text', async () => {
      const page = await open('/flash-message')
      await page.find('letter-box').submit('send', { 'Letter to': '<i>Ada</i>' })
      assert.equal(page.url, '/flash-message?sent=1')
      assert.deepEqual(page.messages, ['Your letter to <i>Ada</i> is on its way.'])
      await page.reload()
      assert.deepEqual(page.messages, [])
    })
  })
}

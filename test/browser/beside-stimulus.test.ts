import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../services/processes.ts'
import { assertDrawnOver, type BesideSite, startBeside } from './beside-site.ts'
import { clickAll, complaints, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const own = `
window.log = []
const { Application, Controller } = Stimulus
const app = Application.start()
app.register('gadget', class extends Controller {
  static targets = ['panel', 'looked', 'kept']
  connect() { log.push('connect ' + this.element.id) }
  disconnect() { log.push('disconnect ' + this.element.id) }
  toggle() {
    this.panelTarget.hidden = !this.panelTarget.hidden
    this.keptTarget.textContent = 'Kept'
  }
  looked({ detail }) { this.lookedTarget.textContent = detail.count }
  clicked() { log.push('clicked ' + this.element.id) }
})
app.register('item', class extends Controller {
  n = 0
  connect() { log.push('connect ' + this.element.id) }
  disconnect() { log.push('disconnect ' + this.element.id) }
  more({ target }) { target.textContent = ++this.n }
})`

describe('components beside Stimulus', () => {
  let site: BesideSite

  before(async () => {
    site = await startBeside({ name: 'stimulus', scripts: ['!/stimulus.js'], own })
  })
  after(() => site.close())

  it('keep their controllers when they are drawn again; rows that come and go connect and disconnect', async () => {
    const page = await site.open('/page')
    const log = () => page.evaluate<string[]>('log.splice(0)')
    await until('all are connected', () => page.evaluate<boolean>('log.length === 6'))
    await log()
    await clickAll(page, '#gadget-one #item-a .n', '#gadget-one #item-a .n', '#gadget-one .toggle')
    await clickAll(page, '#gadget-one .add', '#gadget-one .grow')
    await page.locator('#gadget-one #item-2').waitFor()
    await whenLogged(page, 'connect item-2')
    assert.deepEqual(await log(), ['clicked gadget-one', 'connect item-2'])
    // What a controller has written is drawn over, but for what htmx is told to leave alone.
    await assertDrawnOver(page)
    await clickAll(page, '#gadget-one #item-a .drop')
    await whenLogged(page, 'disconnect item-a')
    assert.deepEqual(await log(), ['disconnect item-a'])
    assert.deepEqual(complaints(page), [])
  })

  it('reach controllers with their events, and end them when they leave', async () => {
    const page = await site.open('/page')
    await clickAll(page, '#gadget-one .add')
    await whenText(page, '#gadget-one output', '1')
    await clickAll(page, '#gadget-one .look')
    await whenText(page, '#gadget-two .looked', '1')
    await clickAll(page, '#gadget-one .leave')
    await whenLogged(page, 'disconnect gadget-one')
    assert.deepEqual(complaints(page), [])
  })
})

/** Waits until a controller has said so. */
function whenLogged(page: RecordedPage, line: string): Promise<void> {
  return until(line, () => page.evaluate<boolean>(`log.includes('${line}')`))
}

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { whenText } from '../browser/in-page.ts'
import { openPage } from '../browser/launch.ts'
import { createReader } from './reader.ts'
import { createVisitor, type Seen } from './visitor.ts'

type Reader = Awaited<ReturnType<typeof createReader>>
type Site = Awaited<ReturnType<Reader['start']>>

const SLOW = { timeout: 300_000 }

describe('the tutorial', () => {
  let reader!: Reader
  let site: Site | undefined
  before(async () => {
    reader = await createReader()
  }, SLOW)
  after(() => site?.stop())

  /** Follows the next step and starts the app as it is then. */
  function step(number: number, title: string, check: (url: string) => Promise<void>) {
    it(`${number}: ${title}`, SLOW, async () => {
      await site?.stop()
      await reader.followStep()
      site = await reader.start()
      await check(site.url)
    })
  }

  step(1, 'has two buttons that count, with and without JavaScript', async (url) => {
    const visitor = createVisitor(url)
    const first = await visitor.open('/')
    const once = await visitor.press(first, 'counter--1', 'Pressed 0 times')
    const twice = await visitor.press(once, 'counter--1', 'Pressed 1 times')
    assert.equal(twice.text('#counter--1'), 'Pressed 2 times')
    assert.equal(twice.text('#counter--2'), 'Pressed 0 times')
    const page = await openPage()
    await page.goto(url)
    await page.getByRole('button').nth(1).click()
    await whenText(page, '#counter--2 button', 'Pressed 1 times')
    await whenText(page, '#counter--1 button', 'Pressed 0 times')
    assert.deepEqual(page.console, [])
  })

  step(2, 'ticks one to-do until the page is reloaded', async (url) => {
    const visitor = createVisitor(url)
    const first = await visitor.open('/')
    assert.deepEqual(ticks(first), [false, false, false])
    const ticked = await visitor.press(first, 'todo-item-2', 'Write a letter')
    assert.deepEqual(ticks(ticked), [false, true, false])
    const answer = await visitor.pressWithHtmx(first, 'todo-item-2', 'Write a letter')
    assert.equal(answer.attribute('#todo-item-2 button', 'aria-pressed'), 'true')
    assert(!answer.has('#todo-item-1'))
    assert.deepEqual(ticks(await visitor.open('/')), [false, false, false])
    assert.match((await visitor.open('/style.css')).headers.get('content-type') ?? '', /^text\/css/)
  })

  step(3, 'keeps ticks, and sees what another tab did', async (url) => {
    const [one, two] = [createVisitor(url), createVisitor(url)]
    const seenByOne = await one.open('/')
    await two.press(await two.open('/'), 'todo-item-3', 'Send it')
    assert.deepEqual(ticks(await one.open('/')), [false, false, true])
    const back = await one.press(seenByOne, 'todo-item-3', 'Send it')
    assert.deepEqual(ticks(back), [false, false, false])
    assert.equal(back.html.split('Write a letter').length, 2, 'the title is there once')
  })
})

/** Which of the first three to-dos are ticked. */
function ticks(page: Seen): boolean[] {
  return [1, 2, 3].map((id) => page.attribute(`#todo-item-${id} button`, 'aria-pressed') === 'true')
}

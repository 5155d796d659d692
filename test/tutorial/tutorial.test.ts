import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { complaints, whenText } from '../browser/in-page.ts'
import { openPage, type RecordedPage } from '../browser/launch.ts'
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
      site = undefined
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
    const page = await openInChromium(url)
    await page.getByRole('button').nth(1).click()
    await whenText(page, '#counter--2 button', 'Pressed 1 times')
    await whenText(page, '#counter--1 button', 'Pressed 0 times')
    assert.deepEqual(complaints(page), [])
    await reader.saveAgain('app.js')
    await whenKeyIsNew(url, once.state('counter--1'))
    await page.getByRole('button').nth(1).click()
    await whenText(page, '#counter--2 button', 'Pressed 0 times')
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

  step(4, 'deletes a to-do, and takes it off a page that still showed it', async (url) => {
    const visitor = createVisitor(url)
    const before = await visitor.open('/')
    const page = await openInChromium(url)
    const after = await visitor.press(before, 'todo-item-1', '×')
    assert(!after.has('#todo-item-1'))
    const stale = await visitor.press(before, 'todo-item-1', 'Buy sealing wax')
    assert.equal(stale.status, 410)
    assert.equal(stale.attribute('a', 'href'), '/')
    await page.locator('#todo-item-1 .tick').click()
    await page.locator('#todo-item-1').waitFor({ state: 'detached' })
    assert.equal(await page.locator('.todo').count(), 2)
    assert.match(page.console.join(), /status of 410/)
  })

  step(5, 'adds to-dos by a form that says what is wrong', async (url) => {
    const visitor = createVisitor(url)
    const add = (page: Seen, title: string) =>
      visitor.submit(page, { id: list, method: 'add', values: { title } })
    const first = await visitor.open('/')
    const added = await add(first, '  Buy paper ')
    assert.equal(added.status, 200)
    assert.deepEqual(titles(added), ['Buy sealing wax', 'Write a letter', 'Send it', 'Buy paper'])
    assert.equal(added.attribute('@title', 'value') ?? '', '')
    const empty = await add(added, ' ')
    assert.equal(empty.status, 422)
    assert.match(empty.text('.problem'), /^Say what/)
    assert.deepEqual(titles(empty), titles(added))
    const long = await add(empty, 'x'.repeat(101))
    assert.equal(long.status, 422)
    assert(long.html.includes(`value="${'x'.repeat(101)}"`))
    const page = await openInChromium(url)
    await page.getByLabel('New to-do').fill('')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('alert').filter({ hasText: 'Say what' }).waitFor()
    await page.locator('input:focus').fill('Buy a stamp')
    await page.keyboard.press('Enter')
    await page.locator('.todo', { hasText: 'Buy a stamp' }).waitFor()
    assert.equal(await page.getByLabel('New to-do').inputValue(), '')
    for (let count = 5; count < 50; count++) await add(long, `Number ${count}`)
    assert.match((await add(long, 'Too many')).text('.problem'), /^Fifty/)
  })

  step(6, 'renames a to-do in place', async (url) => {
    const visitor = createVisitor(url)
    const item = `${list}__todo-item-2`
    const editing = await visitor.press(await visitor.open('/'), item, '✎')
    const rename = (title: string) =>
      visitor.submit(editing, { id: item, method: 'rename', values: { title } })
    assert.equal((await rename('')).status, 422)
    assert.equal(titles(await rename('Write two letters'))[1], 'Write two letters')
    const page = await openInChromium(url)
    const items = page.locator('.todo')
    await items.nth(0).getByRole('button', { name: 'Rename' }).click()
    await page.locator('input:focus').fill('Half a sen')
    await items.nth(1).getByRole('button', { name: 'Rename' }).click()
    await items.nth(1).locator('input:focus').fill('Write a poem')
    await page.keyboard.press('Enter')
    await items.nth(1).locator('.tick', { hasText: 'Write a poem' }).waitFor()
    assert.equal(await items.nth(0).getByLabel('New title').inputValue(), 'Half a sen')
    assert.deepEqual(complaints(page), [])
  })

  step(7, 'filters, in the address and with Back', async (url) => {
    const visitor = createVisitor(url)
    const ticked = await visitor.press(await visitor.open('/'), `${list}__todo-item-1`, wax)
    assert.equal(ticked.text('.hint'), '2 left')
    const open = await visitor.press(ticked, list, 'Open')
    assert.match(open.url, /^\/\?show=open/)
    assert.deepEqual(titles(open), ['Write a letter', 'Send it'])
    assert.deepEqual(titles(await visitor.open('/?show=done')), [wax])
    assert.equal(titles(await visitor.open('/?show=nonsense')).length, 3)
    const page = await openInChromium(url)
    const items = page.locator('.todo')
    await items.nth(2).getByRole('button', { name: 'Rename' }).click()
    await page.locator('input:focus').fill('Half a sen')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.waitForURL('**/?show=open')
    await items.nth(2).waitFor({ state: 'detached' })
    assert.equal(await page.getByLabel('New title').inputValue(), 'Half a sen')
    await items.nth(0).locator('.tick').click()
    await page.locator('.hint', { hasText: '1 left' }).waitFor()
    assert.equal(await items.count(), 1)
    await page.goBack()
    await items.nth(2).waitFor()
    assert.deepEqual(complaints(page), [])
  })

  step(8, 'has tests that pass', async () => {
    assert.match(await reader.test(), /^# pass 5$/m)
  })

  step(9, 'lets owners change their to-dos, and nobody else', async (url) => {
    assert.match(await reader.test(), /^# pass 7$/m)
    const [ann, bob] = [createVisitor(url), createVisitor(url)]
    const stranger = await ann.open('/')
    assert.deepEqual(titles(stranger), [])
    assert(!stranger.has('@title'))
    const inAnn = await ann.press(stranger, 'log-in-me', 'I am Ann')
    assert.deepEqual(titles(inAnn), [wax, 'Write a letter'])
    const added = await ann.submit(inAnn, { id: list, method: 'add', values: { title: 'Seal it' } })
    assert.deepEqual(titles(added), [wax, 'Write a letter', 'Seal it'])
    const inBob = await bob.press(await bob.open('/'), 'log-in-me', 'I am Bob')
    assert.deepEqual(titles(inBob), ['Send it'])
    assert.match(inBob.text(`#${list}__todo-item-4`), /^Seal it\s+Ann$/)
    await ann.press(added, 'log-in-me', 'Log out')
    const late = await ann.press(added, `${list}__todo-item-1`, wax)
    assert.deepEqual(titles(late), [])
    assert.match(late.text(`#${list}__todo-item-1`), /^Buy sealing wax\s+Ann$/)
    const page = await openInChromium(url)
    await page.getByRole('button', { name: 'I am Ann' }).click()
    const tick = page.locator('.tick', { hasText: wax })
    await tick.waitFor()
    const tab = await page.context().newPage()
    await tab.goto(url)
    await tab.getByRole('button', { name: 'Log out' }).click()
    await tab.getByRole('button', { name: 'I am Ann' }).waitFor()
    await tab.close()
    await tick.click()
    await tick.waitFor({ state: 'detached' })
    await page.locator('.title', { hasText: /^Buy sealing wax$/ }).waitFor()
  })

  step(10, 'keeps to-dos and open pages over a restart', async () => {
    assert.match(await reader.test(), /^# pass 7$/m)
    await site?.stop()
    site = await reader.startLive()
    const visitor = createVisitor(site.url)
    const inBob = await visitor.press(await visitor.open('/'), 'log-in-me', 'I am Bob')
    assert.deepEqual(titles(inBob), [])
    const title = 'Go live'
    const added = await visitor.submit(inBob, { id: list, method: 'add', values: { title } })
    assert.deepEqual(titles(added), [title])
    await site.stop()
    site = await reader.startLive()
    visitor.moveTo(site.url)
    const ticked = await visitor.press(added, `${list}__todo-item-1`, title)
    assert.equal(ticked.text('.hint'), '0 left')
    const another = await reader.startLive()
    visitor.moveTo(another.url)
    const takenBack = await visitor.press(ticked, `${list}__todo-item-1`, title)
    await another.stop()
    assert.equal(takenBack.text('.hint'), '1 left')
    const policy = ticked.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'self'; /)
    const page = await openInChromium(site.url)
    await page.getByRole('button', { name: 'I am Bob' }).click()
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    assert.deepEqual(complaints(page), [])
    assert.match(
      await reader.run('NODE_ENV=production npx sealwax doctor'),
      /^0 problems, 0 warnings/m,
    )
  })
})

const list = 'todo-list-main'
const wax = 'Buy sealing wax'

/** Waits until the app has started again, with another key: the first characters of a seal say which. */
async function whenKeyIsNew(url: string, sealed: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const page = await createVisitor(url)
      .open('/')
      .catch(() => undefined)
    if (page && page.state('counter--1').slice(0, 6) !== sealed.slice(0, 6)) return
    await wait(100)
  }
  throw new Error('The app has not started again.')
}

async function openInChromium(url: string): Promise<RecordedPage> {
  const page = await openPage()
  // The tutorial's app has no icon, and a browser asks for one.
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
  await page.goto(url)
  return page
}

/** Titles of the to-dos that a page shows. */
function titles(page: Seen): string[] {
  return [...page.html.matchAll(/class="tick"[^>]*>([^<]*)</g)].map(([, title = '']) => title)
}

/** Which of the first three to-dos are ticked. */
function ticks(page: Seen): boolean[] {
  return [1, 2, 3].map((id) => page.attribute(`#todo-item-${id} button`, 'aria-pressed') === 'true')
}

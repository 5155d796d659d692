import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { defineComponent, newKey } from 'sealwax'
import { z } from 'zod'
import { type Balancer, startBalancer } from './balancer.ts'
import { startFixture, useFixture } from './fixture-site.ts'
import { clickAll, seenEvents, seenNames, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const key = newKey()
const [oldOne, newOne] = [0, 1]
/** What ran where, as `old` or `new`. */
const ran: string[] = []

/** The component as it was. */
const basket = defineComponent({
  name: 'basket',
  template: 'components/basket.njk',
  version: 1,
  state: () => ({ count: 0 }),
  methods: {
    add(self) {
      ran.push('old')
      self.state.count++
    },
    save: { params: z.object({ text: z.string().min(1) }), run() {} },
  },
})

/** The next version, which keeps its state under another name. */
const nextBasket = (how: 'migrates' | 'does not migrate') =>
  defineComponent({
    name: 'basket',
    template: 'components/next-basket.njk',
    version: 2,
    ...(how === 'migrates' && ({ migrate: toTotal } as object)),
    state: () => ({ total: 0 }),
    methods: {
      add(self) {
        ran.push('new')
        self.state.total++
      },
      save: { params: z.object({ text: z.string().min(1) }), run() {} },
    },
  })

/** Two versions of a site side by side, behind one address. */
async function startDeploy(next: ReturnType<typeof nextBasket>) {
  const versions = [basket, next]
  const sites = await Promise.all(
    versions.map((component) =>
      startFixture({ sealwax: { keys: [key], components: [component] } }),
    ),
  )
  const balancer = await startBalancer(sites)
  return {
    balancer,
    close: () => Promise.all([balancer, ...sites].map((site) => site.close())),
  }
}

const outdated = { code: 'StateOutdated', message: 'This is from another version of the page.' }

describe('a rolling deploy of a component that migrates', () => {
  let deploy: Awaited<ReturnType<typeof startDeploy>>
  let balancer: Balancer
  before(async () => {
    deploy = await startDeploy(nextBasket('migrates'))
    ;({ balancer } = deploy)
  })
  beforeEach(() => {
    ran.length = 0
  })
  after(() => deploy.close())

  const openAt = (index: number) => {
    balancer.only = index
    return balancer.open('/baskets')
  }

  it('loses no click from the old to the new version, however fast they come', async () => {
    const page = await openAt(oldOne)
    await clickAll(page, '.add', '.add')
    await whenText(page, 'output', '2')
    balancer.only = newOne
    await clickAll(page, ...Array.from({ length: 5 }, () => '.add'))
    await whenText(page, 'output', 'total 7')
    assert.deepEqual(ran, ['old', 'old', 'new', 'new', 'new', 'new', 'new'])
    const names = (await seenEvents(page, 7)).map(({ name }) => name)
    assert.deepEqual(new Set(names), new Set(['updated']))
  })

  it('answers 409 from the new to the old version, keeps what was typed and says so', async () => {
    const page = await openAt(newOne)
    await clickAll(page, '.add')
    await whenText(page, 'output', 'total 1')
    await page.getByLabel('Text').fill('Half a sentence')
    balancer.only = oldOne
    await assertOutdated(page)
    assert.deepEqual(ran, ['new'])
    await clickAll(page, '.add')
    await whenText(page, 'output', '1')
    assert.deepEqual(ran, ['new', 'old'])
  })

  it('does every click or says that it did not, while requests go here and there', async () => {
    balancer.only = undefined
    const page = await balancer.open('/baskets')
    const told = { done: 0, outdated: 0 }
    let seen = 0
    for (let click = 0; click < 20; click++) {
      // The page has two versions as well: what it shows tells which one sealed its state.
      const isOld = !(await page.locator('output').innerText()).startsWith('total')
      await clickAll(page, '.add')
      const [first] = (await seenEvents(page, seen + 1)).slice(seen)
      if (first?.name === 'updated') told.done++
      else {
        assert.deepEqual([first?.detail.error, isOld], [outdated, false])
        told.outdated++
        await seenEvents(page, ++seen + 1)
      }
      seen++
      await settle(page)
    }
    assert.equal(ran.length, told.done)
    assert.equal(told.done + told.outdated, 20)
    assert(told.outdated > 0 && ran.includes('old') && ran.includes('new'))
  })

  it('loses no click without JavaScript', async () => {
    balancer.only = oldOne
    const page = await balancer.open('/baskets', { javaScriptEnabled: false })
    await page.locator('.add').click()
    await page.locator('.add').click()
    balancer.only = newOne
    await page.locator('.add').click()
    assert.equal(await page.locator('output').innerText(), 'total 3')
    balancer.only = oldOne
    await page.locator('.add').click()
    assert.equal(await page.locator('output').innerText(), '0')
    assert.deepEqual(ran, ['old', 'old', 'new'])
  })
})

describe('a rolling deploy of a component that does not migrate', () => {
  let deploy: Awaited<ReturnType<typeof startDeploy>>
  before(async () => {
    deploy = await startDeploy(nextBasket('does not migrate'))
  })
  beforeEach(() => {
    ran.length = 0
  })
  after(() => deploy.close())

  for (const [from, to] of [
    [oldOne, newOne],
    [newOne, oldOne],
  ] as const) {
    it(`answers 409 from version ${from + 1} to ${to + 1}, and the next click counts`, async () => {
      const { balancer } = deploy
      balancer.only = from
      const page = await balancer.open('/baskets')
      await page.getByLabel('Text').fill('Half a sentence')
      balancer.only = to
      await assertOutdated(page)
      assert.deepEqual(ran, [])
      await clickAll(page, '.add')
      await whenText(page, 'output', to === newOne ? 'total 1' : '1')
    })
  }
})

describe('a key ring that rotates', () => {
  const site = useFixture()

  it('goes on with old states, seals with the newest key, and lets the old one go', async () => {
    const [older, newer] = [newKey(), newKey()]
    site.changeKey([older])
    const page = await site.open('/tallies')
    const oldId = await keyIdOf(page, 'tally-a')

    site.changeKey([newer, older])
    await clickAll(page, '#tally-a .one')
    await whenText(page, '#tally-a output', '1')
    assert.notEqual(await keyIdOf(page, 'tally-a'), oldId)
    assert.equal(await keyIdOf(page, 'tally-b'), oldId)

    site.changeKey([newer])
    await clickAll(page, '#tally-a .one')
    await whenText(page, '#tally-a output', '2')
    assert.deepEqual(await seenNames(page, 2), ['updated tally-a', 'updated tally-a'])

    await clickAll(page, '#tally-b .one')
    assert.deepEqual((await seenNames(page, 4)).slice(2), ['expired tally-b', 'updated tally-b'])
    assert.equal(await page.locator('#tally-b output').innerText(), '0')
    await clickAll(page, '#tally-b .one')
    await whenText(page, '#tally-b output', '1')
    assert.equal(await page.locator('#tally-a output').innerText(), '2')
  })

  it('keeps what was typed where the key of a state was dropped', async () => {
    site.changeKey()
    const page = await site.open('/notes')
    await page.locator('#note-one [name=title]').fill('Half a sentence')
    site.changeKey()
    await clickAll(page, '#note-one .touch')
    assert.deepEqual(await seenNames(page, 2), ['expired note-one', 'updated note-one'])
    assert.equal(await page.locator('#note-one [name=title]').inputValue(), 'Half a sentence')
  })

  it('loses no click between processes that learn of a new key one after the other', async () => {
    const [older, newer] = [newKey(), newKey()]
    const sites = [await startFixture(), await startFixture()] as const
    const balancer = await startBalancer(sites)
    const steps = [[older], [older, newer], [newer, older], [newer]]
    for (const site of sites) site.changeKey(steps[0])
    const page = await balancer.open('/tallies')
    let clicks = 0
    for (const keys of steps) {
      for (const site of sites) {
        site.changeKey(keys)
        for (let n = 0; n < 3; n++) {
          await clickAll(page, '#tally-a .one')
          await whenText(page, '#tally-a output', String(++clicks))
        }
      }
    }
    assert.equal((await seenNames(page, clicks)).length, 24)
    await Promise.all([balancer, ...sites].map((site) => site.close()))
  })
})

function toTotal({ state }: { state: Record<string, unknown> }) {
  return { state: { total: state['count'] } }
}

/** A click on a state of another version: drawn anew, with what was typed. */
async function assertOutdated(page: RecordedPage): Promise<void> {
  const seen = await page.evaluate<number>('window.events.length')
  await clickAll(page, '.add')
  const [expired, updated, ...more] = (await seenEvents(page, seen + 2)).slice(seen)
  assert.deepEqual([expired?.name, expired?.detail.error], ['expired', outdated])
  assert.deepEqual([updated?.name, more], ['updated', []])
  assert.match(await page.locator('output').innerText(), /^(total )?0$/)
  assert.equal(await page.getByLabel('Text').inputValue(), 'Half a sentence')
}

/** Key id that stands in a sealed state. */
async function keyIdOf(page: RecordedPage, id: string): Promise<string> {
  const sealed = await page.locator(`#${id} [name=_state]`).first().inputValue()
  return Buffer.from(sealed, 'base64url').subarray(1, 5).toString('hex')
}

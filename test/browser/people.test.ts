import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { clickAll, createGate, seenEvents, settle, whenText } from './in-page.ts'
import { type PeopleSite, usePeople } from './people-site.ts'

/** What happens to a visitor, and what the next press of a button comes to. */
interface Row {
  /** Page that the visitor has open; `/purses`. */
  readonly path?: string
  /** As whom the visitor is logged in before it happens, if at all. */
  readonly as?: string
  /** Returns what the visitor sees, where that does not take another press. */
  readonly happens: (tab: Page, people: PeopleSite) => Promise<string | void>
  readonly cookie: string
  readonly store: string
}

const forAda = 'not done, drawn anew for ada'
const forNobody = 'not done, drawn anew for nobody'

const rows: Record<string, Row> = {
  'a page that seals nothing': {
    path: '/bare',
    async happens(tab) {
      return `${(await tab.context().cookies()).length} cookies`
    },
    cookie: '0 cookies',
    store: '0 cookies',
  },
  'a call in another tab': {
    as: 'ada',
    happens: (tab) => elsewhere(tab, '/purses', (other) => addCoin(other)),
    cookie: 'done for ada',
    store: 'done for ada',
  },
  'a login elsewhere, with renew()': {
    happens: (tab) => elsewhere(tab, '/login?as=ada'),
    cookie: forAda,
    store: forAda,
  },
  'a login elsewhere without renew(), with the option principal': {
    happens: (tab) => elsewhere(tab, '/careless-login?as=ada'),
    cookie: forAda,
    store: forAda,
  },
  'a login elsewhere with neither': {
    happens(tab, people) {
      people.knowsUser = false
      return elsewhere(tab, '/careless-login?as=ada')
    },
    cookie: 'done for ada',
    store: 'done for ada',
  },
  'a login elsewhere as somebody else': {
    as: 'ada',
    happens: (tab) => elsewhere(tab, '/login?as=bob'),
    cookie: 'not done, drawn anew for bob',
    store: 'not done, drawn anew for bob',
  },
  'regenerate() without renew()': {
    as: 'ada',
    happens: (tab) => elsewhere(tab, '/regenerate'),
    cookie: 'done for ada',
    store: 'done for ada',
  },
  'a login by its own method': {
    happens: (tab) => reloads(tab, '.enter'),
    cookie: 'loaded anew for ada',
    store: 'loaded anew for ada',
  },
  'a logout by its own method': {
    as: 'ada',
    happens: (tab) => reloads(tab, '.leave'),
    cookie: 'loaded anew for nobody',
    store: 'loaded anew for nobody',
  },
  'a logout elsewhere': {
    as: 'ada',
    happens: (tab) => elsewhere(tab, '/logout'),
    cookie: forNobody,
    store: forNobody,
  },
  'a logout elsewhere, on a page for users only': {
    path: '/own',
    as: 'ada',
    happens: (tab) => elsewhere(tab, '/logout'),
    cookie: 'not done, all stays as it was',
    store: 'not done, all stays as it was',
  },
  'a logout elsewhere, and a login as the same user': {
    as: 'ada',
    async happens(tab) {
      await elsewhere(tab, '/logout')
      await elsewhere(tab, '/login?as=ada')
    },
    cookie: forAda,
    store: forAda,
  },
  'a session that expires': {
    as: 'ada',
    async happens(tab) {
      await elsewhere(tab, '/short')
      await pass(1100)
    },
    cookie: forNobody,
    store: forNobody,
  },
  'cookies that the visitor deletes': {
    as: 'ada',
    happens: (tab) => tab.context().clearCookies(),
    cookie: forNobody,
    store: forNobody,
  },
  'a logout, by somebody who keeps a copy of the cookie': {
    as: 'ada',
    async happens(tab) {
      const copies = await tab.context().cookies()
      await elsewhere(tab, '/logout')
      await tab.context().addCookies(copies)
    },
    cookie: 'done for ada',
    store: forNobody,
  },
  'a logout while a slow call is under way': {
    as: 'ada',
    happens: (tab, people) => during(tab, people, '/logout'),
    cookie: 'done for ada',
    store: forNobody,
  },
  'a login as somebody else while a slow call is under way': {
    as: 'ada',
    happens: (tab, people) => during(tab, people, '/login?as=bob'),
    cookie: 'done for ada',
    store: forNobody,
  },
  'a right that is taken away': {
    as: 'ada',
    async happens(_, people) {
      people.banned.add('ada')
    },
    cookie: 'not done, all stays as it was',
    store: 'not done, all stays as it was',
  },
  'a right that is taken away, with the option login': {
    as: 'ada',
    async happens(tab, people) {
      people.banned.add('ada')
      people.sendsToLogin = true
      await tab.locator('.add').click()
      await logInAs(tab, 'bob')
      return shown(tab, 'back')
    },
    cookie: 'back for bob',
    store: 'back for bob',
  },
}

for (const mode of ['cookie', 'store'] as const) {
  describe(`a visitor whose session is in a ${mode}`, () => {
    const people = usePeople(mode)

    for (const [name, { path = '/purses', as, happens, [mode]: expected }] of Object.entries(
      rows,
    )) {
      it(`sees after ${name}: ${expected}`, async () => {
        const enter = as === undefined ? path : `/login?as=${as}&back=${path}`
        const tab = await people.open(enter)
        if (path !== '/bare') await addCoin(tab)
        assert.equal((await happens(tab, people)) ?? (await press(tab, people)), expected)
      })
    }

    it('is refused before any data is read', async () => {
      const tab = await people.open('/login?as=ada')
      people.banned.add('ada')
      const { loads } = people
      assert.equal(await press(tab, people), 'not done, all stays as it was')
      const [event] = (await seenEvents(tab, 1)).slice(-1)
      assert.deepEqual(event?.detail.error, { code: 'Forbidden', message: 'You may not do this.' })
      assert.equal(people.loads, loads)
    })

    it('keeps what was typed when it is drawn anew', async () => {
      const tab = await people.open('/login?as=ada')
      await tab.getByLabel('Text').fill('Half a sentence')
      await elsewhere(tab, '/login?as=bob')
      assert.equal(await press(tab, people), 'not done, drawn anew for bob')
      assert.equal(await tab.getByLabel('Text').inputValue(), 'Half a sentence')
    })
  })

  describe(`a visitor without JavaScript whose session is in a ${mode}`, () => {
    const people = usePeople(mode)

    const open = async (path: string) => {
      const tab = await people.open(`/login?as=ada&back=${path}`, { javaScriptEnabled: false })
      await tab.locator('.add').click()
      assert.equal(await tab.locator('output').innerText(), '1')
      people.ran.length = 0
      return tab
    }

    it('sees the page drawn anew after a logout elsewhere', async () => {
      const tab = await open('/purses')
      await elsewhere(tab, '/logout')
      await tab.locator('.add').click()
      assert.equal(await shown(tab, 'drawn anew'), 'drawn anew for nobody')
      assert.deepEqual(people.ran, [])
    })

    it('sees the login of a page for users only', async () => {
      const tab = await open('/own')
      await elsewhere(tab, '/logout')
      await tab.locator('.add').click()
      await logInAs(tab, 'bob')
      assert.equal(await shown(tab, 'back'), 'back for bob')
      assert.equal(new URL(tab.url()).pathname, '/own')
      assert.deepEqual(people.ran, [])
    })

    it('sees the page of the option login after a right was taken away', async () => {
      const tab = await open('/purses')
      people.banned.add('ada')
      people.sendsToLogin = true
      await tab.locator('.add').click()
      await logInAs(tab, 'bob')
      assert.equal(await shown(tab, 'back'), 'back for bob')
      assert.deepEqual(people.ran, [])
    })
  })
}

/** Opens a page in another tab of the same browser. */
async function elsewhere(tab: Page, path: string, then?: (other: Page) => Promise<void>) {
  const other = await tab.context().newPage()
  await other.goto(new URL(path, tab.url()).href)
  await then?.(other)
  await other.close()
}

/** Opens a page in another tab while a call of this one is under way that writes to the session. */
async function during(tab: Page, { slow }: PeopleSite, path: string): Promise<void> {
  const [begun, gate] = [createGate(), createGate()]
  Object.assign(slow, { begun: begun.open, until: gate.opened })
  await clickAll(tab, '.slow')
  await begun.opened
  await elsewhere(tab, path)
  gate.open()
  await settle(tab)
}

async function addCoin(tab: Page): Promise<void> {
  await clickAll(tab, '.add')
  await whenText(tab, 'output', '1')
  await settle(tab)
}

async function logInAs(tab: Page, name: string): Promise<void> {
  await tab.getByLabel('Name').fill(name)
  await tab.getByRole('button', { name: 'Log in' }).click()
}

/** Presses a button that has the page loaded anew. */
async function reloads(tab: Page, button: string): Promise<string> {
  const loaded = tab.waitForEvent('load')
  await clickAll(tab, button)
  await loaded
  return shown(tab, 'loaded anew')
}

async function shown(tab: Page, how: string): Promise<string> {
  await whenText(tab, 'output', '0')
  return `${how} for ${await tab.locator('.who').innerText()}`
}

/** Presses a button and says what the visitor sees of it. */
async function press(tab: Page, people: PeopleSite): Promise<string> {
  const [ran, seen] = [people.ran.length, await tab.evaluate<number>('window.events.length')]
  const coins = Number(await tab.locator('output').innerText())
  await clickAll(tab, '.add')
  const [first] = (await seenEvents(tab, seen + 1)).slice(seen)
  const isExpired = first?.name === 'expired'
  const [last] = (await seenEvents(tab, seen + (isExpired ? 2 : 1))).slice(-1)
  await settle(tab)
  const who = await tab.locator('.who').innerText()
  const got = Number(await tab.locator('output').innerText()) - coins
  const outcome = `${people.ran.length - ran} done, ${first?.name}, ${last?.name}, ${got}`
  const meanings: Record<string, string> = {
    '1 done, updated, updated, 1': `done for ${who}`,
    [`0 done, expired, updated, ${-coins}`]: `not done, drawn anew for ${who}`,
    '0 done, expired, error, 0': 'not done, all stays as it was',
    '0 done, error, error, 0': 'not done, all stays as it was',
  }
  return meanings[outcome] ?? outcome
}

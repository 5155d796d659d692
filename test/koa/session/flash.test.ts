import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRedirect, sessionOf } from '../answer.ts'
import { type Page, readPage } from '../page.ts'
import { type Browser, createStore, createTestApp, type TestAppOptions } from '../test-app.ts'

/** Presses buttons and follows redirects as a browser without JavaScript does. */
function createVisitor(browser: Browser, start: string) {
  let url = start
  let page: Page | undefined
  const open = async (path: string) => {
    url = path
    page = readPage((await browser.get(path)).text)
  }
  return {
    open,
    get url() {
      return url
    },
    count: (id: string) => Number(page?.text(`#${id} output`)),
    text: (search: string) => page?.text(search),
    get page() {
      return page as Page
    },
    async press(id: string, label: string) {
      const { action, fields } = (page as Page).press(id, label)
      const answer = await browser.post(action, fields)
      assertRedirect(answer, /^\//)
      await open(answer.headers['location'] as string)
    },
  }
}

async function openCounters(options: TestAppOptions = {}, path = '/counters') {
  const { world, browser } = createTestApp(options)
  const tab = browser()
  const visitor = createVisitor(tab, path)
  await visitor.open(path)
  return { world, tab, visitor }
}

const [left, right] = ['counter-left', 'counter-right'] as const

describe('two counters without JavaScript', () => {
  it('keep both counts over many posts', async () => {
    const { visitor } = await openCounters()
    for (let n = 1; n <= 8; n++) {
      await visitor.press(left, '+')
      await visitor.press(right, '+5')
      assert.deepEqual([visitor.count(left), visitor.count(right)], [n, 5 * n])
      assert(visitor.url.length < 2000)
    }
  })

  it('carry no field while no state is in the URL', async () => {
    const { visitor } = await openCounters()
    assert(!visitor.page.has('@_flash'))
    await visitor.press(left, '+')
    const flash = new URL(visitor.url, 'http://x').searchParams.get('_sealwax')
    for (const id of [left, right]) {
      const { fields } = visitor.page.press(id, '+')
      assert.deepEqual(
        fields.filter(([name]) => name === '_flash'),
        [['_flash', flash]],
      )
    }
  })

  it('have one entry each, for the instance that changed', async () => {
    const { visitor } = await openCounters()
    await visitor.press(left, '+')
    assert.equal(visitor.url.split('~').length, 1)
    await visitor.press(left, '+')
    assert.equal(visitor.url.split('~').length, 1)
    await visitor.press(right, '+')
    assert.equal(visitor.url.split('~').length, 2)
  })

  it('leave the URL alone when no state changed', async () => {
    const { visitor } = await openCounters()
    await visitor.press(left, 'look')
    assert.equal(visitor.url, '/counters')
    await visitor.press(left, '+')
    const { url } = visitor
    await visitor.press(left, 'look')
    await visitor.press(right, 'look')
    assert.equal(visitor.url, url)
  })

  it('keep the query of the page', async () => {
    const { visitor } = await openCounters({}, '/counters?b=%C3%BC&a=1&&c')
    await visitor.press(left, '+')
    assert.match(visitor.url, /^\/counters\?b=%C3%BC&a=1&&c&_sealwax=counter\.[\w-]+$/)
    await visitor.press(right, '+')
    assert.match(visitor.url, /^\/counters\?b=%C3%BC&a=1&&c&_sealwax=counter\.[\w~.-]+$/)
    assert.deepEqual([visitor.count(left), visitor.count(right)], [1, 1])
  })

  it('lose the entry of the one that was removed', async () => {
    const { visitor } = await openCounters()
    await visitor.press(left, '+')
    await visitor.press(right, '+')
    await visitor.press(left, '×')
    assert.equal(visitor.url.split('~').length, 1)
    assert.deepEqual([visitor.count(left), visitor.count(right)], [0, 1])
    await visitor.press(right, '×')
    assert.equal(visitor.url, '/counters')
  })

  it('stand apart from what is inside another component', async () => {
    const { visitor } = await openCounters({}, '/panel')
    await visitor.press('panel--1__item-1', 'touch')
    await visitor.press('panel--1', 'open')
    await visitor.press('panel--1__item-1', 'touch')
    assert.equal(visitor.text('#panel--1 h2'), '1')
    assert.equal(visitor.text('#panel--1__item-1 i'), '2')
  })

  it('start anew when the page is opened without the query', async () => {
    const { visitor } = await openCounters()
    await visitor.press(left, '+')
    await visitor.open('/counters')
    assert.equal(visitor.count(left), 0)
  })

  it('go on from an old page after Back', async () => {
    const { visitor } = await openCounters()
    await visitor.press(left, '+')
    const { url } = visitor
    await visitor.press(left, '+')
    await visitor.open(url)
    await visitor.press(right, '+')
    assert.deepEqual([visitor.count(left), visitor.count(right)], [1, 1])
  })
})

describe('a flash', () => {
  it('is ignored where it does not open', async () => {
    const { flash, leftAt } = await flashOf()
    const other = createTestApp().browser()
    const stolen = await other.get(`/counters?_sealwax=${flash}`)
    assert.equal(readPage(stolen.text).text(`#${left} output`), '0')
    const cut = flash.slice(0, -1)
    const texts = [
      cut,
      `${flash}x`,
      'counter.',
      'counter',
      '.',
      '~',
      '~~~~',
      'unknown.abc',
      '__proto__.abc',
      'item.abc',
      's',
      '',
      '%00',
      '<script>',
      'x'.repeat(3000),
      `${flash}&_sealwax=${flash}`,
    ]
    for (const text of texts) assert.equal(await leftAt(`/counters?_sealwax=${text}`), 0, text)
  })

  it('shows the entries that open beside those that do not', async () => {
    const { flash, leftAt } = await flashOf()
    assert.equal(await leftAt(`/counters?_sealwax=counter.zzz~${flash}~item.x`), 1)
  })

  it('is ignored on another page', async () => {
    const { flash, leftAt } = await flashOf()
    assert.equal(await leftAt(`/counters?_sealwax=${flash}`), 1)
    assert.equal(await leftAt(`/counters?a=1&_sealwax=${flash}`), 0)
  })

  it('is ignored when it has expired', async () => {
    const { world, flash, leftAt } = await flashOf()
    world.now += 25 * 60 * 60 * 1000
    assert.equal(await leftAt(`/counters?_sealwax=${flash}`), 0)
  })

  it('is ignored for another user and after a logout', async () => {
    const { world, flash, leftAt } = await flashOf()
    world.user = 'ada'
    assert.equal(await leftAt(`/counters?_sealwax=${flash}`), 0)
    world.user = undefined
    assert.equal(await leftAt(`/counters?_sealwax=${flash}`), 1)
  })

  it('does not count as a state that was forged', async () => {
    const { tab, flash } = await flashOf({ sealwax: { badStates: { limit: 2 } } })
    for (let n = 0; n < 3; n++) await tab.get(`/counters?_sealwax=counter.zzz${n}`)
    const { text } = await tab.get(`/counters?_sealwax=${flash}`)
    const { action } = readPage(text).press(left, '+')
    assert.equal((await tab.htmx(action, { _state: 'x' })).status, 403)
  })

  it('gives no state to a page that has no place for it', async () => {
    const { tab, flash } = await flashOf()
    const answer = await tab.get(`/plain?_sealwax=${flash}`)
    assert.equal(answer.status, 200)
  })

  it('is not made larger by a field that was made up', async () => {
    const { tab, visitor } = await flashOf()
    const { action, fields } = visitor.page.press(right, '+')
    const others = fields.filter(([name]) => name !== '_flash')
    for (const flash of ['x'.repeat(3000), '"><script>', 'counter.zzz~a.b', '\r\nX: y']) {
      const answer = await tab.post(action, [...others, ['_flash', flash]])
      assertRedirect(answer, /^\/counters\?_sealwax=counter\.[\w-]{100,}$/)
    }
  })
})

describe('a flash that is too long for a URL', () => {
  const pages = ['/items', 'item-1', 'item-2'] as const
  async function openItems(length: number, options: TestAppOptions = {}) {
    const { world, browser } = createTestApp({ world: padded(length), ...options })
    const tab = browser()
    const visitor = createVisitor(tab, pages[0])
    await visitor.open(pages[0])
    const act = async (id: string) => {
      const { fields } = visitor.page.press(id, 'touch')
      const answer = await tab.post('/_sealwax/item/act', fields)
      await visitor.open(answer.headers['location'] as string)
      return answer
    }
    const touches = () => [1, 2, 3].map((id) => Number(visitor.text(`#item-${id} i`)))
    return { world, tab, visitor, act, touches }
  }

  it('waits in the session', async () => {
    const { visitor, act, touches } = await openItems(1400)
    const answer = await act('item-1')
    assert.equal(visitor.url, '/items?_sealwax=s')
    assert.match(sessionOf(answer)['sealwaxFlash'] ?? '', /^item\./)
    assert.deepEqual(touches(), [1, 0, 0])
    await act('item-1')
    assert.deepEqual(touches(), [2, 0, 0])
  })

  it('has room for many in a store', async () => {
    const { visitor, act, touches } = await openItems(5000, { session: { store: createStore() } })
    for (const id of ['item-1', 'item-2', 'item-3', 'item-2']) await act(id)
    assert.equal(visitor.url, '/items?_sealwax=s')
    assert.deepEqual(touches(), [1, 2, 1])
  })

  it('is ignored on another page and in another session', async () => {
    const { visitor, act, touches } = await openItems(1400)
    await act('item-1')
    await visitor.open('/items?a=1&_sealwax=s')
    assert.deepEqual(touches(), [0, 0, 0])
  })

  it('keeps what is newest where a cookie has no room for all', async () => {
    const { act, touches } = await openItems(1200)
    await act('item-1')
    const answer = await act('item-2')
    assert.deepEqual(touches(), [0, 1, 0])
    const [cookie = ''] = (answer.headers['set-cookie'] ?? []) as unknown as string[]
    assert(cookie.length < 4096)
  })

  it('is dropped, and said so, where a cookie has no room for one', async () => {
    const { world, visitor, act, touches } = await openItems(6000)
    const answer = await act('item-1')
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.equal(visitor.url, '/items')
    assert.deepEqual(touches(), [0, 0, 0])
    assert.match(String(world.errors[0]), /too large/)
  })
})

async function flashOf(options: TestAppOptions = {}) {
  const { world, tab, visitor } = await openCounters(options)
  await visitor.press(left, '+')
  const [, flash = ''] = visitor.url.split('_sealwax=')
  const leftAt = async (path: string) => {
    await visitor.open(path)
    return visitor.count(left)
  }
  return { world, tab, visitor, flash, leftAt }
}

function padded(length: number): NonNullable<TestAppOptions['world']> {
  return {
    act({ state }) {
      state['padding'] = 'x'.repeat(length)
      state['touches'] = (state['touches'] as number) + 1
    },
  }
}

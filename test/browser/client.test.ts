import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Client } from 'sealwax'
import { until } from '../services/processes.ts'
import { orders } from './client-components.ts'
import { useFixture } from './fixture-site.ts'
import {
  clickAll,
  complaints,
  createGate,
  seenEvents,
  seenNames,
  settle,
  whenText,
  whenTitle,
} from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const region = '#sealwax-messages'
const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><hx-partial id="tally-a" hx-swap="delete"></hx-partial>`

const site = useFixture()

function open(options?: { readonly javaScriptEnabled: boolean }) {
  return site.open('/couriers', options)
}

/** Opens the page and has the courier ask the browser for something. */
async function act(give: (client: Client) => void, page?: RecordedPage) {
  const opened = page ?? (await open())
  orders.give = give
  await clickAll(opened, '#courier-a .act')
  return opened
}

/** Keeps events as the page hears them: name, where, detail, and what the component shows by then. */
function listen(page: RecordedPage, ...names: string[]) {
  return page.evaluate(`{
    window.heard = []
    for (const name of ${JSON.stringify(names)})
      document.addEventListener(name, ({ target, detail }) => {
        const on = target.closest?.('[data-component]')?.id ?? 'document'
        const shown = document.querySelector('#courier-a output')?.textContent ?? 'nothing'
        window.heard.push([name, on, detail, shown])
        document.documentElement.dataset.heard = window.heard.length
      })
  }`)
}

function historyOf(page: RecordedPage): Promise<number> {
  return page.evaluate('history.length')
}

async function shownUrl(page: RecordedPage): Promise<string> {
  await seenEvents(page, 1)
  return new URL(page.url()).search
}

function focused(page: RecordedPage): Promise<string | null> {
  return page.evaluate(`document.activeElement.getAttribute('aria-label')`)
}

describe('self.client.dispatch()', () => {
  const texts = ['€', 'Жизнь', '🕯', '\ud800', '\u2028', '\r\n', '"\\', '</script>']

  it('comes in order, with its detail, once the new state is shown', async () => {
    const page = await open()
    await listen(page, 'b', 'a', 'todo:saved')
    await act((client) => {
      client.dispatch('b', { texts })
      client.dispatch('todo:saved', 7)
      client.dispatch('a')
    }, page)
    await seenEvents(page, 1)
    assert.deepEqual(await page.evaluate('window.heard'), [
      ['b', 'courier-a', { texts }, '1'],
      ['todo:saved', 'courier-a', { value: 7 }, '1'],
      ['a', 'courier-a', {}, '1'],
    ])
    assert.deepEqual(complaints(page), [])
  })

  it('comes on document once the component has left', async () => {
    const page = await open()
    await listen(page, 'gone')
    await act((client) => {
      client.dispatch('gone', { id: 7 })
      client.remove()
    }, page)
    await page.locator('html[data-heard]').waitFor({ state: 'attached' })
    assert.deepEqual(await page.evaluate('window.heard'), [
      ['gone', 'document', { id: 7 }, 'nothing'],
    ])
  })
})

describe('self.client.pushUrl() and replaceUrl()', () => {
  it('adds an entry to the history', async () => {
    const page = await open()
    const length = await historyOf(page)
    await act((client) => client.pushUrl('?page=Ж#list'), page)
    assert.equal(await shownUrl(page), '?page=%D0%96')
    assert.equal(await historyOf(page), length + 1)
    await page.goBack()
    assert.equal(new URL(page.url()).search, '')
  })

  it('replaces the entry', async () => {
    const page = await open()
    const length = await historyOf(page)
    await act((client) => client.replaceUrl('?page=2'), page)
    assert.equal(await shownUrl(page), '?page=2')
    assert.equal(await historyOf(page), length)
  })

  it('is one step, whatever was asked for before', async () => {
    const page = await open()
    const length = await historyOf(page)
    await act((client) => {
      client.replaceUrl('?page=2')
      client.pushUrl('?page=3')
      client.replaceUrl('?page=4')
    }, page)
    assert.equal(await shownUrl(page), '?page=4')
    assert.equal(await historyOf(page), length + 1)
  })
})

describe('self.client.title()', () => {
  it('is the title of the document, of the new entry of the history too', async () => {
    const page = await act((client) => {
      client.title(hostile)
      client.pushUrl('?page=2')
    })
    await seenEvents(page, 1)
    assert.equal(await page.title(), hostile)
    assert.equal(await page.locator('title').count(), 1)
    assert.equal(await page.locator('#tally-a').count(), 1)
    await page.goBack()
    await whenTitle(page, 'Fixture')
    assert.deepEqual(complaints(page), [])
  })

  it('changes with the answer that removes its component', async () => {
    const page = await act((client) => {
      client.remove()
      client.title('Nothing left')
    })
    await page.locator('#courier-a').waitFor({ state: 'detached' })
    await whenTitle(page, 'Nothing left')
  })

  it('stays as it is after a call that says nothing about it', async () => {
    const page = await act((client) => client.title('One'))
    await whenTitle(page, 'One')
    await act(() => {}, page)
    await whenText(page, '#courier-a output', '2')
    assert.equal(await page.title(), 'One')
  })
})

describe('self.client.focus()', () => {
  it('moves the focus once', async () => {
    const page = await act((client) => client.focus('notes'))
    await seenEvents(page, 1)
    assert.equal(await focused(page), 'Notes')
    await act((client) => client.focus('words'), page)
    await seenEvents(page, 2)
    assert.equal(await focused(page), 'Words')
    await page.getByLabel('Notes').first().focus()
    await act(() => {}, page)
    await seenEvents(page, 3)
    assert.equal(await focused(page), 'Notes')
  })

  it('asks for nothing where there is no such field', async () => {
    const page = await open()
    await page.getByLabel('Words').first().focus()
    await act((client) => client.focus('nope'), page)
    await seenEvents(page, 1)
    assert.equal(await focused(page), 'Words')
  })
})

describe('self.client.redirect()', () => {
  it('goes to the page, which shows what was to be said, once', async () => {
    const page = await act((client) => {
      client.message('Sent.')
      client.redirect('/couriers?page=2')
    })
    await page.waitForURL('**/couriers?page=2')
    await whenText(page, region, 'Sent\\.')
    await page.reload()
    await whenText(page, region, '')
  })

  it('loads the page that is shown already, where a fragment alone would not', async () => {
    const page = await act((client) => {
      client.message('Sent.')
      client.redirect('/couriers#spin')
    })
    await whenText(page, region, 'Sent\\.')
    assert.equal(site.requests.filter((line) => line === 'GET /couriers').length, 2)
  })
})

describe('self.client.remove()', () => {
  it('takes a new URL and a message along', async () => {
    const page = await act((client) => {
      client.remove()
      client.replaceUrl('?page=2')
      client.message('Deleted.')
    })
    await page.locator('#courier-a').waitFor({ state: 'detached' })
    await whenText(page, region, 'Deleted\\.')
    assert.equal(new URL(page.url()).search, '?page=2')
    assert.deepEqual(await seenNames(page, 1), ['removed courier-a'])
    assert.deepEqual(complaints(page), [])
  })
})

describe('self.client.message()', () => {
  it('is said in the region for messages, also the same one again', async () => {
    const page = await act((client) => client.message('Saved.'))
    await whenText(page, region, 'Saved\\.')
    await page.evaluate(`document.querySelector('${region} p').id = 'first'`)
    await act((client) => client.message('Saved.'), page)
    await page.locator('#first').waitFor({ state: 'detached' })
    assert.equal(await page.locator(region).innerText(), 'Saved.')
    assert.equal(await page.locator(region).getAttribute('role'), 'status')
    assert.deepEqual(complaints(page), [])
  })

  it('changes nothing else', async () => {
    const page = await open()
    await page.getByLabel('Words').first().fill('being typed')
    await act((client) => client.message('Saved.'), page)
    await whenText(page, region, 'Saved\\.')
    await act(() => {}, page)
    await whenText(page, '#courier-a output', '2')
    assert.equal(await page.locator(region).innerText(), 'Saved.')
    assert.equal(await page.locator(':focus').inputValue(), 'being typed')
  })

  it('is dropped where a page has no region for it', async () => {
    const page = await open()
    await page.evaluate(`document.querySelector('${region}').remove()`)
    await act((client) => client.message('Saved.'), page)
    await whenText(page, '#courier-a output', '1')
    assert.doesNotMatch(await page.locator('body').innerText(), /Saved/)
    assert.deepEqual(complaints(page), [])
  })

  for (const javaScriptEnabled of [true, false]) {
    it(`is text and nothing else, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const page = await open({ javaScriptEnabled })
      orders.give = (client) => client.message(hostile)
      await page.locator('#courier-a .act').click()
      await page.locator(`${region} p`).waitFor()
      assert.equal(await page.locator(`${region} p`).innerText(), hostile)
      assert.equal(await page.locator(`${region} *`).count(), 1)
      assert.equal(await page.locator('#tally-a').count(), 1)
      assert.equal(await page.locator('img').count(), 0)
      assert.deepEqual(complaints(page), [])
    })
  }

  it('is shown once without JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false })
    orders.give = (client) => {
      client.dispatch('saved')
      client.focus('words')
      client.refresh('tally-a')
      client.message('Saved.')
      client.redirect('/couriers?page=2')
    }
    await page.locator('#courier-a .act').click()
    assert.equal(page.url(), `${site.url}/couriers?page=2`)
    assert.equal(await page.locator(region).innerText(), 'Saved.')
    await page.reload()
    assert.equal(await page.locator(region).innerText(), '')
  })
})

describe('a call under way', () => {
  it('shows its indicator, by an attribute beside call(), on a form and on a control with trigger=', async () => {
    const page = await open()
    const starts: (() => Promise<unknown>)[] = [
      () => clickAll(page, '#courier-a .act'),
      () => clickAll(page, '#courier-a .send'),
      () => page.locator('#probe-a').getByLabel('Words').fill('a'),
    ]
    for (const start of starts) {
      const gate = createGate()
      site.intercept = (_, next) => gate.opened.then(next)
      await start()
      await page.locator('#spin.htmx-request').waitFor({ state: 'attached' })
      gate.open()
      await page.locator('#spin:not(.htmx-request)').waitFor({ state: 'attached' })
      const isGone = `getComputedStyle(document.getElementById('spin')).opacity === '0'`
      await until('the indicator is gone', () => page.evaluate<boolean>(isGone))
    }
    assert.deepEqual(complaints(page), [])
  })

  it('makes its own component busy, not the ones around, inside or beside it', async () => {
    const page = await site.open('/decks')
    const gate = createGate()
    site.intercept = (_, next) => gate.opened.then(next)
    const busy = () =>
      page.evaluate(
        `[...document.querySelectorAll('[aria-busy]')].map(({ dataset }) => dataset.component)`,
      )
    await clickAll(page, '.turn')
    await page.locator('[aria-busy]').waitFor()
    assert.deepEqual(await busy(), ['card'])
    await clickAll(page, '.deal')
    await page.locator('[data-component=deck][aria-busy]').waitFor()
    assert.deepEqual(await busy(), ['deck', 'card'])
    gate.open()
    await settle(page)
    assert.deepEqual(await busy(), [])
  })

  it('leaves its component busy until the last of its queue is answered', async () => {
    const page = await open()
    const gates = [createGate(), createGate()] as const
    let calls = 0
    site.intercept = (_, next) => (gates[calls++]?.opened ?? Promise.resolve()).then(next)
    await clickAll(page, '#tally-a .one', '#tally-a .one')
    await page.locator('#tally-a[aria-busy]').waitFor()
    gates[0].open()
    await whenText(page, '#tally-a output', '1')
    await page.locator('#tally-a[aria-busy]').waitFor()
    gates[1].open()
    await whenText(page, '#tally-a output', '2')
    await settle(page)
  })
})

describe('a fault while an answer is applied', () => {
  /** Ways in which an answer that was drawn and sent goes wrong in the browser. */
  const faults: Record<string, (page: RecordedPage) => unknown> = {
    'an extension of the app that throws before the swap': (page) =>
      page.evaluate(
        `htmx.registerExtension('faulty', { htmx_before_swap() { if (!window.mended) throw new Error('fault') } })`,
      ),
    'an extension of the app that throws after the swap': (page) =>
      page.evaluate(
        `htmx.registerExtension('faulty', { htmx_after_swap() { if (!window.mended) throw new Error('fault') } })`,
      ),
    'a listener that throws': (page) =>
      page.evaluate(`document.addEventListener('sealwax:component-updated', () => {
        if (!window.mended) throw new Error('fault')
      })`),
    'an answer that is cut off': () => {
      site.intercept = async (ctx, next) => {
        await next()
        ctx.set('Content-Length', String(Buffer.byteLength(ctx.body as string)))
        ctx.respond = false
        ctx.res.writeHead(200, ctx.res.getHeaders())
        ctx.res.write((ctx.body as string).slice(0, 40), () => ctx.res.destroy())
      }
    },
  }

  for (const [name, breakIt] of Object.entries(faults)) {
    it(`never sends the call twice: ${name}`, async () => {
      const page = await open()
      await breakIt(page)
      await clickAll(page, '#tally-a .one')
      await seenEvents(page, 1)
      await settle(page)
      await page.waitForTimeout(200)
      assert.deepEqual(site.calls(), ['POST tally/add'])
      site.intercept = undefined
      await page.evaluate('window.mended = true')
      await clickAll(page, '#tally-a .ten')
      await whenText(page, '#tally-a output', '1[01]')
      assert.equal((await seenNames(page, 2)).at(-1), 'updated tally-a')
      assert.equal(site.calls().length, 2)
    })
  }
})

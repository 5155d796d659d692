import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { minify } from 'terser'
import { complaints, whenText } from './in-page.ts'
import { openPage, type RecordedPage, withBrowser } from './launch.ts'
import { openNotes } from './live-site.ts'

type Notes = Awaited<ReturnType<typeof openNotes>>

const note = (id: number) => `#notebook-main__note-${id}`

const seen = (page: RecordedPage): Promise<string[]> => page.evaluate('window.seen')

async function until(condition: () => unknown): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await condition())) {
    assert.ok(Date.now() < end, `never: ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Changes a note as another visitor would. */
async function change({ notes, sealwax }: Notes, id: number, text: string): Promise<void> {
  notes.set(id, { text })
  await sealwax.publish(`note:${id}`)
}

/** Opens the page and waits for its stream. */
async function openLive(site: Notes): Promise<RecordedPage> {
  const before = site.of('live')
  const page = await site.open()
  await until(() => site.of('live') > before)
  return page
}

/** What a site may let its users write. */
const lookalikes = `
  <div id="pay" data-component="pay" data-topics="a.b.c">
    <form id="pay__f" action="/bank/pay"><input name="_state" value="x"></form></div>
  <p id="one" data-topics="d.e.f"></p><p id="two" data-topics="g.h.i"></p><p id="three" data-topics="j.k.l"></p>
  <p id="four" data-topics='"].x.y'></p><p data-topics></p>
  <div id="six" data-component="note" data-topics="m.n.o">
    <form id="six__f" action="/_sealwax/note"><input name="attributes"><input name="elements"></form></div>`

describe('a living page', () => {
  it('shows what another one changed, and only asks for that', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await change(site, 2, 'Changed')
    await whenText(page, `${note(2)} output`, 'Changed')
    assert.deepEqual(site.calls, ['live', 'note'])
    assert.deepEqual(await seen(page), ['updated notebook-main__note-2'])
    assert.deepEqual(complaints(page), [])
  })

  it('drops what is gone with the stale event, before its parent is drawn', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    site.notes.delete(2)
    await site.sealwax.publish('notebook', 'note:2')
    await whenText(page, '#notebook-main h1', '2 notes')
    assert.equal(await page.locator(note(2)).count(), 0)
    assert.deepEqual(await seen(page), [
      'stale notebook-main__note-2',
      'removed notebook-main__note-2',
      'updated notebook-main',
    ])
  })

  it('keeps what is gone where the page says so', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await page.evaluate('window.veto = true')
    site.notes.delete(2)
    await site.sealwax.publish('note:2')
    await until(async () => (await seen(page)).length > 0)
    assert.deepEqual(await seen(page), ['stale notebook-main__note-2'])
    await change(site, 1, 'Later')
    await whenText(page, `${note(1)} output`, 'Later')
    assert.equal(await page.locator(note(2)).count(), 1)
  })

  it('follows what comes later by calls, and opens one stream for it', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await page.locator('#notebook-main form:not([hidden]) input').last().fill('Fourth')
    await page.getByRole('button', { name: 'Add' }).click()
    await whenText(page, `${note(4)} output`, 'Fourth')
    await until(() => site.of('live') === 2)
    await change(site, 4, 'Changed')
    await whenText(page, `${note(4)} output`, 'Changed')
    assert.equal(site.of('live'), 2)
  })

  it('does not ask once more for what its own call has brought', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    for (const text of ['Note 1!', 'Note 1!!', 'Note 1!!!']) {
      await page.locator(`${note(1)} .shout`).click()
      await whenText(page, `${note(1)} output`, text)
    }
    await change(site, 2, 'Changed')
    await whenText(page, `${note(2)} output`, 'Changed')
    assert.deepEqual([site.of('note/shout'), site.of('note')], [3, 1])
  })

  it('asks a few times in a burst of a thousand, and shows the last', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    for (let n = 1; n <= 1000; n++) {
      await change(site, 1, `Change ${n}`)
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await whenText(page, `${note(1)} output`, 'Change 1000')
    assert.ok(site.of('note') <= 3, `${site.of('note')} refreshes`)
  })

  it('never touches what somebody types, nor sends it', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await page.locator(`${note(1)} .text`).fill('half a sent')
    await page.locator(`${note(1)} .loose`).fill('far too long')
    await page.locator(`${note(1)} [type=checkbox]`).check()
    const aside = page.locator(`${note(1)} .aside`)
    await aside.fill('an aside')
    await aside.evaluate((field: any) => field.setSelectionRange(3, 5))
    await change(site, 1, 'Changed')
    await whenText(page, `${note(1)} output`, 'Changed')
    const values = await page.evaluate(`(() => {
      const of = (name) => document.querySelector('${note(1)} ' + name)
      return [of('.text').value, of('.loose').value, of('[type=checkbox]').checked, of('.aside').value,
        document.activeElement === of('.aside'), of('.aside').selectionStart, of('.aside').selectionEnd,
        document.querySelectorAll('[data-typed]').length, of('[aria-invalid]')]
    })()`)
    assert.deepEqual(values, ['half a sent', 'far too long', true, 'an aside', true, 3, 5, 0, null])
    await page.keyboard.type('!')
    assert.equal(await aside.inputValue(), 'an !ide')
    // What was typed is sent by its own form.
    await page.locator(`${note(1)} button:text("Write")`).click()
    await whenText(page, `${note(1)} output`, 'half a sent')
  })

  it('shows the new value in a field that nobody has touched', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await change(site, 1, 'Changed')
    await whenText(page, `${note(1)} output`, 'Changed')
    assert.equal(await page.locator(`${note(1)} .text`).inputValue(), 'Changed')
  })

  it('keeps quiet while it is hidden, and catches up when it is shown', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await page.evaluate(hide)
    await change(site, 1, 'Changed')
    await change(site, 2, 'Changed')
    // Longer than a visible page takes for it.
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 600))')
    assert.equal(site.of('note'), 0)
    await page.evaluate(show)
    await whenText(page, `${note(1)} output`, 'Changed')
    await whenText(page, `${note(2)} output`, 'Changed')
    assert.deepEqual([site.of('note'), site.of('live')], [2, 1])
  })

  it('gives its connection back when it stays hidden, and misses nothing', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await page.evaluate(hide)
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 10_500))')
    await change(site, 1, 'Changed')
    await page.evaluate(show)
    await whenText(page, `${note(1)} output`, 'Changed')
    assert.deepEqual([site.of('note'), site.of('live')], [1, 2])
  })

  it('comes back after a restart of the server, and shows what it missed', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    await site.close()
    site.notes.set(3, { text: 'Changed' })
    site.calls.length = 0
    await site.start(site.port)
    await whenText(page, `${note(3)} output`, 'Changed')
    // A bus in memory can't tell what was missed: all is drawn anew, and nothing else went wrong.
    await until(
      async () => (await seen(page)).filter((line) => line.startsWith('updated')).length >= 4,
    )
    assert.ok(!(await seen(page)).some((line) => line.startsWith('error')))
  })

  it('is drawn anew when its session is renewed', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    const before = await page.locator(note(1)).getAttribute('data-topics')
    await page.evaluate(`fetch('/renew')`)
    await until(async () => {
      const now = await page.locator(note(1)).getAttribute('data-topics')
      return now?.split('.')[0] !== before?.split('.')[0]
    })
    await until(() => site.of('live') >= 3)
    await change(site, 1, 'Changed')
    await whenText(page, `${note(1)} output`, 'Changed')
  })

  it('tries again when the server did not get to it', async () => {
    const site = await openNotes()
    const page = await openLive(site)
    let failures = 1
    site.handles.before = async (ctx) => {
      if (ctx.path === '/_sealwax/note' && failures-- > 0) ctx.throw(503)
    }
    await change(site, 1, 'Changed')
    await whenText(page, `${note(1)} output`, 'Changed')
    assert.equal(site.of('note'), 2)
  })

  it('is seen by two people, each with what the other does', async () => {
    const site = await openNotes()
    const [one, other] = [await openLive(site), await openLive(site)]
    assert.notEqual(one.context(), other.context())
    await one.locator(`${note(1)} .shout`).click()
    await whenText(other, `${note(1)} output`, 'Note 1!')
    await other.locator(`${note(1)} .shout`).click()
    await whenText(one, `${note(1)} output`, 'Note 1!!')
  })

  for (const [place, pattern] of [
    ['in front of', '<button id="away">'],
    ['behind', /$/],
  ] as const) {
    it(`asks nothing for markup ${place} components that only looks like one, and stays alive`, async () => {
      const site = await openNotes()
      const page = await openPage()
      const posts = new Set<string>()
      page.on('request', (request) => {
        if (request.method() === 'POST') posts.add(new URL(request.url()).pathname)
      })
      await page.route(`${site.url}/`, async (route) => {
        const answer = await route.fetch()
        const body = (await answer.text()).replace(pattern, `${lookalikes}$&`)
        await route.fulfill({ response: answer, body })
      })
      await page.goto(site.url)
      await until(() => site.of('live') > 0)
      for (const id of [1, 2, 3]) {
        await change(site, id, 'Changed')
        await whenText(page, `${note(id)} output`, 'Changed')
      }
      // Whether there is a stream, the place of the first was asked.
      posts.delete('/bank/live')
      assert.deepEqual(
        [...posts].toSorted((one, other) => (one < other ? -1 : 1)),
        ['/_sealwax/live', '/_sealwax/note'],
      )
    })
  }

  it('works without a script, only not by itself', async () => {
    const site = await openNotes()
    const context = await (await withBrowser()).newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(site.url)
    await page.locator(`${note(1)} .shout`).click()
    assert.equal(await page.locator(`${note(1)} output`).innerText(), 'Note 1!')
    assert.equal(site.of('live'), 0)
    await context.close()
  })
})

const hide = `Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'))`
const show = `Object.defineProperty(document, 'hidden', { value: false, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'))`

describe('sealwax-live.js', () => {
  it('is at most 2 KiB, minified and gzipped, and leaves no name to the page', async () => {
    const path = new URL('../../public/sealwax-live.js', import.meta.url)
    const { code = '' } = await minify(await readFile(path, 'utf8'))
    const bytes = gzipSync(code, { level: 9 }).length
    assert.ok(bytes <= 2 * 1024, `${bytes} bytes`)
    assert.ok(/^\{(const|let)\b.*\}$/s.test(code))
  })
})

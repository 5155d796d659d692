import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context } from 'koa'
import type { Htmx } from '../../server/koa/index.ts'
import { createTestApp, type Headers } from './test-app.ts'

/** Runs something with `ctx.htmx` in a page. */
async function inPage(headers: Headers, run: (htmx: Htmx, ctx: Context) => unknown, path = '/a/b') {
  const thrown: unknown[] = []
  const { browser, world } = createTestApp({
    pages(ctx) {
      try {
        run(ctx.htmx, ctx)
      } catch (error) {
        thrown.push(error)
      }
      ctx.body = 'x'
    },
  })
  const answer = await browser().get(path, { Host: 'shop.example', ...headers })
  return { headers: answer.headers as Record<string, string>, thrown, errors: world.errors }
}

async function read(headers: Headers): Promise<Htmx> {
  let found: Htmx | undefined
  await inPage(headers, (htmx) => {
    found = { ...htmx }
  })
  return found as Htmx
}

async function sent(run: (htmx: Htmx) => unknown, header: string, path?: string) {
  const { headers, thrown } = await inPage({}, run, path)
  assert.deepEqual(thrown, [])
  return headers[header.toLowerCase()]
}

const external = (url: string) => inPage({}, (htmx) => htmx.redirect(url, { external: true }))

describe('ctx.htmx', () => {
  it('knows a request without htmx', async () => {
    const htmx = await read({})
    assert.equal(htmx.isHtmx, false)
    assert.equal(htmx.partial, false)
    assert.equal(htmx.boosted, false)
    assert.equal(htmx.historyRestore, false)
    assert.equal(htmx.target, undefined)
    assert.equal(htmx.source, undefined)
    assert.equal(htmx.currentUrl, undefined)
  })

  it('reads what htmx says', async () => {
    const htmx = await read({
      'HX-Request': 'true',
      'HX-Request-Type': 'partial',
      'HX-Target': 'li#todo-%E2%82%AC',
      'HX-Source': 'button#b%',
      'HX-Current-URL': 'http://shop.example/a',
    })
    assert.equal(htmx.isHtmx, true)
    assert.equal(htmx.partial, true)
    assert.equal(htmx.target, 'li#todo-€')
    assert.equal(htmx.source, 'button#b%')
    assert.equal(htmx.currentUrl, 'http://shop.example/a')
  })

  it('is not partial for a whole page', async () => {
    const cases: Headers[] = [
      { 'HX-Boosted': 'true' },
      { 'HX-History-Restore-Request': 'true' },
      { 'HX-Request-Type': 'full' },
    ]
    for (const more of cases) {
      const htmx = await read({ 'HX-Request': 'true', ...more })
      assert.equal(htmx.partial, false)
      assert.equal(htmx.isHtmx, true)
    }
  })

  it('is one object for one request', async () => {
    const { thrown } = await inPage({}, (htmx, ctx) => assert.equal(ctx.htmx, htmx))
    assert.deepEqual(thrown, [])
  })

  const texts = ['€', 'Жизнь', '🕯', '\u007f', '\u2028', 'a\r\nX-Evil: 1', '"\\', '\ud800']
  it('writes any text into event details as ASCII', async () => {
    for (const text of texts) {
      const header = await sent((htmx) => htmx.trigger('saved', { text }), 'HX-Trigger')
      assert.match(header ?? '', /^[\x20-\x7e]+$/)
      assert.deepEqual(JSON.parse(header ?? ''), { saved: { text } })
    }
  })

  it('keeps several events, in any order with other answers', async () => {
    const header = await sent((htmx) => {
      htmx.trigger('one', 1)
      htmx.reswap('none')
      htmx.trigger('two')
      htmx.trigger('__proto__', { x: 1 })
    }, 'HX-Trigger')
    assert.equal(header, '{"one":1,"two":{},"__proto__":{"x":1}}')
  })

  it('keeps an event that comes twice, where none has a detail', async () => {
    assert.equal(await twice(), 'one, two, one')
  })

  it('keeps the last event of a name where one has a detail, and says so', async () => {
    assert.equal(await twice({ a: 1 }), '{"two":{"a":1},"one":{}}')
    const { headers, errors } = await inPage({}, (htmx) => {
      for (const id of [1, 2, 3]) htmx.trigger('saved', { id })
      htmx.trigger('done')
    })
    assert.equal(headers['hx-trigger'], '{"saved":{"id":3},"done":{}}')
    assert.equal(errors.length, 2)
    assert.match(String(errors[0]), /Of several events saved only the last is dispatched/)
  })

  it('leaves out an event that has no room in the header, and says so', async () => {
    const { headers, errors } = await inPage({}, (htmx) => {
      htmx.trigger('first', 1)
      htmx.trigger('large', '€'.repeat(400))
      htmx.trigger('x'.repeat(2100))
      htmx.trigger('last', 2)
    })
    assert.equal(headers['hx-trigger'], '{"first":1,"last":2}')
    assert.equal(errors.length, 2)
    assert.match(String(errors[0]), /Event large has no room/)
  })

  it('takes no more events than the header has room for', async () => {
    const { headers } = await inPage({}, (htmx) => {
      for (let n = 0; n < 1000; n++) htmx.trigger(`event-${n}`, { n })
    })
    const header = headers['hx-trigger'] ?? ''
    assert(header.length <= 2048 && header.length > 1900)
    assert.equal(Object.keys(JSON.parse(header) as object)[0], 'event-0')
  })

  it('writes URLs of this site as ASCII', async () => {
    const cases: [string, string][] = [
      ['/ü?q=€#Ж', '/%C3%BC?q=%E2%82%AC#%D0%96'],
      ['/a%2Fb?c=%2520&d=%ff', '/a%2Fb?c=%2520&d=%ff'],
      ['http://shop.example/x', '/x'],
      ['c', '/a/c'],
      ['?q=1', '/a/b?q=1'],
      ['/a\r\nX-Evil: 1', '/aX-Evil:%201'],
      ['/🕯', '/%F0%9F%95%AF'],
    ]
    for (const [url, expected] of cases) {
      const { headers, thrown } = await inPage({}, (htmx) => {
        htmx.redirect(url)
        htmx.location(url)
        htmx.pushUrl(url)
        htmx.replaceUrl(url)
      })
      assert.deepEqual(thrown, [])
      for (const name of ['hx-redirect', 'hx-location', 'hx-push-url', 'hx-replace-url']) {
        assert.equal(headers[name], expected)
      }
    }
  })

  it('refuses URLs that leave the site', async () => {
    const urls = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https://shop.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      ' //evil.example',
      '\t//evil.example',
      'http://',
    ]
    const { headers, thrown } = await inPage({}, (htmx) => {
      for (const url of urls) {
        for (const method of ['redirect', 'location', 'pushUrl', 'replaceUrl'] as const) {
          assert.throws(() => htmx[method](url), { code: 'ConfigError' }, url)
        }
      }
    })
    assert.deepEqual(thrown, [])
    assert(!Object.keys(headers).some((name) => name.startsWith('hx-')))
  })

  it('never begins a URL with two slashes', async () => {
    for (const path of ['//evil.example/a', '/a']) {
      const header = await sent((htmx) => htmx.pushUrl('/x/..//evil.example'), 'HX-Push-Url', path)
      assert.equal(header, '/evil.example')
    }
  })

  it('goes to another site when that is meant, by http(s) only', async () => {
    const { headers } = await external('https://pay.example/€')
    assert.equal(headers['hx-redirect'], 'https://pay.example/%E2%82%AC')
    for (const url of ['javascript:alert(1)', 'data:,x', 'file:///etc']) {
      const refused = await external(url)
      assert.equal((refused.thrown[0] as { code: string }).code, 'ConfigError')
      assert.equal(refused.headers['hx-redirect'], undefined)
    }
  })

  it('writes selectors as ASCII', async () => {
    assert.equal(
      await sent((htmx) => htmx.retarget('#ключ'), 'HX-Retarget'),
      '#\\43a \\43b \\44e \\447',
    )
    assert.equal(await sent((htmx) => htmx.retarget('#a\nb'), 'HX-Retarget'), '#a\\a b')
    assert.equal(await sent((htmx) => htmx.reswap('innerHTML'), 'HX-Reswap'), 'innerHTML')
  })

  it('reloads the page', async () => {
    assert.equal(await sent((htmx) => htmx.refresh(), 'HX-Refresh'), 'true')
  })
})

function twice(detail?: unknown) {
  return sent((htmx) => {
    for (const name of ['one', 'two', 'one']) htmx.trigger(name, name === 'two' ? detail : {})
  }, 'HX-Trigger')
}

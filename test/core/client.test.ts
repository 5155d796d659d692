import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClient, sameSiteUrl } from '../../server/core/client.ts'

const page = 'https://site.example/todos/list?open=1'
const configError = { code: 'ConfigError' }
const elsewhere = [
  'https://evil.example/',
  'http://site.example/',
  'https://site.example:8443/',
  'https://site.example.evil.example/',
  'https://site.example@evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\n//evil.example',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'blob:https://site.example/x',
  'file:///etc/passwd',
  'mailto:a@b.example',
  'https://',
]

describe('sameSiteUrl', () => {
  const inside: [url: string, resolved: string][] = [
    ['/done', '/done'],
    ['/done?x=1#y', '/done?x=1#y'],
    ['done', '/todos/done'],
    ['../done', '/done'],
    ['?open=2', '/todos/list?open=2'],
    ['#top', '/todos/list?open=1#top'],
    ['', '/todos/list?open=1'],
    ['https://site.example/a', '/a'],
    ['https://user:pw@site.example/a', '/a'],
    ['HTTPS://SITE.EXAMPLE:443/a', '/a'],
    ['/.//evil.example', '/evil.example'],
    ['/a/..//evil.example', '/evil.example'],
    ['https://site.example//evil.example', '/evil.example'],
    ['/ü', '/%C3%BC'],
  ]
  for (const [url, resolved] of inside) {
    it(`takes ${JSON.stringify(url)} as ${resolved}`, () => {
      assert.equal(sameSiteUrl(url, page), resolved)
    })
  }

  for (const url of elsewhere) {
    it(`refuses ${JSON.stringify(url)}`, () => {
      assert.throws(() => sameSiteUrl(url, page), configError)
    })
  }
})

describe('Client', () => {
  it('queues nothing by itself', () => {
    assert.deepEqual(createClient(() => page).effects, {
      removed: false,
      redirect: undefined,
      pushUrl: undefined,
      replaceUrl: undefined,
      focus: undefined,
      events: [],
    })
  })

  it('queues what a method asks for', () => {
    const { client, effects } = createClient(() => page)
    client.remove()
    client.redirect('/done')
    client.pushUrl('?open=2')
    client.replaceUrl('/other')
    client.focus('title')
    client.dispatch('saved')
    client.dispatch('todo:saved', { id: 7 })
    assert.deepEqual(effects, {
      removed: true,
      redirect: '/done',
      pushUrl: '/todos/list?open=2',
      replaceUrl: '/other',
      focus: 'title',
      events: [
        ['saved', {}],
        ['todo:saved', { id: 7 }],
      ],
    })
  })

  for (const url of elsewhere) {
    it(`stays on this site: ${JSON.stringify(url)}`, () => {
      const { client, effects } = createClient(() => page)
      assert.throws(() => client.redirect(url), configError)
      assert.throws(() => client.redirect(url, {}), configError)
      assert.throws(
        () => client.redirect(url, { external: 'yes' as unknown as boolean }),
        configError,
      )
      assert.throws(() => client.pushUrl(url), configError)
      assert.throws(() => client.replaceUrl(url), configError)
      assert.equal(effects.redirect, undefined)
    })
  }

  it('leaves it where the author says external, for http and https only', () => {
    const { client, effects } = createClient(() => page)
    client.redirect('https://pay.example/x?y', { external: true })
    assert.equal(effects.redirect, 'https://pay.example/x?y')
    for (const url of ['javascript:alert(1)', 'data:,x', '//pay.example', 'file:///x', 'pay']) {
      assert.throws(() => client.redirect(url, { external: true }), configError)
    }
  })

  it("refuses htmx's and its own events, and names that are none", () => {
    const { client, effects } = createClient(() => page)
    const refused = [
      'htmx:load',
      'HTMX:load',
      'sealwax:component-stale',
      'Sealwax:x',
      '',
      ' a',
      'a b',
      '1a',
      'a"b',
      'a\n',
      'ä',
    ]
    for (const name of refused) assert.throws(() => client.dispatch(name), configError, name)
    assert.deepEqual(effects.events, [])
    for (const name of ['htmx', 'htmxed:x', 'todo.saved', 'a-b', 'a_b:c']) client.dispatch(name)
    assert.equal(effects.events.length, 5)
  })
})

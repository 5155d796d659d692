import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClient, sameSiteUrl } from '../../../server/core/instance/client.ts'

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

  it('works on a site without TLS, such as localhost', () => {
    const local = 'http://localhost:3000/todos'
    assert.equal(sameSiteUrl('/done', local), '/done')
    assert.throws(() => sameSiteUrl('https://localhost:3000/', local), configError)
  })

  for (const url of elsewhere) {
    it(`refuses ${JSON.stringify(url)}`, () => {
      assert.throws(() => sameSiteUrl(url, page), configError)
    })
  }
})

describe('Client', () => {
  const nothing = {
    removed: false,
    redirect: undefined,
    history: undefined,
    focus: undefined,
    events: [],
    refreshed: new Set(),
    messages: [],
  }

  it('queues nothing by itself', () => {
    assert.deepEqual(createClient(() => page).effects, nothing)
  })

  it('queues what a method asks for, in order', () => {
    const { client, effects } = createClient(() => page)
    client.remove()
    client.redirect('/done')
    client.focus('title')
    client.dispatch('saved')
    client.message('Saved.')
    client.dispatch('todo:saved', { id: 7 })
    client.message('Really.')
    client.refresh('todo-list--1')
    client.refresh('todo-item-_c3_a9')
    client.refresh('todo-list--1')
    assert.deepEqual(effects, {
      ...nothing,
      removed: true,
      redirect: '/done',
      focus: 'title',
      events: [
        ['saved', {}],
        ['todo:saved', { id: 7 }],
      ],
      refreshed: new Set(['todo-list--1', 'todo-item-_c3_a9']),
      messages: ['Saved.', 'Really.'],
    })
  })

  it('keeps what was asked for last of redirects and fields', () => {
    const { client, effects } = createClient(() => page)
    client.redirect('/a')
    client.redirect('https://pay.example/', { external: true })
    client.focus('title')
    client.focus('note')
    assert.equal(effects.redirect, 'https://pay.example/')
    assert.equal(effects.focus, 'note')
  })

  it('shows the last URL, as a new entry of the history if any was to be one', () => {
    const asked: [steps: ('pushUrl' | 'replaceUrl')[], isNew: boolean][] = [
      [['pushUrl'], true],
      [['replaceUrl'], false],
      [['pushUrl', 'replaceUrl'], true],
      [['replaceUrl', 'pushUrl'], true],
      [['replaceUrl', 'replaceUrl'], false],
    ]
    for (const [steps, isNew] of asked) {
      const { client, effects } = createClient(() => page)
      for (const [index, step] of steps.entries()) client[step](`?open=${index}`)
      assert.deepEqual(effects.history, { url: `/todos/list?open=${steps.length - 1}`, isNew })
    }
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
    for (const name of ['htmx', 'htmxed:x', 'todo.saved', 'a-b', 'a_b:c', 'my-htmx:x']) {
      client.dispatch(name)
    }
    assert.equal(effects.events.length, 6)
  })

  it('takes a detail as it is at that moment, in the form that public state has', () => {
    const { client, effects } = createClient(() => page)
    const tags = new Set(['a'])
    client.dispatch('saved', { tags, when: new Date(0), size: 2n, none: undefined })
    tags.add('b')
    client.dispatch('counted', 7)
    client.dispatch('cleared', null)
    client.dispatch('listed', ['target'])
    assert.deepEqual(effects.events, [
      ['saved', { tags: ['a'], when: '1970-01-01T00:00:00.000Z', size: '2' }],
      ['counted', 7],
      ['cleared', null],
      ['listed', ['target']],
    ])
  })

  it('refuses a detail that is not JSON', () => {
    const { client, effects } = createClient(() => page)
    const loop: Record<string, unknown> = {}
    loop['loop'] = [loop]
    for (const detail of [loop, () => 1, Symbol('s'), { when: new Date(NaN) }]) {
      assert.throws(() => client.dispatch('saved', detail), configError)
    }
    assert.deepEqual(effects.events, [])
  })

  it('refuses names in a detail that would mean something to htmx', () => {
    const { client, effects } = createClient(() => page)
    for (const detail of [{ target: 'body' }, { target: 0 }, { cancelled: true, id: 7 }]) {
      assert.throws(() => client.dispatch('saved', detail), configError)
    }
    client.dispatch('saved', { todo: { target: 'body', cancelled: true } })
    assert.equal(effects.events.length, 1)
  })

  it('refuses to refresh what is no id', () => {
    const { client, effects } = createClient(() => page)
    for (const id of ['', '#todo', 'a b', 'todo,body', 'é', 'a\n']) {
      assert.throws(() => client.refresh(id), configError, id)
    }
    assert.equal(effects.refreshed.size, 0)
  })

  it('keeps the title that was asked for last', () => {
    const { client, effects } = createClient(() => page)
    client.title('One')
    client.title('Two')
    assert.deepEqual(effects, { ...nothing, title: 'Two' })
  })

  it('refuses a title that is no text, or an empty one', () => {
    const { client, effects } = createClient(() => page)
    for (const text of [undefined, null, 7, {}, ['a'], '']) {
      assert.throws(() => client.title(text as string), configError)
    }
    assert.deepEqual(effects, nothing)
  })

  it('refuses a message that is no text', () => {
    const { client } = createClient(() => page)
    for (const text of [undefined, null, 7, { text: 'a' }]) {
      assert.throws(() => client.message(text as unknown as string), configError)
    }
  })
})

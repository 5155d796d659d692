import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { Environment } from 'nunjucks'
import { createSite, define } from './render-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'sealwax-views-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

write('views/page.njk', 'mine')
write('views/deep/page.njk', '{% include "./part.njk" %}{% include "../page.njk" %}')
write('views/deep/part.njk', 'part ')
write('views/deep/out.njk', '{% include "../../secret.njk" %}')
write('views/deep/aside.njk', '{% include "../../views-of-others/page.njk" %}')
write('views-of-others/page.njk', 'not mine')
write('secret.njk', 'secret')
write('second/page.njk', 'second')
write('second/only.njk', 'only')
write('overriding/sealwax/error.njk', 'my error: {{ title }}')

function addAsyncFilter(env: Environment): void {
  env.addFilter('later', (_, end) => setImmediate(() => end(null, 'late')), true)
}

function siteOf(...folders: string[]) {
  return createSite({}, { folder: folders.map((name) => join(folder, name)) })
}

function draw(view: string, ...folders: string[]): Promise<string> {
  return siteOf(...(folders.length === 0 ? ['views'] : folders)).page({}, { view })
}

describe('views', () => {
  it('are found below their folder', async () => {
    assert.equal(await draw('page.njk'), 'mine')
    assert.equal(await draw('deep/../page.njk'), 'mine')
  })

  for (const view of [
    '../secret.njk',
    '../views-of-others/page.njk',
    'deep/../../secret.njk',
    'deep/out.njk',
    'deep/aside.njk',
    '..',
    '.',
    '',
    'deep',
    '/etc/passwd',
    'missing.njk',
    'page.njk\0.html',
  ]) {
    it(`do not include ${JSON.stringify(view)}`, () =>
      assert.rejects(draw(view), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'ConfigError')
        assert.doesNotMatch(error.message, /secret$|root:/m)
        return true
      }))
  }

  it('do not include an absolute path, even of their own folder’s neighbour', async () => {
    await assert.rejects(draw(join(folder, 'secret.njk')), { code: 'ConfigError' })
    await assert.rejects(draw(join(folder, 'views-of-others/page.njk')), { code: 'ConfigError' })
  })

  it('count names with ./ and ../ from the view that holds them', async () => {
    assert.equal(await draw('deep/page.njk'), 'part mine')
  })

  it('come from the first folder that has them', async () => {
    assert.equal(await draw('page.njk', 'views', 'second'), 'mine')
    assert.equal(await draw('page.njk', 'second', 'views'), 'second')
    assert.equal(await draw('only.njk', 'views', 'second'), 'only')
  })

  it('may be a link, as a deployment lays them out', async () => {
    symlinkSync(join(folder, 'views'), join(folder, 'current'))
    assert.equal(await draw('page.njk', 'current'), 'mine')
  })

  it('of the library are found last, so that an app may override them', async () => {
    const data = { title: 'Gone', message: 'It is <gone>.' }
    const own = await siteOf('views').page(data, { view: 'sealwax/error.njk' })
    assert.match(own, /<h1>Gone<\/h1>/)
    assert.match(own, /It is &lt;gone&gt;\./)
    const mine = await siteOf('overriding').page(data, { view: 'sealwax/error.njk' })
    assert.equal(mine, 'my error: Gone')
  })
})

const x = define('x')
const files = {
  'page.njk':
    '{% extends "layout.njk" %}{% block main %}1{% include "part.njk" %}{{ component("x") }}{% endblock %}',
  'layout.njk': '1{% block main %}{% endblock %}',
  'part.njk': '1',
  'x.njk': '<i {{ attrs() }}>{{ sealed() }}1</i>',
}
const changed = {
  'layout.njk': '2{% block main %}{% endblock %}',
  'part.njk': '2',
  'x.njk': '<i {{ attrs() }}>{{ sealed() }}2</i>',
}

function digits(html: string): string {
  return html.replace(/<form.*<\/form>|<[^>]*>/gs, '')
}

describe('views in development', () => {
  it('are read anew when they have changed', async () => {
    const site = createSite(files, { components: [x] })
    assert.equal(digits(await site.page()), '1111')
    site.write(changed)
    assert.equal(digits(await site.page()), '2122')
  })

  it('are found as soon as they are there', async () => {
    const site = createSite({ 'page.njk': '{% include "late.njk" %}' })
    await assert.rejects(site.page(), { code: 'ConfigError' })
    site.write({ 'late.njk': 'late' })
    assert.equal(await site.page(), 'late')
  })

  it('in a slot are read anew with what they use', async () => {
    const box = define('box')
    const site = createSite(
      {
        'box.njk': '<i {{ attrs() }}>{{ sealed() }}{{ slot }}</i>',
        'page.njk': '{% component "box" %}{% include "part.njk" %}{% endcomponent %}',
        'part.njk': '{{ a }}',
      },
      { components: [box] },
    )
    assert.equal(digits(await site.page({ a: 1, b: 2 })), '1')
    site.write({ 'part.njk': '{{ a }}{{ b }}' })
    assert.equal(digits(await site.page({ a: 1, b: 2 })), '12')
  })

  it('that are broken can be mended', async () => {
    const site = createSite(files, { components: [x] })
    site.write({ 'part.njk': '{% if %}' })
    await assert.rejects(site.page(), { code: 'ConfigError', message: /^part\.njk:1: / })
    site.write({ 'part.njk': '3' })
    assert.equal(digits(await site.page()), '1131')
  })
})

describe('views in production', () => {
  it('are read once', async () => {
    const site = createSite(files, { components: [x], development: false })
    assert.equal(digits(await site.page()), '1111')
    site.write(changed)
    assert.equal(digits(await site.page()), '1111')
  })

  it('leave the data that they are given as it is', async () => {
    const site = createSite({ 'page.njk': '{% set title = "B" %}{{ title }}' })
    const data = { title: 'A' }
    assert.equal(await site.page(data), 'B')
    assert.deepEqual(data, { title: 'A' })
  })

  it('may not wait for what is asynchronous', async () => {
    const site = createSite({ 'page.njk': '{{ 1 | later }}' }, { configure: addAsyncFilter })
    await assert.rejects(site.page(), { code: 'ConfigError', message: /page\.njk: asynchronous/ })
  })
})

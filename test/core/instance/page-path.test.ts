import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { toPagePath } from '../../../server/core/instance/page-path.ts'

describe('toPagePath', () => {
  const paths: [url: string, page: string][] = [
    ['/', '/'],
    ['', '/'],
    ['/todos', '/todos'],
    ['/todos/', '/todos/'],
    ['/todos?a=1&b=2', '/todos?a=1&b=2'],
    ['/todos?', '/todos'],
    ['/todos?next=//evil.example', '/todos?next=//evil.example'],
    ['/a?b?c', '/a?b?c'],
    ['/a#b', '/a'],
    ['/a?b#c?d', '/a?b'],
    ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
    ['/a//b', '/a//b'],
    ['/a b?c d', '/a b?c d'],
    ['/a?undefined=1', '/a?undefined=1'],
    ['//evil.example', '/evil.example'],
    ['//evil.example/path?q=1', '/evil.example/path?q=1'],
    ['////evil.example', '/evil.example'],
    ['/\\evil.example', '/evil.example'],
    ['\\\\evil.example', '/evil.example'],
    ['\\/evil.example', '/evil.example'],
    ['/\\/\\evil.example', '/evil.example'],
    ['http://evil.example/', '/http://evil.example/'],
    ['javascript:alert(1)', '/javascript:alert(1)'],
    ['todos', '/todos'],
  ]
  for (const [url, page] of paths) {
    it(`takes ${JSON.stringify(url)} as ${page}`, () => assert.equal(toPagePath(url), page))
  }

  it('refuses control characters, which browsers and headers read in their own way', () => {
    const hostile = [
      '/\t/evil.example',
      '/\n/evil.example',
      '/a\r\nSet-Cookie: b',
      '/a?b\n',
      '/\0',
      '/\x7f',
    ]
    for (const url of hostile) assert.equal(toPagePath(url), '/')
  })

  it('leaves one parameter out and keeps the others as they are spelt', () => {
    assert.equal(toPagePath('/a?_sealwax=x', '_sealwax'), '/a')
    assert.equal(toPagePath('/a', '_sealwax'), '/a')
    assert.equal(toPagePath('/a?b=%20&_sealwax=x&c', '_sealwax'), '/a?b=%20&c')
    assert.equal(toPagePath('/a?_sealwax=x&_sealwax=y&b=1', '_sealwax'), '/a?b=1')
    assert.equal(toPagePath('/a?_sealwax&b=1', '_sealwax'), '/a?b=1')
    assert.equal(
      toPagePath('/a?_sealwaxed=1&x_sealwax=2', '_sealwax'),
      '/a?_sealwaxed=1&x_sealwax=2',
    )
  })

  it('always gives a path of this site, and the same for it again', () => {
    const base = 'https://site.example/dir/page'
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('/', '\\', '.', '?', '#', '\t', '\n', 'a', ':', '@', '%'),
      }),
    )
    fc.assert(
      fc.property(text, (url) => {
        const page = toPagePath(url)
        assert.equal(new URL(page, base).origin, 'https://site.example', page)
        assert.match(page, /^\/(?![/\\])/)
        assert.equal(toPagePath(page), page)
      }),
      { seed: 7, numRuns: 1000 },
    )
  })
})

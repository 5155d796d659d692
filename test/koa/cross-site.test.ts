import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertErrorPage, assertHtmxError, stateOn } from './answer.ts'
import { createTestApp, type Headers, type TestAppOptions } from './test-app.ts'

const touch = '/_sealwax/item/touch'
const shop = { Host: 'shop.example' }

async function statusWith(headers: Headers, options: TestAppOptions = {}) {
  const { world, browser } = createTestApp(options)
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  world.ran.length = 0
  const answer = await visitor.htmx(touch, { _state: state }, headers)
  if (answer.status === 200) return 200
  assertHtmxError(answer, { status: 403, code: 'CrossSite' })
  assertErrorPage(await visitor.post(touch, { _state: state }, headers), 403)
  assert.deepEqual(world.ran, [])
  return 403
}

describe('a call from another site', () => {
  const cases: [string, Headers, number, TestAppOptions?][] = [
    ['neither header', shop, 200],
    ['Sec-Fetch-Site: same-origin', { ...shop, 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['Sec-Fetch-Site: same-site', { ...shop, 'Sec-Fetch-Site': 'same-site' }, 403],
    ['Sec-Fetch-Site: cross-site', { ...shop, 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['Sec-Fetch-Site: none', { ...shop, 'Sec-Fetch-Site': 'none' }, 403],
    ['Sec-Fetch-Site: nonsense', { ...shop, 'Sec-Fetch-Site': 'same-origin, x' }, 403],
    [
      'Sec-Fetch-Site: cross-site with our Origin',
      { ...shop, 'Sec-Fetch-Site': 'cross-site', Origin: 'http://shop.example' },
      403,
    ],
    ['our Origin', { ...shop, Origin: 'http://shop.example' }, 200],
    ['our Origin with a port', { Host: 'shop.example:81', Origin: 'http://shop.example:81' }, 200],
    ['the default port', { Host: 'shop.example:80', Origin: 'http://shop.example' }, 200],
    ['Host in capitals', { Host: 'Shop.Example', Origin: 'http://shop.example' }, 200],
    ['another Origin', { ...shop, Origin: 'http://evil.example' }, 403],
    ['another scheme', { ...shop, Origin: 'https://shop.example' }, 403],
    ['another port', { ...shop, Origin: 'http://shop.example:81' }, 403],
    ['a sister site', { ...shop, Origin: 'http://a.shop.example' }, 403],
    ['a longer name', { ...shop, Origin: 'http://shop.example.evil.example' }, 403],
    ['Origin: null', { ...shop, Origin: 'null' }, 403],
    [
      'an Origin of the option',
      { ...shop, Origin: 'https://www.shop.example' },
      200,
      { sealwax: { origins: ['https://www.shop.example'] } },
    ],
    [
      'X-Forwarded headers without a proxy',
      { ...shop, 'X-Forwarded-Host': 'evil.example', Origin: 'http://evil.example' },
      403,
    ],
    [
      'X-Forwarded headers behind a proxy',
      {
        Host: 'inside:3000',
        'X-Forwarded-Host': 'shop.example',
        'X-Forwarded-Proto': 'https',
        Origin: 'https://shop.example',
      },
      200,
      { proxy: true },
    ],
    [
      'the inner name behind a proxy',
      {
        Host: 'inside:3000',
        'X-Forwarded-Host': 'shop.example',
        'X-Forwarded-Proto': 'https',
        Origin: 'http://inside:3000',
      },
      403,
      { proxy: true },
    ],
    [
      'a scheme that has no origin',
      { ...shop, 'X-Forwarded-Proto': 'data', Origin: 'null' },
      403,
      { proxy: true },
    ],
    ['a Host that is none', { Host: 'a b', Origin: 'http://a b' }, 403],
    [
      'a Host with a path',
      { Host: 'evil.example/shop.example', Origin: 'http://evil.example' },
      403,
    ],
    ['a Host of IPv6', { Host: '[::1]:3000', Origin: 'http://[::1]:3000' }, 200],
  ]
  for (const [name, headers, status, options] of cases) {
    it(`is ${status} with ${name}`, async () => {
      assert.equal(await statusWith(headers, options), status)
    })
  }
})

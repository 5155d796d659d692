import type { Headers } from '../wire.ts'
import type { Attempt } from './attempt.ts'

const withHeaders = (what: string, headers: Headers, expect: Attempt['expect']): Attempt => ({
  what,
  headers,
  expect,
})

const type = 'application/x-www-form-urlencoded'

/** Headers that come twice, or disagree. */
const doubled: readonly Attempt[] = [
  withHeaders(
    'two types, the second no form',
    [
      ['Content-Type', type],
      ['Content-Type', 'text/plain'],
    ],
    200,
  ),
  withHeaders(
    'two types, the first no form',
    [
      ['Content-Type', 'text/plain'],
      ['Content-Type', type],
    ],
    'UnsupportedType',
  ),
  withHeaders(
    'two lengths',
    [
      ['Content-Length', '8'],
      ['Content-Length', '9'],
    ],
    'http',
  ),
  withHeaders(
    'a length and chunks',
    [
      ['Content-Length', '8'],
      ['Transfer-Encoding', 'chunked'],
    ],
    'http',
  ),
  withHeaders(
    'chunks and a length',
    [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', '8'],
    ],
    'http',
  ),
  withHeaders('chunks twice', [['Transfer-Encoding', 'chunked, chunked']], 'http'),
  withHeaders('chunks that are not the last', [['Transfer-Encoding', 'chunked, identity']], 'http'),
  withHeaders('an unknown coding', [['Transfer-Encoding', 'xchunked']], 'http'),
  withHeaders('no host', [['Host', '\0absent']], 'http'),
]

/** What a head may hold that is none of our words. */
const odd: readonly Attempt[] = [
  withHeaders('a header of 15 KB', [['X-Long', 'x'.repeat(15_000)]], 200),
  withHeaders('a header of 100 KB', [['X-Long', 'x'.repeat(100_000)]], 'http'),
  // Node 22.23 and 24.21 refuse a thousand.
  withHeaders(
    'nine hundred headers',
    Array.from({ length: 900 }, (_, n) => [`X-${n}`, ''] as const),
    200,
  ),
  withHeaders(
    'names that every object has',
    [
      ['__proto__', 'x'],
      ['constructor', 'x'],
      ['toString', 'x'],
    ],
    200,
  ),
  withHeaders('a name with a space', [['X Y', 'z']], 'http'),
  withHeaders('a NUL', [['X-Y', 'a\0b']], 'http'),
  withHeaders('a lone line feed', [['X-Y', 'a\nTransfer-Encoding: chunked']], 'http'),
  withHeaders('a folded line', [['X-Y', 'a\r\n b']], 'http'),
  withHeaders(
    'bytes beyond ASCII',
    [
      ['X-Y', '\xff\xfe\x80'],
      ['Accept-Language', '\xe4'],
    ],
    200,
  ),
  withHeaders(
    'an Upgrade',
    [
      ['Upgrade', 'h2c'],
      ['Connection', 'Upgrade, close'],
    ],
    200,
  ),
  withHeaders('Expect: nonsense', [['Expect', 'nonsense']], 'http'),
  withHeaders('a Range', [['Range', 'bytes=0-1,2-3']], 200),
  withHeaders(
    'conditions',
    [
      ['If-None-Match', '*'],
      ['If-Match', '"x"'],
    ],
    200,
  ),
  withHeaders(
    'a rewritten URL',
    [
      ['X-Original-URL', '/_sealwax/item/pay'],
      ['X-Rewrite-URL', '/'],
    ],
    200,
  ),
  withHeaders(
    'another address',
    [
      ['X-Forwarded-For', '1.2.3.4'],
      ['Forwarded', 'for=1.2.3.4'],
    ],
    200,
  ),
]

/** htmx's own headers, written by somebody else. */
const htmx: readonly Attempt[] = [
  ...['%', '%ff', '%c0%af', 'a#%00', '"><script>', '#\xff'].flatMap((text) => [
    withHeaders(`HX-Target: ${text}`, [['HX-Target', text]], 200),
    withHeaders(`HX-Source: ${text}`, [['HX-Source', text]], 200),
  ]),
  ...['', 'x', 'javascript:alert(1)', 'http://[', '//evil.example', '\xff'].map((url) =>
    withHeaders(`HX-Current-URL: ${url}`, [['HX-Current-URL', url]], 200),
  ),
  withHeaders('a boosted call', [['HX-Boosted', 'true']], 200),
  withHeaders('a restored call', [['HX-History-Restore-Request', 'true']], 200),
  withHeaders('an unknown type of request', [['HX-Request-Type', 'x']], 200),
]

const noCookie = withHeaders('no cookie', [['Cookie', '']], 'StateRejected')
const badCookies: readonly Attempt[] = [
  'sid',
  'sid=',
  'sid=; sid.sig=',
  'sid=%',
  'sid=e30=; sid.sig=x',
  'a=b; '.repeat(2e3),
  '=;=;=',
  '\u00ff=\u00ff',
  'sid=__proto__',
  '__proto__=x; constructor=y',
  `sid=${'A'.repeat(8e3)}`,
].map((cookie) =>
  withHeaders(`the cookie ${cookie.slice(0, 30)}`, [['Cookie', cookie]], 'StateRejected'),
)

export const heads: readonly Attempt[] = [...doubled, ...odd, ...htmx, noCookie, ...badCookies]

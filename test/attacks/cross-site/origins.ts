import type { TestAppOptions } from '../../koa/test-app.ts'
import { type Headers, host } from '../wire.ts'

/** A way to reach the site, and what its own pages send as their origin. */
export interface Setup {
  readonly name: string
  readonly options: TestAppOptions
  readonly headers: Headers
  readonly ours: readonly string[]
  /** Origins that are somebody else's here. */
  readonly others: readonly string[]
}

const forwarded: Headers = [
  ['Host', 'inside:3000'],
  ['X-Forwarded-Host', host],
  ['X-Forwarded-Proto', 'https'],
]

/** Ways to reach it, which its proxies and names make. */
export const setups: readonly Setup[] = [
  {
    name: 'directly',
    options: {},
    headers: [['Host', host]],
    ours: [`http://${host}`],
    others: [`https://${host}`],
  },
  {
    name: 'on a port of its own',
    options: {},
    headers: [['Host', `${host}:8080`]],
    ours: [`http://${host}:8080`],
    others: [`http://${host}`, `http://${host}:80`, `http://${host}:80800`, `https://${host}:8080`],
  },
  {
    name: 'behind a proxy',
    options: { proxy: true },
    headers: forwarded,
    ours: [`https://${host}`],
    others: [`http://${host}`, 'http://inside:3000', 'https://inside:3000', `https://${host}:3000`],
  },
  {
    name: 'behind a proxy that is not trusted',
    options: {},
    headers: [
      ['Host', host],
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Forwarded-Proto', 'https'],
    ],
    ours: [`http://${host}`],
    others: [`https://${host}`, 'https://evil.example', 'http://evil.example'],
  },
  {
    name: 'by a second name',
    options: { sealwax: { origins: ['https://www.site.example', 'http://localhost:3000'] } },
    headers: [['Host', host]],
    ours: [`http://${host}`, 'https://www.site.example', 'http://localhost:3000'],
    others: [
      'http://www.site.example',
      'https://www.site.example:444',
      'http://localhost',
      'https://w.site.example',
    ],
  },
  {
    name: 'by a number',
    options: {},
    headers: [['Host', '[::1]:3000']],
    ours: ['http://[::1]:3000'],
    others: [
      'http://[::1]',
      'http://[0:0:0:0:0:0:0:1]:3000',
      'http://127.0.0.1:3000',
      'http://localhost:3000',
    ],
  },
]

/** Origins that are nobody's own site, whatever way it is reached. */
export const strangers: readonly string[] = [
  'null',
  'NULL',
  ' null',
  '*',
  'undefined',
  'about:blank',
  'file://',
  'data:',
  'blob:null',
  'https://evil.example',
  'http://evil.example:80',
  `http://${host}.evil.example`,
  `http://evil-${host}`,
  `http://a.${host}`,
  'http://site.exampl',
  'http://site.example.',
  `http://${host}/`,
  `http://${host}/x`,
  `http://${host}?`,
  `http://${host}#`,
  `http://x@${host}`,
  `http://x:y@${host}`,
  `//${host}`,
  host,
  `HTTP://${host}`,
  'http://SITE.example',
  `http:/${host}`,
  `http:${host}`,
  `ftp://${host}`,
  `ws://${host}`,
  `http://${host}, http://evil.example`,
  `http://evil.example http://${host}`,
  `http://${host} `.concat('x'),
  `http://${host}:0`,
  `http://${host}:80`,
  `http://${host}:`,
  `http://${host}:443`,
  `http://${host}%00`,
  'http://s\u00efte.example',
  'http://xn--ste-xla.example',
  `chrome-extension://${'a'.repeat(32)}`,
  'x'.repeat(9e3),
]

/** What a browser says of where a request comes from, and whether that is us. */
export const fetchSites: readonly (readonly [
  site: string | undefined,
  isOurs: boolean | undefined,
])[] = [
  [undefined, undefined],
  ['same-origin', true],
  ['same-site', false],
  ['cross-site', false],
  ['none', false],
  ['Same-Origin', false],
  ['same-origin, cross-site', false],
  ['same-origin;a', false],
  ['?1', false],
  ['null', false],
]

import { Decimal } from 'decimal.js'
import nunjucks from 'nunjucks'
import { Temporal } from 'temporal-polyfill'

/** One value that can be sealed, and the name of its type. */
export type Sample = readonly [type: string, value: unknown]

/** One value of each type that the demo can seal, by kind. */
export const samples: ReadonlyMap<string, readonly Sample[]> = new Map([
  [
    'Plain',
    [
      ['string', 'ink & <wax>'],
      ['number', 1.5],
      ['boolean', true],
      ['null', null],
      ['array', ['ink', 2]],
      ['object', { wax: 'red' }],
    ],
  ],
  [
    'What JSON loses',
    [
      ['undefined', undefined],
      ['minus zero', -0],
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['−Infinity', Number.NEGATIVE_INFINITY],
      ['bigint', 10n ** 17n + 1n],
      ['Date', new Date('1840-05-06T09:00:00Z')],
      ['Map', new Map([[7n, 'seals']])],
      ['Set', new Set(['ink', undefined])],
    ],
  ],
  [
    'Bytes',
    [
      ['Uint8Array', Uint8Array.of(115, 101)],
      ['ArrayBuffer', Uint8Array.of(97, 108).buffer],
      ['Buffer', Buffer.from('wax')],
    ],
  ],
  [
    'Text with a meaning',
    [
      ['URL', new URL('https://a.example/?q=wax')],
      ['URLSearchParams', new URLSearchParams('ink=1&ink=2')],
      ['SafeString', new nunjucks.runtime.SafeString('<em>wax</em>')],
    ],
  ],
  [
    'By plugin',
    [
      ['Decimal', new Decimal('0.1').plus('0.2')],
      ['Instant', Temporal.Instant.from('1840-05-06T09:00:00.000000001Z')],
      ['PlainDate', Temporal.PlainDate.from('1840-05-06')],
      ['PlainTime', Temporal.PlainTime.from('09:00')],
      ['PlainDateTime', Temporal.PlainDateTime.from('1840-05-06T09:00')],
      ['PlainYearMonth', Temporal.PlainYearMonth.from('1840-05')],
      ['PlainMonthDay', Temporal.PlainMonthDay.from('05-06')],
      ['ZonedDateTime', Temporal.ZonedDateTime.from('2026-05-06T09:00[Europe/London]')],
      ['Duration', Temporal.Duration.from('P1DT90M')],
    ],
  ],
])

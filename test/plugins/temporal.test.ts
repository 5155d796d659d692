import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import vm from 'node:vm'
import * as fc from 'fast-check'
import { createCodec, type TypePlugin } from 'sealwax/core'
import { temporal } from 'sealwax/plugins/temporal'
import { Temporal } from 'temporal-polyfill'
import { Temporal as Full } from 'temporal-polyfill/full'
import { itGivesBack, itRefuses, type Sample, split } from './facts.ts'

const codec = createCodec({ plugins: [temporal] })
const native = (Temporal as unknown) === Full

/** Values with `type:text` as they are sealed, from one implementation. */
function samplesOf(T: typeof Temporal): [value: object, type: string, text: string][] {
  const { Instant, PlainDate, PlainDateTime, PlainTime, ZonedDateTime } = T
  const { Duration, PlainMonthDay, PlainYearMonth } = T
  const limit = 8_640_000_000_000_000_000_000n
  return [
    [Instant.from('2026-02-03T04:05:06Z'), 'Instant', '2026-02-03T04:05:06Z'],
    [Instant.from('1969-12-31T23:59:59.999999999Z'), 'Instant', '1969-12-31T23:59:59.999999999Z'],
    [new Instant(limit), 'Instant', '+275760-09-13T00:00:00Z'],
    [new Instant(-limit), 'Instant', '-271821-04-20T00:00:00Z'],
    [PlainDate.from('2024-02-29'), 'PlainDate', '2024-02-29'],
    [PlainDate.from('-000001-01-01'), 'PlainDate', '-000001-01-01'],
    [PlainDate.from('2026-02-03[u-ca=gregory]'), 'PlainDate', '2026-02-03[u-ca=gregory]'],
    [PlainTime.from('00:00'), 'PlainTime', '00:00:00'],
    [PlainTime.from('23:59:59.123456789'), 'PlainTime', '23:59:59.123456789'],
    [PlainDateTime.from('2026-02-03T04:05'), 'PlainDateTime', '2026-02-03T04:05:00'],
    [
      PlainDateTime.from('-271821-04-19T00:00:00.000000001[u-ca=gregory]'),
      'PlainDateTime',
      '-271821-04-19T00:00:00.000000001[u-ca=gregory]',
    ],
    [
      ZonedDateTime.from('2026-07-01T12:00[Europe/Berlin]'),
      'ZonedDateTime',
      '2026-07-01T10:00:00Z[Europe/Berlin][u-ca=iso8601]',
    ],
    [
      // The hour that comes twice: the second one.
      ZonedDateTime.from('2025-10-26T02:30:00+01:00[Europe/Berlin][u-ca=gregory]'),
      'ZonedDateTime',
      '2025-10-26T01:30:00Z[Europe/Berlin][u-ca=gregory]',
    ],
    [
      // An offset with seconds, which the text of a ZonedDateTime rounds.
      ZonedDateTime.from('1900-01-01T00:00[Africa/Monrovia]'),
      'ZonedDateTime',
      '1900-01-01T00:43:08Z[Africa/Monrovia][u-ca=iso8601]',
    ],
    [
      new ZonedDateTime(limit, '-23:59'),
      'ZonedDateTime',
      '+275760-09-13T00:00:00Z[-23:59][u-ca=iso8601]',
    ],
    [new ZonedDateTime(0n, 'UTC'), 'ZonedDateTime', '1970-01-01T00:00:00Z[UTC][u-ca=iso8601]'],
    [PlainYearMonth.from('2026-02'), 'PlainYearMonth', '2026-02-01[u-ca=iso8601]'],
    [new PlainYearMonth(2026, 2, 'gregory', 28), 'PlainYearMonth', '2026-02-28[u-ca=gregory]'],
    [new PlainYearMonth(-271821, 4), 'PlainYearMonth', '-271821-04-01[u-ca=iso8601]'],
    [PlainMonthDay.from('02-29'), 'PlainMonthDay', '1972-02-29[u-ca=iso8601]'],
    [new PlainMonthDay(2, 28, 'iso8601', 1999), 'PlainMonthDay', '1999-02-28[u-ca=iso8601]'],
    [new Duration(), 'Duration', '0,0,0,0,0,0,0,0,0,0'],
    [
      // Its own text says PT25H1.5S.
      Duration.from({ hours: 25, milliseconds: 1500 }),
      'Duration',
      '0,0,0,0,25,0,0,1500,0,0',
    ],
    [
      Duration.from({ years: -1, days: -400, nanoseconds: -1 }),
      'Duration',
      '-1,0,0,-400,0,0,0,0,0,-1',
    ],
    [
      Duration.from({ nanoseconds: 9.007_199_254_740_991e24 }),
      'Duration',
      '0,0,0,0,0,0,0,0,0,9.007199254740991e+24',
    ],
  ]
}

const calendars = split(
  'buddhist | chinese | coptic | dangi | ethioaa | ethiopic | hebrew | indian | islamic-civil',
  'islamic-tbla | islamic-umalqura | japanese | persian | roc',
)

/** One day in each calendar, and what can be made of it. */
function samplesIn(calendar: string): [value: object, type: string, text: string][] {
  const day = Full.PlainDate.from('2024-02-29').withCalendar(calendar)
  const [month, monthDay] = [day.toPlainYearMonth(), day.toPlainMonthDay()]
  const annotation = `[u-ca=${calendar}]`
  return [
    [day, 'PlainDate', `2024-02-29${annotation}`],
    [day.toPlainDateTime('04:05'), 'PlainDateTime', `2024-02-29T04:05:00${annotation}`],
    [
      day.toZonedDateTime('Asia/Kathmandu'),
      'ZonedDateTime',
      `2024-02-28T18:15:00Z[Asia/Kathmandu]${annotation}`,
    ],
    [month, 'PlainYearMonth', String(month)],
    [monthDay, 'PlainMonthDay', String(monthDay)],
  ]
}

function toSamples(
  values: readonly [value: object, type: string, text: string][],
  ...source: string[]
): Sample[] {
  return values.map(([value, type, text]) => ({
    what: `${type} ${text} ${source.join('')}`.trim(),
    value,
    payload: ['Temporal', [type, text, ...source]],
  }))
}

/** All values of Temporal are equal to node's deepEqual. */
function assertSame(actual: any, expected: any): void {
  assert.equal(Object.getPrototypeOf(actual), Object.getPrototypeOf(expected))
  if (expected.equals !== undefined) assert.ok(expected.equals(actual), `${actual} ${expected}`)
  else assert.deepStrictEqual(partsOf(actual), partsOf(expected))
}

function partsOf(duration: any): unknown[] {
  const { years, months, weeks, days, hours, minutes, seconds } = duration
  const { milliseconds, microseconds, nanoseconds } = duration
  const small = [milliseconds, microseconds, nanoseconds]
  return [years, months, weeks, days, hours, minutes, seconds, ...small]
}

const otherSpellings = {
  Instant: split(
    ' | 2026-02-03 | 2026-02-03T04:05:06 | 2026-02-03T04:05Z | 2026-02-03T04:05:06z',
    '2026-02-03T04:05:06+00:00 | 2026-02-03T04:05:06.0Z | 2026-02-03 04:05:06Z',
    '2026-02-03T04:05:06Z[UTC] | 20260203T040506Z | 2026-02-03T24:00:00Z',
    '+002026-02-03T04:05:06Z | +275760-09-13T00:00:00.000000001Z | 2026-02-30T00:00:00Z',
  ),
  PlainDate: split(
    ' | 2024-2-9 | 20240229 | 2023-02-29 | 2024-02-29T00:00:00 | 2024-02-29Z | 2024-060',
    '+002024-02-29 | -000000-01-01 | 2024-02-29[u-ca=iso8601] | 2024-02-29[U-CA=gregory]',
    '2024-02-29[u-ca=GREGORY] | 2024-02-29[!u-ca=gregory] | 2024-02-29[u-ca=none]',
    '2024-02-29[u-ca=gregory][u-ca=roc] | 2024-02-29[Europe/Berlin] | +275760-09-14',
    '2024-02-29[u-ca=__proto__] | 2024-02-29[u-ca=constructor] | 2024-02-29  | today',
  ),
  PlainDateTime: split(
    ' | 2026-02-03 | 2026-02-03T04:05 | 2026-02-03 04:05:00 | 2026-02-03t04:05:00',
    '2026-02-03T04:05:00Z | 2026-02-03T04:05:00.000 | 2026-02-03T04:05:60',
    '2026-02-03T04:05:00,5 | 2026-02-03T04:05:00[UTC] | -271821-04-19T00:00:00',
  ),
  PlainTime: split(
    ' | 00 | 00:00 | 24:00:00 | 00:00:00.0 | T00:00:00 | 00:00:00Z | 000000 | 23:59:60',
    '12:00:00.1234567891 | 12:00:00[u-ca=iso8601] | 2026-02-03T00:00:00 | -1',
  ),
  ZonedDateTime: split(
    ' | 2026-07-01T10:00:00Z | 2026-07-01T10:00:00Z[Europe/Berlin]',
    '2026-07-01T12:00:00+02:00[Europe/Berlin] | 2026-07-01T12:00:00[Europe/Berlin]',
    '2026-07-01T10:00:00Z[europe/berlin][u-ca=iso8601] | 2026-07-01T10:00:00Z[Mars/X]',
    '2026-07-01T10:00:00Z[+02][u-ca=iso8601] | 2026-07-01T10:00:00Z[+02:00:01][u-ca=iso8601]',
    '2026-07-01T10:00:00Z[!UTC][u-ca=iso8601] | 2026-07-01T10:00:00Z[UTC][u-ca=mayan]',
    '2026-07-01T10:00:00Z[../../etc/passwd][u-ca=iso8601] | 2026-07-01T10:00:00Z[][u-ca=]',
    '2026-07-01T10:00:00Z[__proto__][u-ca=iso8601] | 2026-07-01[UTC][u-ca=iso8601]',
  ),
  PlainYearMonth: split(
    ' | 2026-02 | 2026-02-01 | 2026-02-01[u-ca=ISO8601] | 2026-02-30[u-ca=iso8601]',
    '2026-13-01[u-ca=iso8601] | +002026-02-01[u-ca=iso8601] | -000000-02-01[u-ca=iso8601]',
    '2026-02-01[u-ca=iso8601]x | x2026-02-01[u-ca=iso8601] | 2026-02-01[u-ca=__proto__]',
    '2026-02-01[u-ca=iso8601]\n | 2026-02-00[u-ca=iso8601] | -271821-03-01[u-ca=iso8601]',
    '2026-02-01[u-ca=] | 2026-02-01[u-ca=iso8601][u-ca=iso8601] | ٢٠٢٦-02-01[u-ca=iso8601]',
  ),
  PlainMonthDay: split(
    ' | 02-29 | --02-29 | 1972-02-29 | 1973-02-29[u-ca=iso8601] | 1972-2-29[u-ca=iso8601]',
    '1972-02-29[u-ca=Gregory] | 1972-02-29[u-ca=nothing] | +001972-02-29[u-ca=iso8601]',
  ),
  Duration: split(
    ' | P1D | PT0S | 0 | 0,0,0,0,0,0,0,0,0 | 0,0,0,0,0,0,0,0,0,0,0 | ,,,,,,,,,',
    '1,-1,0,0,0,0,0,0,0,0 | 1.5,0,0,0,0,0,0,0,0,0 | -0,0,0,0,0,0,0,0,0,0',
    '0x1,0,0,0,0,0,0,0,0,0 | 1e2,0,0,0,0,0,0,0,0,0 |  1,0,0,0,0,0,0,0,0,0',
    '01,0,0,0,0,0,0,0,0,0 | Infinity,0,0,0,0,0,0,0,0,0 | NaN,0,0,0,0,0,0,0,0,0',
    '4294967296,0,0,0,0,0,0,0,0,0 | 0,0,0,0,0,0,0,0,0,1e+308 | 1,0,0,0,0,0,0,0,0,0,',
    '1;0;0;0;0;0;0;0;0;0',
  ),
}
const typeNames = Object.keys(otherSpellings) as (keyof typeof otherSpellings)[]
const pluginPath = '../../plugins/temporal.ts'

/** What a time holds of each type. */
function partOf(time: Full.ZonedDateTime, type: keyof typeof otherSpellings): object {
  switch (type) {
    case 'Instant':
      return time.toInstant()
    case 'ZonedDateTime':
      return time
    case 'PlainYearMonth':
      return time.toPlainDate().toPlainYearMonth()
    case 'PlainMonthDay':
      return time.toPlainDate().toPlainMonthDay()
    case 'Duration':
      return time.withCalendar('iso8601').since(new Full.ZonedDateTime(0n, time.timeZoneId))
    default:
      return time[`to${type}`]()
  }
}

/** Runs with a Temporal that is neither of the polyfill's two, as an engine has it. */
async function withGlobalTemporal(run: (own: typeof Temporal) => Promise<void>): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Temporal')
  const script = new URL('../../node_modules/temporal-polyfill/global.js', import.meta.url)
  const own = vm.runInNewContext(`${readFileSync(script, 'utf8')};Temporal`) as typeof Temporal
  Object.defineProperty(globalThis, 'Temporal', { value: own, configurable: true, writable: true })
  try {
    await run(own)
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'Temporal')
    else Object.defineProperty(globalThis, 'Temporal', before)
  }
}

const zones = Intl.supportedValuesOf('timeZone')

/** Knows no time zone yet. */
async function newCodec(mark: string) {
  const { href } = new URL(`${pluginPath}?${mark}`, import.meta.url)
  const plugin = (await import(href)) as { temporal: TypePlugin }
  return createCodec({ plugins: [plugin.temporal] })
}

/** How often the event loop comes round meanwhile. */
async function turnsOf(run: () => Promise<unknown>): Promise<number> {
  let turns = 0
  const count = () => {
    turns++
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  await run()
  clearImmediate(next)
  return turns
}

describe('temporal', () => {
  itGivesBack([temporal], toSamples(samplesOf(Temporal)), assertSame)

  describe('with temporal-polyfill/full', () => {
    const source = native ? [] : ['full']
    const samples = [...samplesOf(Full), ...calendars.flatMap(samplesIn)]
    itGivesBack([temporal], toSamples(samples, ...source), assertSame)
  })

  itRefuses([temporal], 'Temporal', {
    'names that are no type': [
      ...['Now', 'Date', 'plaindate', 'Temporal.PlainDate', '', 'toString', 'constructor'].map(
        (type) => [type, '2024-02-29'],
      ),
      ...['__proto__', ['PlainDate'], { toString: 'PlainDate' }, 3].map((type) => [type, '']),
    ],
    'payloads of another form': [
      ['PlainDate'],
      ['PlainDate', '2024-02-29', 'basic'],
      ['PlainDate', '2024-02-29', null],
      ['PlainDate', '2024-02-29', 'full', 'full'],
      { 0: 'PlainDate', 1: '2024-02-29', length: 2 },
      'PlainDate 2024-02-29',
    ],
    'what the constructors take besides text': [
      ['PlainDate', { year: 2024, month: 2, day: 29 }],
      ['PlainDate', ['2024-02-29']],
      ['PlainTime', { hour: 1 }],
      ['Instant', 0],
      ['Duration', [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
      ['Duration', { days: 1 }],
      ['PlainMonthDay', null],
    ],
    'texts over the limit': typeNames.flatMap((type) => [
      [type, `2024-02-29${'0'.repeat(247)}`],
      [type, '0'.repeat(1_000_000)],
      [type, `0${',0'.repeat(500_000)}`],
      [type, `2024-02-29T00:00:00Z${'[u-ca=iso8601]'.repeat(100_000)}`],
    ]),
    'texts that are made to cost much': typeNames.flatMap((type) => [
      ...['0', '[', '-', ':', ',', 'P', '[u-ca=iso8601]', '[!a=a]', '1,', ' '].map((part) => [
        type,
        part.repeat(256 / part.length),
      ]),
      [type, `2024-02-29T00:00:00Z[${'A/'.repeat(110)}A]`],
      [type, `2024-02-29T00:00:00.${'0'.repeat(200)}Z`],
    ]),
  })

  for (const [type, texts] of Object.entries(otherSpellings)) {
    itRefuses([temporal], 'Temporal', {
      [`other spellings of ${type}`]: texts.map((text) => [type, text]),
      [`other spellings of ${type} of the full polyfill`]: texts.map((text) => [
        type,
        text,
        'full',
      ]),
    })
  }

  it('gives back any value', async () => {
    // 1770 to 2170: far from today the engine fails to count in some calendars.
    const nanoseconds = fc.bigInt({
      min: -6_300_000_000_000_000_000n,
      max: 6_300_000_000_000_000_000n,
    })
    const zone = fc.constantFrom(...zones, 'UTC', '+05:30', '-23:59')
    const calendar = fc.constantFrom('iso8601', 'gregory', ...calendars)
    const kind = fc.constantFrom(...typeNames)
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(nanoseconds, zone, calendar),
        kind,
        async ([ns, timeZone, calendar], type) => {
          const zoned = new Full.ZonedDateTime(ns, timeZone, calendar)
          const value = partOf(zoned, type)
          assertSame(await codec.read(codec.write(value)), value)
        },
      ),
      { seed: 20_260_203, numRuns: 1000 },
    )
  })

  it('writes an Instant as it writes itself', () => {
    const limit = 8_640_000_000_000_000_000_000n
    const fraction = fc.constantFrom(0n, 1n, 10n, 999_999_999n, 500_000_000n, 1_000_000n)
    const whole = fc.bigInt({ min: -limit / 1_000_000_000n, max: limit / 1_000_000_000n - 1n })
    fc.assert(
      fc.property(whole, fraction, (seconds, rest) => {
        const instant = new Temporal.Instant(seconds * 1_000_000_000n + rest)
        assert.deepEqual(JSON.parse(codec.write(instant)).json, [
          'Temporal',
          ['Instant', String(instant)],
        ])
      }),
      { seed: 20_260_203, numRuns: 1000 },
    )
  })

  it('does not write the offset of a time, which changes with the rules of its zone', () => {
    const text = codec.write(Temporal.ZonedDateTime.from('2026-07-01T12:00[Europe/Berlin]'))
    assert.doesNotMatch(text, /\+02:00/)
  })

  for (const [where, T] of [
    ['temporal-polyfill', Temporal],
    ['temporal-polyfill/full', Full],
  ] as const) {
    it(`does not take an object for a type by its prototype (${where})`, () => {
      for (const type of typeNames) {
        assert.throws(() => codec.write({ when: Object.create(T[type].prototype) }), {
          code: 'SealingBlocked',
          message: `Sealing blocked: '${type}' is not in the allowed list. Register a type plugin. (state.when)`,
        })
      }
    })
  }

  it('uses at most 50 new time zones in one turn of the event loop, since each takes time', async () => {
    const codec = await newCodec('turns')
    const text = codec.write(zones.map((zone) => new Temporal.ZonedDateTime(0n, zone)))
    assert.ok((await turnsOf(() => codec.read(text))) >= Math.floor(zones.length / 50))
    assert.equal(await turnsOf(() => codec.read(text)), 0)
  })

  it('refuses a time zone that is none, also in a later turn', async () => {
    const payloads = [...zones, 'Mars/X'].map((zone) =>
      JSON.stringify([
        'Temporal',
        ['ZonedDateTime', `1970-01-01T00:00:00Z[${zone}][u-ca=iso8601]`],
      ]),
    )
    const types = payloads.map((_, at) => `"${at}":[["custom","sealwax"]]`)
    const text = `{"json":[${payloads.join()}],"meta":{"values":{${types.join()}},"v":1}}`
    await assert.rejects((await newCodec('refused')).read(text), { code: 'StateRejected' })
  })

  it('knows the Temporal of the engine, and gives its values back', async () => {
    await withGlobalTemporal(async (own) => {
      const codec = await newCodec('global')
      for (const { value, payload } of toSamples(samplesOf(own))) {
        const text = codec.write(value)
        assert.deepEqual(JSON.parse(text).json, payload)
        assertSame(await codec.read(text), value)
      }
    })
  })
})

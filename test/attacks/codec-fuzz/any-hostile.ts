import { Decimal } from 'decimal.js'
import * as fc from 'fast-check'
import nunjucks from 'nunjucks'
import { createCodec } from 'sealwax/core'
import { Temporal } from 'temporal-polyfill'
import { anyText } from '../../core/codec/any-value.ts'
import { genuine, now } from '../snapshots.ts'

const { Instant, PlainDate, PlainTime, Duration, ZonedDateTime } = Temporal

/** Seconds from 1770 to 2170. */
const seconds = fc.integer({ min: -6_300_000_000, max: 6_300_000_000 })

/** Values of the types that come with a plugin. */
export const pluginLeaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.double().map((number) => new Decimal(number)),
  fc.tuple(fc.bigInt(), fc.integer()).map(([digits, power]) => new Decimal(`${digits}e${power}`)),
  anyText.map((html) => new nunjucks.runtime.SafeString(html)),
  seconds.map((time) => Instant.fromEpochMilliseconds(time * 1000)),
  seconds.map((time) => PlainDate.from('1970-01-01').add({ hours: Math.trunc(time / 3600) })),
  fc.nat(86_399).map((time) => PlainTime.from('00:00').add({ seconds: time, nanoseconds: time })),
  fc.integer().map((time) => Duration.from({ hours: time, milliseconds: time })),
  fc
    .tuple(seconds, fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', '+05:30'))
    .map(([time, zone]) => new ZonedDateTime(BigInt(time) * 1_000_000_000n, zone)),
)

/** Values with parts that stand in several places. */
export function sharing(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const places = fc.array(fc.nat(3), { minLength: 2, maxLength: 5 })
  return fc.tuple(values, values, places).map(([one, other, places]) => {
    const parts = [one, other, [one, other], new Map([[one, other]])]
    const list = places.map((place) => parts[place])
    return {
      list,
      again: list,
      set: new Set(list),
      map: new Map([['a', list]]),
      [places.join()]: parts,
    }
  })
}

/** A text with some characters cut out, put in or exchanged. */
export function changedText(text: string): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(text.length - 1),
    cut: fc.nat(2),
    put: fc.constantFrom(...'0129abnx"[]{},:.\\- '.split(''), '', '__proto__', 'null', '["set"]'),
  })
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), text),
    )
}

export const anyBytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 200 })

const oddTime = fc.constantFrom<unknown>(now + 1e6, now - 1e6, -1, 0.5, 2 ** 53, null, `${now}`, -0)
const oddPage = fc.constantFrom('//a', '/\\a', '/a\n', 'http://a/', '', '/#', '/a?b', '\ud800')
const odd: readonly fc.Arbitrary<unknown>[] = [
  fc.constantFrom('a b', '', '"', 'card-2', '__proto__', 'a\n'),
  oddPage,
  oddTime,
  oddTime,
  anyText,
  fc.constantFrom<unknown>(0, 2, 3, -1, 1.5, '1', null),
]

const codec = createCodec()

/** Texts of states: a genuine one with some parts exchanged, added or left out. */
export function anyTuple(values: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const part = fc.oneof(fc.dictionary(fc.constantFrom('a', 'then', 'cardId'), values), values)
  const changes = genuine.map((_, at) => fc.tuple(fc.constant(at), odd[at] ?? part))
  const length = fc.oneof(
    { arbitrary: fc.constant(genuine.length), weight: 9 },
    { arbitrary: fc.nat(genuine.length + 4), weight: 1 },
  )
  return fc
    .tuple(fc.array(fc.oneof(...changes), { maxLength: 2 }), length)
    .map(([changes, length]) => {
      const changed = changes.reduce((all, [at, value]) => all.with(at, value), [...genuine])
      return codec.write([...changed, {}, {}, {}, {}].slice(0, length))
    })
}

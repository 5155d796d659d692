import { Temporal as basic } from 'temporal-polyfill'
import { Temporal as full } from 'temporal-polyfill/full'
import type { TypePlugin } from '../server/core/index.ts'
import { readInZone } from './temporal-zones.ts'

type Implementation = typeof basic
type TypeName = Exclude<keyof Implementation, 'Now'>
type ValueOf<Name extends TypeName> = InstanceType<Implementation[Name]>
type AnyValue = ValueOf<TypeName>

/**
 * All types of Temporal: the engine's or temporal-polyfill's, also those of `temporal-polyfill/full` with its
 * calendars. Each comes back as a value of the implementation that it was of.
 * @see https://tc39.es/proposal-temporal
 */
export const temporal: TypePlugin<AnyValue, readonly string[]> = {
  name: 'Temporal',
  match: (value) => kinds.has(Object.getPrototypeOf(value)) && isGenuine(value as AnyValue),
  reduce(value) {
    const [name, ...source] = kindOf(value)
    return [name, write(name, value), ...source]
  },
  revive(payload: unknown) {
    const checked = checkPayload(payload)
    const { name, text, source = '' } = checked
    if (name !== 'ZonedDateTime') return read(checked)
    return readInZone(source + text.slice(text.indexOf('[')), () => read(checked))
  },
}

function read({ name, text, source }: Written): AnyValue {
  const implementation = source === undefined ? main : full
  const value = forms[name].read(text, implementation)
  if (write(name, value) !== text) throw new TypeError(`not a canonical ${name}`)
  return value
}

/** What one type travels as: exactly what it holds, which is more than its own text for some. */
interface Form<Value> {
  /** Has a getter that throws for anything but a value of the type. */
  readonly part: keyof Value
  readonly write: (value: Value) => string
  readonly read: (text: string, implementation: Implementation) => Value
}

const forms: { readonly [Name in TypeName]: Form<ValueOf<Name>> } = {
  Instant: {
    part: 'epochNanoseconds',
    write: writeInstant,
    read: (text, { Instant }) => Instant.from(text),
  },
  PlainDate: {
    part: 'calendarId',
    write: String,
    read: (text, { PlainDate }) => PlainDate.from(text),
  },
  PlainDateTime: {
    part: 'calendarId',
    write: String,
    read: (text, { PlainDateTime }) => PlainDateTime.from(text),
  },
  PlainTime: {
    part: 'hour',
    write: String,
    read: (text, { PlainTime }) => PlainTime.from(text),
  },
  ZonedDateTime: {
    part: 'calendarId',
    // Its own text has the offset too, which changes with the rules of the time zone.
    write: (value) => `${writeInstant(value)}[${value.timeZoneId}][u-ca=${value.calendarId}]`,
    read: (text, { ZonedDateTime }) => ZonedDateTime.from(text),
  },
  PlainYearMonth: {
    part: 'calendarId',
    write: writeWhole,
    read(text, { PlainYearMonth }) {
      const { year, month, day, calendar } = readWhole(text)
      return new PlainYearMonth(year, month, calendar, day)
    },
  },
  PlainMonthDay: {
    part: 'calendarId',
    write: writeWhole,
    read(text, { PlainMonthDay }) {
      const { year, month, day, calendar } = readWhole(text)
      return new PlainMonthDay(month, day, calendar, year)
    },
  },
  Duration: {
    part: 'sign',
    // Its own text adds up the parts of a second.
    write: (value) => durationParts.map((part) => value[part]).join(),
    read: (text, { Duration }) => new Duration(...text.split(',').map(Number)),
  },
}

const second = 1_000_000_000n

/** As an Instant writes itself, in a tenth of the time: a state may hold many. */
function writeInstant({ epochNanoseconds }: { readonly epochNanoseconds: bigint }): string {
  const rest = ((epochNanoseconds % second) + second) % second
  const date = new Date(Number((epochNanoseconds - rest) / 1_000_000n))
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
  return date.toISOString().replace('.000Z', `${fraction}Z`)
}

const durationParts = [
  'years',
  'months',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
  'microseconds',
  'nanoseconds',
] as const

/** With the day or the year that doesn't show: two values that differ in it are not equal. */
function writeWhole(value: ValueOf<'PlainYearMonth' | 'PlainMonthDay'>): string {
  return value.toString({ calendarName: 'always' })
}

function readWhole(text: string) {
  const [, year, month, day, calendar] =
    /^([+-]?\d{4,6})-(\d\d)-(\d\d)\[u-ca=([^\]]+)\]$/.exec(text) ?? []
  return { year: Number(year), month: Number(month), day: Number(day), calendar }
}

/** The engine's own, or one that the app installed before; else the polyfill's. */
const main = (globalThis as { Temporal?: Implementation }).Temporal ?? basic

/** A type and, unless it is the main one, its implementation. */
type Kind = readonly [name: TypeName, ...source: 'full'[]]

const kinds: ReadonlyMap<unknown, Kind> = new Map([...kindsOf(full, 'full'), ...kindsOf(main)])

function kindsOf(implementation: Implementation, ...source: 'full'[]): [object, Kind][] {
  const names = Object.keys(forms) as TypeName[]
  return names.map((name) => [implementation[name].prototype, [name, ...source]])
}

function kindOf(value: unknown): Kind {
  return kinds.get(Object.getPrototypeOf(value)) as Kind
}

/** `Object.create(Temporal.Instant.prototype)` holds nothing that could be written. */
function isGenuine(value: AnyValue): boolean {
  try {
    const { part } = forms[kindOf(value)[0]] as Form<AnyValue>
    return value[part] !== undefined
  } catch {
    return false
  }
}

function write(name: TypeName, value: AnyValue): string {
  return (forms[name] as Form<AnyValue>).write(value)
}

/** A duration with all its parts takes about 200. */
const maxLength = 256

interface Written {
  readonly name: TypeName
  readonly text: string
  readonly source: 'full' | undefined
}

function checkPayload(payload: unknown): Written {
  if (!Array.isArray(payload)) throw new TypeError('not a list')
  const [name, text, source] = payload
  const known = payload.length === 2 || (payload.length === 3 && source === 'full')
  if (!known || !isTypeName(name)) throw new TypeError('not a type of Temporal')
  if (typeof text !== 'string' || text.length > maxLength) throw new TypeError(`not a ${name}`)
  return { name, text, source }
}

function isTypeName(name: unknown): name is TypeName {
  return typeof name === 'string' && Object.hasOwn(forms, name)
}

import type { Fields } from '../../core/rooms.ts'
import { toText } from './attributes.ts'
import type { FieldOptions } from './field-options.ts'

/** What a request sent may be an object whose `toString` is none: nothing that a template can put out. */
export function toPrintable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPrintable)
  return typeof value === 'object' ? toText(value) : value
}

/** Value of a field before anybody typed: of public state, else what the template gives. */
export function firstValue(publicState: Fields, options: FieldOptions): unknown {
  const { name, type, given, ticked } = options
  const [there, value] = find(publicState, name)
  if (there) return value instanceof Set ? [...value] : value
  if (!isChoice(type)) return given
  return ticked ? (given ?? true) : undefined
}

/** Looks a name up, else the path that it may be: `rows.0.title`. */
function find(publicState: Fields, name: string): [there: boolean, value?: unknown] {
  if (Object.hasOwn(publicState, name)) return [true, publicState[name]]
  let value: unknown = publicState
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [false]
    value = (value as Fields)[key]
  }
  return [true, value]
}

export function isChoice(type: string | undefined): boolean {
  return type === 'checkbox' || type === 'radio'
}

/** Whether a value is this one, or has it among others; by text, as forms send them. */
export function hasValue(value: unknown, one: unknown): boolean {
  if (Array.isArray(value)) return value.map(toText).includes(toText(one))
  return one === undefined ? Boolean(value) : value != null && toText(value) === toText(one)
}

/** What an input of this type takes of a value: of a date, a part. */
export function inputValue(value: unknown, type: string | undefined): unknown {
  if (!(value instanceof Date)) return value ?? ''
  // A date without a time is read as UTC, one with a time as the time of the place.
  if (type === 'datetime-local') return toLocalText(value)
  const lengths: Record<string, number> = { date: 10, month: 7 }
  return toText(value).slice(0, lengths[type ?? ''])
}

function toLocalText(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return toText(local).slice(0, 16)
}

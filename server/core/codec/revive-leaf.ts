import { Malformed } from './annotations.ts'
import { maxBigintDigits } from './check-value.ts'

/** Turns what JSON holds at a place into a value, or throws. Contents are revived already. */
export type ReviveLeaf = (json: unknown) => unknown

/**
 * The only types that can come out of a sealed text beside JSON's own and the plugins'. Each reads the
 * one spelling that the writer makes and no other.
 */
export const simpleTypes: ReadonlyMap<string, ReviveLeaf> = new Map<string, ReviveLeaf>([
  ['undefined', (json) => expect(json === null, undefined)],
  ['number', reviveNumber],
  ['bigint', reviveBigint],
  ['Date', reviveDate],
  ['URL', reviveUrl],
  ['set', reviveSet],
  ['map', reviveMap],
])

export function reviveBytes(json: unknown): Uint8Array {
  return Uint8Array.from(expect(Array.isArray(json) && json.every(isByte), json as number[]))
}

function isByte(item: unknown): boolean {
  const isWhole = typeof item === 'number' && Number.isInteger(item) && !Object.is(item, -0)
  return isWhole && item >= 0 && item <= 255
}

function reviveNumber(json: unknown): number {
  const special = json === 'NaN' || json === 'Infinity' || json === '-Infinity' || json === '-0'
  return Number(expect(special, json))
}

function reviveBigint(json: unknown): bigint {
  // The length comes first: it bounds both the pattern and the conversion.
  const fits = typeof json === 'string' && json.length <= maxBigintDigits
  const canonical = fits && /^(?:0|-?[1-9][0-9]*)$/.test(json)
  return BigInt(expect(canonical, json as string))
}

function reviveDate(json: unknown): Date {
  const date = new Date(expect(typeof json === 'string' && json.length <= 32, json as string))
  return expect(!Number.isNaN(date.getTime()) && date.toISOString() === json, date)
}

function reviveUrl(json: unknown): URL {
  const url = new URL(expect(typeof json === 'string', json as string))
  return expect(url.href === json, url)
}

function reviveSet(json: unknown): Set<unknown> {
  const items = expect(Array.isArray(json), json as unknown[])
  return new Set(expect(areKeys(items), items))
}

function reviveMap(json: unknown): Map<unknown, unknown> {
  const pairs = expect(Array.isArray(json) && json.every(isPair), json as [unknown, unknown][])
  return new Map(expect(areKeys(pairs.map(([key]) => key)), pairs))
}

/**
 * Whether a Set or a Map keeps all of them as they are: it makes 0 of -0, and one of two that are the same. Objects
 * don't count: a plugin may well give one object for two references to one row.
 */
function areKeys(keys: readonly unknown[]): boolean {
  const primitives = keys.filter((key) => typeof key !== 'object' || key === null)
  return new Set(primitives).size === primitives.length && !keys.some((key) => Object.is(key, -0))
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2
}

function expect<Value>(holds: boolean, value: Value): Value {
  if (!holds) throw new Malformed('a value that does not fit its type')
  return value
}

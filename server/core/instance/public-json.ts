/**
 * Public state as JSON for the browser: a Date as ISO string, a bigint as decimal string, a Map as
 * pairs, a Set as array; `undefined` is left out.
 */
export function toPublicJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map) return [...value].map(toPublicJson)
  if (value instanceof Set) return [...value].map(toPublicJson)
  if (Array.isArray(value)) return value.map(toPublicJson)
  if (value instanceof URL) return value.href
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPublicJson(part)]))
}

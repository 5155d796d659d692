/**
 * Public state as JSON for the browser: a Date as ISO string, a bigint as decimal string, a Map as pairs, a Set
 * as array, other objects as their `toJSON` says; `undefined` is left out.
 */
export function toPublicJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(toPublicJson)
  if (value instanceof Map || value instanceof Set) return [...value].map(toPublicJson)
  // Its `toJSON` would make null of one that is invalid.
  if (value instanceof Date) return value.toISOString()
  // A SafeString of nunjucks inherits from it.
  // oxlint-disable-next-line unicorn/no-instanceof-builtins
  if (value instanceof String || value instanceof URLSearchParams) return value.toString()
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toPublicJson(toJSON.call(value))
  if (Object.values(value).every(isJson)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPublicJson(part)]))
}

/** Whether a value is JSON already, or nothing that JSON writes. */
function isJson(value: unknown): boolean {
  return value == null || (typeof value !== 'object' && typeof value !== 'bigint')
}

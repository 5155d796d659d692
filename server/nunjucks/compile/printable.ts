/** Data from a request or a seal may have a `toString` that is none: nothing that a template can put out. */
export function printable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(printable)
  const { toString } = value as { toString: unknown }
  return typeof toString === 'function' ? value : ''
}

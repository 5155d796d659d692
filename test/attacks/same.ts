import assert from 'node:assert/strict'

/**
 * Asserts that two values are the same all through: prototypes, −0 and NaN, and the order of keys, pairs and items,
 * which `deepStrictEqual` leaves out of account.
 */
export function assertSame(actual: unknown, expected: unknown): void {
  if (typeof expected !== 'object' || expected === null) {
    assert.ok(Object.is(actual, expected), `${String(actual)} for ${String(expected)}`)
    return
  }
  assert.ok(typeof actual === 'object' && actual !== null, `${String(actual)} for an object`)
  assert.equal(Object.getPrototypeOf(actual), Object.getPrototypeOf(expected))
  const [parts, others] = [partsOf(actual), partsOf(expected)]
  assert.equal(parts.length, others.length)
  for (const [index, part] of parts.entries()) assertSame(part, others[index])
}

/** Asserts that no object stands in two places. */
export function assertTree(value: unknown, met: Set<unknown> = new Set()): void {
  if (typeof value !== 'object' || value === null) return
  assert.ok(!met.has(value), 'an object in two places')
  met.add(value)
  for (const part of partsOf(value)) assertTree(part, met)
}

/** What a value holds, in order; of a type that holds no values its text. */
function partsOf(value: object): unknown[] {
  if (Array.isArray(value)) return value
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return [...value]
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return [bytesIn(value)]
  const isPlain = Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? Object.entries(value).flat() : [value instanceof Date ? +value : inText(value)]
}

function inText(value: { toString(): string }): string {
  return value.toString()
}

function bytesIn(value: ArrayBufferView | ArrayBuffer): string {
  const view = value instanceof ArrayBuffer ? new Uint8Array(value) : value
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('hex')
}

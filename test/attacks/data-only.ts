import assert from 'node:assert/strict'
import { types } from 'node:util'

/** Prototypes of all that a text without plugins may become. */
const plain = new Set<unknown>(
  [Object, Array, Map, Set, Date, URL, Uint8Array, Buffer, ArrayBuffer].map(
    ({ prototype }) => prototype,
  ),
)

/**
 * Asserts that a value is data all through: no function, getter, symbol, proxy or foreign class at any depth, so that
 * looking at it runs nothing.
 */
export function assertData(value: unknown): void {
  assert.ok(!['function', 'symbol'].includes(typeof value), `a ${typeof value}`)
  if (typeof value !== 'object' || value === null) return
  assert.ok(!types.isProxy(value), 'a proxy')
  assert.ok(plain.has(Object.getPrototypeOf(value)), 'an object of a class')
  if (value instanceof Map || value instanceof Set) return [...value].forEach(assertData)
  if (ArrayBuffer.isView(value)) return
  for (const key of Reflect.ownKeys(value)) {
    if (value instanceof URL || (Array.isArray(value) && key === 'length')) continue
    const property = Object.getOwnPropertyDescriptor(value, key)
    assert.ok(typeof key === 'string' && property !== undefined && 'value' in property, String(key))
    assertData(property.value)
  }
}

const guarded = [Object, Function, Array, Map, Set, Date, URL, Promise, Uint8Array, Error].flatMap(
  (type) => [type, type.prototype] as object[],
)

/** Notes what built-in types have now. Returns a check that nothing was added, taken or changed. */
export function watchBuiltIns(): () => void {
  const before = guarded.map(propertiesOf)
  return () => {
    for (const [index, object] of guarded.entries()) {
      assert.deepStrictEqual(propertiesOf(object), before[index])
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  }
}

/** Values are compared, not looked into. */
function propertiesOf(object: object): Map<PropertyKey, unknown> {
  const properties = Object.getOwnPropertyDescriptors(object) as Record<PropertyKey, any>
  return new Map(
    Reflect.ownKeys(properties).map((key) => [key, properties[key].value ?? properties[key].get]),
  )
}

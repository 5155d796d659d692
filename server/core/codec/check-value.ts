import { types } from 'node:util'
import { SealingBlocked } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { TypePlugin } from './type-plugin.ts'

/** Longest bigint in digits: reading one takes time that grows with its square. */
export const maxBigintDigits = 1024

/** Keys that no state may have, at any depth. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Finds the plugin of an object, if it has one. */
export type FindPlugin = (value: object) => TypePlugin | undefined

/**
 * Walks a value before it is written and refuses what the allow-list does not know, naming its path.
 * @param root how the path begins, for instance `state`
 * @returns whether the value is plain, so that JSON alone writes it
 * @throws SealingBlocked
 */
export function checkValue(value: unknown, root: string, options: CheckOptions): boolean {
  const { limits, findPlugin, reduce } = options
  // Field by field: spreading costs more than the walk of a small state.
  const walk: Walk = { limits, findPlugin, reduce, root, nodes: 0, plain: true, open: [], path: [] }
  visit(walk, value)
  return walk.plain
}

export interface CheckOptions {
  readonly limits: Limits
  readonly findPlugin: FindPlugin
  /** Is handed what a plugin stands for; its SealingBlocked gets the path. */
  readonly reduce?: ((plugin: TypePlugin, value: object) => void) | undefined
}

interface Walk extends CheckOptions {
  readonly root: string
  nodes: number
  plain: boolean
  /** Objects that the walk is inside of, outermost first. */
  readonly open: object[]
  /** Keys and indices that lead to where the walk stands; spelt out only when something is refused. */
  readonly path: (string | number)[]
}

function visit(walk: Walk, value: unknown): void {
  if (++walk.nodes > walk.limits.maxNodes) throw refuseTooMuch(walk, 'more values than the limit')
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      if (!Number.isFinite(value) || Object.is(value, -0)) walk.plain = false
      return
    case 'undefined':
      walk.plain = false
      return
    case 'bigint':
      walk.plain = false
      if (String(value).length > maxBigintDigits)
        throw refuseTooMuch(walk, 'a bigint that is too long')
      return
    case 'object':
      if (value !== null) visitObject(walk, value)
      return
    default:
      throw block(walk, typeof value)
  }
}

function visitObject(walk: Walk, value: object): void {
  if (types.isProxy(value)) throw block(walk, 'Proxy')
  if (walk.open.length >= walk.limits.maxDepth) throw refuseTooMuch(walk, 'deeper than the limit')
  if (walk.open.includes(value)) throw refuse(walk, 'a cycle')
  walk.open.push(value)
  const plugin = walk.findPlugin(value)
  if (plugin === undefined) visitContents(walk, value)
  else visitTyped(walk, plugin, value)
  walk.open.pop()
}

function visitTyped(walk: Walk, plugin: TypePlugin, value: object): void {
  walk.plain = false
  try {
    walk.reduce?.(plugin, value)
  } catch (error) {
    if (!(error instanceof SealingBlocked)) throw error
    const { message, isTooMuch } = error
    const refused = new SealingBlocked(`${message} (${pathOf(walk)})`, { cause: error })
    throw Object.assign(refused, { isTooMuch })
  }
}

function visitContents(walk: Walk, value: object): void {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return visitFields(walk, value)
  if (prototype === Array.prototype && Array.isArray(value)) return visitItems(walk, value)
  walk.plain = false
  if (!isSafeInstance(value, prototype)) throw block(walk, classNameOf(value))
  if (types.isUint8Array(value)) return
  // A named property would be lost silently, or stand in for the method that the writer calls.
  if (Reflect.ownKeys(value).length > 0) throw refuse(walk, 'an object with added properties')
  if (types.isMap(value) || types.isSet(value)) return visitItems(walk, [...value])
  if (types.isDate(value) && Number.isNaN(value.getTime())) throw refuse(walk, 'an invalid date')
}

/** Whether an object is what its prototype says: `Object.create(Map.prototype)` is not. */
function isSafeInstance(value: object, prototype: unknown): boolean {
  switch (prototype) {
    case Map.prototype:
      return types.isMap(value)
    case Set.prototype:
      return types.isSet(value)
    case Date.prototype:
      return types.isDate(value)
    case Uint8Array.prototype:
      return types.isUint8Array(value)
    case URL.prototype:
      return hasHref(value)
    default:
      return false
  }
}

/** `Object.create(URL.prototype)` has a getter that throws. */
function hasHref(value: object): boolean {
  try {
    return (value as URL).href !== ''
  } catch {
    return false
  }
}

function visitFields(walk: Walk, value: object): void {
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol') throw block(walk, 'symbol', key.toString())
    walk.path.push(key)
    if (forbiddenKeys.has(key)) throw refuse(walk, 'a forbidden key')
    visit(walk, ownData(walk, value, key))
    walk.path.pop()
  }
}

function visitItems(walk: Walk, items: readonly unknown[]): void {
  // One own key an item and `length`: a hole or a named property would be lost silently.
  if (Reflect.ownKeys(items).length !== items.length + 1) {
    throw refuse(walk, 'an array with holes or named properties')
  }
  for (let index = 0; index < items.length; index++) {
    walk.path.push(index)
    visit(walk, ownData(walk, items, index))
    walk.path.pop()
  }
}

/** Reads a property without running a getter. */
function ownData(walk: Walk, value: object, key: string | number): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key)
  if (property === undefined) throw refuse(walk, 'an array with holes or named properties')
  if (property.get !== undefined || property.set !== undefined || !property.enumerable) {
    throw refuse(walk, 'an accessor or hidden property')
  }
  return property.value
}

function classNameOf(value: object): string {
  const name = Object.getPrototypeOf(value).constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'object'
}

function block(walk: Walk, name: string, key = ''): SealingBlocked {
  const reason = `'${name}' is not in the allowed list. Register a type plugin.`
  return new SealingBlocked(`Sealing blocked: ${reason} (${pathOf(walk)}${key})`)
}

function refuse(walk: Walk, what: string): SealingBlocked {
  return new SealingBlocked(`Sealing blocked: ${what} (${pathOf(walk)})`)
}

function refuseTooMuch(walk: Walk, what: string): SealingBlocked {
  return Object.assign(refuse(walk, what), { isTooMuch: true })
}

function pathOf({ root, path }: Walk): string {
  return root + path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
}

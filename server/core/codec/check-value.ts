import { types } from 'node:util'
import { SealingBlocked } from '../errors.ts'
import {
  block,
  type CheckOptions,
  pathOf,
  refuse,
  refuseTooMuch,
  startWalk,
  type Walk,
} from './start-walk.ts'
import type { TypePlugin } from './type-plugin.ts'

/** Longest bigint in digits: reading one takes time that grows with its square. */
export const maxBigintDigits = 1024

/** Whether no state may have a key, at any depth. Asked about each key there is: a Set takes longer. */
export function isForbidden(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

/** Older than the language's classes, but its quickest word on accessors; taken before anybody can change it. */
const lookupGetter: (this: object, key: string | number) => unknown = (Object.prototype as any)
  .__lookupGetter__

/**
 * Walks a value before it is written and refuses what the allow-list does not know, naming its path.
 * @param root how the path begins, for instance `state`
 * @returns whether the value is plain, so that JSON alone writes it
 * @throws SealingBlocked
 */
export function checkValue(value: unknown, root: string, options: CheckOptions): boolean {
  const walk = startWalk(root, options)
  visit(walk, value)
  return walk.plain
}

/**
 * Walks the items of a list as `checkValue` walks the list. It is not asked about itself: the caller has just
 * made it, so it has no holes and no properties besides.
 */
export function checkItems(list: readonly unknown[], root: string, options: CheckOptions): boolean {
  const walk = startWalk(root, options)
  walk.nodes = 1
  walk.depth = 1
  walk.open[0] = list
  for (let index = 0; index < list.length; index++) {
    walk.path[0] = index
    visit(walk, list[index])
  }
  return walk.plain
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
  if (walk.depth >= walk.limits.maxDepth) throw refuseTooMuch(walk, 'deeper than the limit')
  if (isOpen(walk, value)) throw refuse(walk, 'a cycle')
  walk.open[walk.depth] = value
  const plugin = walk.findPlugin(value)
  if (plugin === undefined) visitContents(walk, value)
  else visitTyped(walk, plugin, value)
}

function isOpen({ open, depth }: Walk, value: object): boolean {
  for (let at = 0; at < depth; at++) if (open[at] === value) return true
  return false
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
  const depth = walk.depth++
  for (const key of Object.getOwnPropertyNames(value)) {
    walk.path[depth] = key
    if (isForbidden(key)) throw refuse(walk, 'a forbidden key')
    visit(walk, ownData(walk, value, key))
  }
  walk.depth = depth
  // Asked for by themselves: `Reflect.ownKeys` takes twice as long as both.
  const symbols = Object.getOwnPropertySymbols(value)
  if (symbols.length > 0) throw block(walk, 'symbol', String(symbols[0]))
}

function visitItems(walk: Walk, items: readonly unknown[]): void {
  // One own key an item and `length`: a hole or a named property would be lost silently.
  if (Reflect.ownKeys(items).length !== items.length + 1) {
    throw refuse(walk, 'an array with holes or named properties')
  }
  const hasHidden = Object.keys(items).length !== items.length
  const depth = walk.depth++
  for (let index = 0; index < items.length; index++) {
    walk.path[depth] = index
    visit(walk, hasHidden ? ownData(walk, items, index) : itemOf(walk, items, index))
  }
  walk.depth = depth
}

/** Describing an item takes three times as long as asking for a getter and reading it. */
function itemOf(walk: Walk, items: readonly unknown[], index: number): unknown {
  const item = lookupGetter.call(items, index) === undefined ? items[index] : undefined
  return item === undefined ? ownData(walk, items, index) : item
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

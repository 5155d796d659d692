import { types } from 'node:util'
import { SealingBlocked } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { hasSlots } from './built-in-plugins.ts'
import type { TypePlugin } from './type-plugin.ts'

/** Longest bigint in digits: reading one takes time that grows with its square. */
export const maxBigintDigits = 1024

/** Keys that no state may have, at any depth. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Finds the plugin of an object, if it has one. */
export type FindPlugin = (value: object) => TypePlugin | undefined

/**
 * Walks a value before it is written and refuses what the safe list does not know, naming its path.
 * @param root how the path begins, for instance `state`
 * @returns whether the value is plain, so that JSON alone writes it
 * @throws SealingBlocked
 */
export function checkValue(value: unknown, root: string, options: CheckOptions): boolean {
  const walk: Walk = { ...options, nodes: 0, plain: true, open: new Set() }
  visit(walk, value, { name: root, depth: 0 })
  return walk.plain
}

export interface CheckOptions {
  readonly limits: Limits
  readonly findPlugin: FindPlugin
}

interface Walk extends CheckOptions {
  nodes: number
  plain: boolean
  readonly open: Set<object>
}

/** Where the walk stands; the path is spelt out only when something is refused. */
interface Place {
  readonly name: string
  readonly depth: number
  readonly parent?: Place
}

function visit(walk: Walk, value: unknown, place: Place): void {
  if (++walk.nodes > walk.limits.maxNodes) throw refuse('more values than the limit', place)
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
      if (String(value).length > maxBigintDigits) throw refuse('a bigint that is too long', place)
      return
    case 'object':
      if (value !== null) visitObject(walk, value, place)
      return
    default:
      throw block(typeof value, place)
  }
}

function visitObject(walk: Walk, value: object, place: Place): void {
  if (types.isProxy(value)) throw block('Proxy', place)
  if (place.depth >= walk.limits.maxDepth) throw refuse('deeper than the limit', place)
  if (walk.open.has(value)) throw refuse('a cycle', place)
  walk.open.add(value)
  if (walk.findPlugin(value) !== undefined) walk.plain = false
  else visitContents(walk, value, place)
  walk.open.delete(value)
}

function visitContents(walk: Walk, value: object, place: Place): void {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return visitFields(walk, value, place)
  if (prototype === Array.prototype) return visitItems(walk, value as unknown[], place)
  walk.plain = false
  if (!isSafeInstance(value, prototype)) throw block(classNameOf(value), place)
  if (types.isUint8Array(value)) return
  // A named property would be lost silently, or stand in for the method that the writer calls.
  if (Reflect.ownKeys(value).length > 0) throw refuse('an object with added properties', place)
  if (types.isMap(value) || types.isSet(value)) return visitItems(walk, [...value], place)
  if (types.isDate(value) && Number.isNaN(value.getTime())) throw refuse('an invalid date', place)
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
      return hasSlots(value, 'href')
    default:
      return false
  }
}

function visitFields(walk: Walk, value: object, place: Place): void {
  const depth = place.depth + 1
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol')
      throw block('symbol', { name: key.toString(), depth, parent: place })
    const child: Place = { name: `.${key}`, depth, parent: place }
    if (forbiddenKeys.has(key)) throw refuse('a forbidden key', child)
    visit(walk, ownData(value, key, child), child)
  }
}

function visitItems(walk: Walk, items: readonly unknown[], place: Place): void {
  const depth = place.depth + 1
  // One own key an item and `length`: a hole or a named property would be lost silently.
  if (Reflect.ownKeys(items).length !== items.length + 1) {
    throw refuse('an array with holes or named properties', place)
  }
  for (let index = 0; index < items.length; index++) {
    const child: Place = { name: `[${index}]`, depth, parent: place }
    visit(walk, ownData(items, String(index), child), child)
  }
}

/** Reads a property without running a getter. */
function ownData(value: object, key: string, place: Place): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key)
  if (property === undefined) throw refuse('an array with holes or named properties', place)
  if (property.get !== undefined || property.set !== undefined || !property.enumerable) {
    throw refuse('an accessor or hidden property', place)
  }
  return property.value
}

function classNameOf(value: object): string {
  const name = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'object'
}

function block(name: string, place: Place): SealingBlocked {
  const reason = `'${name}' is not in the allowed list. Register a type plugin.`
  return new SealingBlocked(`Sealing blocked: ${reason} (${pathOf(place)})`)
}

function refuse(what: string, place: Place): SealingBlocked {
  return new SealingBlocked(`Sealing blocked: ${what} (${pathOf(place)})`)
}

function pathOf(place: Place): string {
  return (place.parent === undefined ? '' : pathOf(place.parent)) + place.name
}

import { types } from 'node:util'
import type { Fields } from '../../core/rooms.ts'
import type { Uses } from '../compile/free-variables.ts'

/** Tells objects that a type plugin writes in its own way. */
export type IsTyped = (value: object) => boolean

/**
 * Copies what is used of a value: of a plain object just the fields that are read. Whatever is more than data
 * stays as it is.
 */
export function pick(value: unknown, uses: Uses, isTyped: IsTyped): unknown {
  // Nunjucks changes one `loop` object in place, so a later reader would see the last round.
  if (uses === true) return isLoop(value) ? { ...value } : value
  if (!isPlain(value) || isTyped(value) || hasAccessors(value, uses)) return value
  const names = Object.keys(uses).filter((name) => Object.hasOwn(value, name))
  return Object.fromEntries(
    names.map((name) => [name, pick(value[name], uses[name] ?? true, isTyped)]),
  )
}

export function isPlain(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isLoop(value: unknown): value is Fields {
  return isPlain(value) && Object.hasOwn(value, 'revindex0')
}

function hasAccessors(value: Fields, uses: Exclude<Uses, true>): boolean {
  return Object.keys(uses).some((name) => {
    const property = Object.getOwnPropertyDescriptor(value, name)
    return property !== undefined && !('value' in property)
  })
}

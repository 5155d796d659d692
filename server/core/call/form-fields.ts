import { isForbidden } from '../codec/check-value.ts'
import type { Fields } from '../component/schema.ts'
import { BadRequest } from '../errors.ts'
import type { Limits } from '../limits.ts'

/** Fields of a form by name, without a prototype; each has one or more values. */
export type CallFields = Readonly<Record<string, readonly string[]>>

/** Values as a form means them: a box that is not ticked is '', a list without a choice is empty. */
export function readForm(fields: CallFields): Fields {
  const form: Fields = {}
  for (const name of namesIn(fields['_box'])) form[name] = ''
  for (const name of namesIn(Object.keys(fields))) {
    const values = fields[name] ?? []
    form[name] = values.length === 1 ? values[0] : values
  }
  for (const name of namesIn(fields['_list'])) form[name] = fields[name] ?? []
  for (const name of namesIn(fields['_null'])) if (form[name] === '') form[name] = null
  return form
}

/** Our own words, and keys that no state may have, are no fields. */
function namesIn(names: readonly string[] = []): string[] {
  return names.filter((name) => !name.startsWith('_') && !name.split('.').some(isForbidden))
}

/** Names, or whatever knows its names. */
interface Names {
  readonly has: (name: string) => boolean
}

interface Picking {
  readonly limits: Limits
  /** Values that parts are laid over. */
  readonly there?: Fields
}

/**
 * Picks the fields of these names. `rows.0.title` is a part of `rows`, laid over what is there; a part that
 * is a number stands for a place in a list.
 * @throws BadRequest when there are more parts than values are allowed
 */
export function pickFields(form: Fields, names: Names, { limits, there = {} }: Picking): Fields {
  const whole: Fields = {}
  const parts: Parts = Object.create(null)
  let count = 0
  for (const [name, value] of Object.entries(form)) {
    const path = pathOf(name)
    if (names.has(name)) whole[name] = value
    else if (path !== undefined && names.has(path[0])) {
      count += addPart(parts, path, value)
      if (count > limits.maxNodes) throw new BadRequest('Fields of more parts than are allowed.')
    }
  }
  for (const [name, part] of Object.entries(parts)) whole[name] ??= layOver(there[name], part)
  return whole
}

/** Fields that have none of these names and are no part of any. */
export function withoutFields(form: Fields, names: Names): Fields {
  const others: Fields = {}
  for (const name of Object.keys(form)) {
    if (!names.has(name) && !names.has(pathOf(name)?.[0] ?? name)) others[name] = form[name]
  }
  return others
}

/** As deep as JSON from a request may be. */
const maxDepth = 32

type Path = readonly [string, ...string[]]

function pathOf(name: string): Path | undefined {
  const path = name.split('.', maxDepth + 1)
  return path.length <= maxDepth && !path.includes('') ? (path as [string, ...string[]]) : undefined
}

/** Parts by key: a value, or parts below. */
interface Parts {
  [key: string]: unknown
}

/** Returns how many values that makes: those that hold the part are made once for all that is in them. */
function addPart(parts: Parts, path: Path, value: unknown): number {
  let above = parts
  let made = 1
  for (const key of path.slice(0, -1)) {
    if (above[key] === undefined) made++
    const below = (above[key] ??= Object.create(null) as Parts)
    if (!isParts(below)) return made
    above = below
  }
  above[path.at(-1) as string] ??= value
  return made
}

function isParts(part: unknown): part is Parts {
  return typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === null
}

function layOver(there: unknown, part: unknown): unknown {
  if (!isParts(part)) return part
  const keys = Object.keys(part)
  if (Array.isArray(there) || (there === undefined && keys.every((key, at) => key === `${at}`))) {
    return layOverList((there as unknown[]) ?? [], part)
  }
  const isPlain = there != null && Object.getPrototypeOf(there) === Object.prototype
  const fields: Fields = isPlain ? { ...(there as Fields) } : {}
  for (const key of keys) {
    fields[key] = layOver(Object.hasOwn(fields, key) ? fields[key] : undefined, part[key])
  }
  return fields
}

/** A list grows by one at its end: a place far behind it would make a list of that length. */
function layOverList(there: readonly unknown[], part: Parts): unknown[] {
  const list = [...there]
  // Keys that are numbers come first and in order.
  for (const key of Object.keys(part)) {
    const at = Number(key)
    if (`${at}` === key && at >= 0 && at <= list.length) {
      list[at] = layOver(list[at], part[key])
    }
  }
  return list
}

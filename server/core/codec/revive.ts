import { types } from 'node:util'
import type { Limits } from '../limits.ts'
import { admitJson, checkDepth, checkKey, countNode } from './admit-json.ts'
import { type Annotation, type AnnotationType, Malformed, readAnnotations } from './annotations.ts'
import { reviveBytes, simpleTypes } from './revive-leaf.ts'

/** Revives the payload of a plugin's type. */
export type RevivePlugin = (payload: unknown) => unknown

export interface ReviveOptions {
  readonly limits: Limits
  readonly revivePlugin: RevivePlugin
  /** Name that our own types carry in superjson's format. */
  readonly customName: string
  /** Plugins' values in the order of the walk, where a first walk found that some have to be awaited. */
  readonly replayed?: readonly unknown[] | undefined
}

/** The parts of superjson's wire format. */
export interface Payload {
  readonly json: unknown
  /** What `meta.values` says of types; `undefined` where all is plain. */
  readonly values?: unknown
}

/** What a walk gave. */
export interface Revived {
  readonly value: unknown
  /** Plugins' values and promises to be replayed; `undefined` when `value` is whole. */
  readonly awaited: readonly unknown[] | undefined
}

/** A sealed text names a type that is not on the allow-list. */
export class UnsealingBlocked extends Error {
  constructor(name: string) {
    super(`Unsealing blocked: '${name}' is not in the allowed list.`)
  }
}

/**
 * Reads superjson's wire format with an allow-list of types: a strict walk over the data that never
 * looks a class up by name, runs no code of the data's choosing and follows no reference.
 * A plugin's value may be a promise: a first walk starts them all at once, a second one, with what they
 * came to, puts them into containers, which are never made before their contents.
 * @throws Malformed, UnsealingBlocked, RangeError or what a plugin throws
 */
export function revive({ json, values }: Payload, options: ReviveOptions): Revived {
  const annotation = values === undefined ? undefined : readAnnotations(values)
  const { limits, revivePlugin, customName, replayed } = options
  const walk: Walk = {
    limits,
    revivePlugin,
    customName,
    replayed,
    nodes: 0,
    results: [],
    pending: false,
  }
  const value = visit(walk, json, { annotation, depth: 0 })
  return { value, awaited: walk.pending ? walk.results : undefined }
}

interface Walk extends ReviveOptions {
  nodes: number
  pending: boolean
  readonly results: unknown[]
}

interface Place {
  readonly annotation: Annotation | undefined
  readonly depth: number
}

/**
 * Takes a text apart without reviving anything.
 * @throws Malformed or SyntaxError
 */
export function parsePayload(text: string): Payload {
  const { json, meta } = ownFields(JSON.parse(text), ['json', 'meta'])
  if (meta === undefined) return { json }
  // `referentialEqualities` is not among the names: it is the way in of most attacks.
  const { values, v } = ownFields(meta, ['values', 'v'])
  if (v !== 1) throw new Malformed('meta of another form')
  return { json, values }
}

function ownFields(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed('not an object')
  }
  for (const key of Object.keys(value)) {
    if (!names.includes(key)) throw new Malformed(`unknown part ${key}`)
  }
  if (!Object.hasOwn(value, names[0] as string)) throw new Malformed(`no ${names[0]}`)
  return value as Record<string, unknown>
}

function visit(walk: Walk, json: unknown, { annotation, depth }: Place): unknown {
  if (annotation === undefined) return admitJson(walk, json, depth)
  const { type, below } = annotation
  const leaf = type === undefined ? undefined : leafOf(walk, type)
  if (leaf?.whole === true) {
    countNode(walk)
    if (below.size > 0) throw new Malformed('stray annotation')
    return leaf.revive(json)
  }
  const isPlainInside = below.size === 0
  const contents = isPlainInside
    ? admitJson(walk, json, depth)
    : visitBelow(walk, json, { below, depth: depth + 1 })
  return leaf === undefined ? contents : leaf.revive(contents)
}

interface Leaf {
  readonly revive: (json: unknown) => unknown
  /** Takes the JSON as it is: nothing inside is visited. */
  readonly whole: boolean
}

function leafOf(walk: Walk, type: AnnotationType): Leaf {
  if (typeof type === 'string') {
    const revive = simpleTypes.get(type)
    if (revive !== undefined) return { revive, whole: false }
    throw new UnsealingBlocked(type)
  }
  const [kind, name] = type
  if (kind === 'typed-array' && name === 'Uint8Array') return { revive: reviveBytes, whole: true }
  if (kind === 'custom' && name === walk.customName)
    return { revive: revivePlugin(walk), whole: true }
  throw new UnsealingBlocked(name)
}

function revivePlugin(walk: Walk): (payload: unknown) => unknown {
  return (payload) => {
    if (walk.replayed !== undefined) return walk.replayed[walk.results.push(undefined) - 1]
    const result = walk.revivePlugin(payload)
    walk.results.push(result)
    if (!types.isPromise(result)) return result
    walk.pending = true
    // If this walk fails first, nobody will await the promise.
    result.catch(() => {})
    return Symbol('filled in by the second walk')
  }
}

interface Below {
  readonly below: Annotation['below']
  /** How many containers are around what is below. */
  readonly depth: number
}

/** Reads what holds typed places into a copy: a second walk may have to read it again. */
function visitBelow(walk: Walk, json: unknown, inside: Below): object {
  countNode(walk)
  if (typeof json !== 'object' || json === null) throw strayPath()
  checkDepth(walk, inside.depth - 1)
  const copy = Array.isArray(json) ? [...json] : { ...json }
  const met = Array.isArray(copy) ? putItems(walk, copy, inside) : putFields(walk, copy, inside)
  if (met !== inside.below.size) throw strayPath()
  return copy
}

/** @returns how many of the places were met, as `putFields` does */
function putItems(walk: Walk, items: unknown[], { below, depth }: Below): number {
  let met = 0
  for (let index = 0; index < items.length; index++) {
    const annotation = below.get(String(index))
    if (annotation !== undefined) met++
    items[index] = visit(walk, items[index], { annotation, depth })
  }
  return met
}

function putFields(walk: Walk, fields: Record<string, unknown>, { below, depth }: Below): number {
  let met = 0
  for (const key of Object.keys(fields)) {
    checkKey(key)
    const annotation = below.get(key)
    if (annotation !== undefined) met++
    fields[key] = visit(walk, fields[key], { annotation, depth })
  }
  return met
}

function strayPath(): Malformed {
  return new Malformed('annotation of a place that is not there')
}

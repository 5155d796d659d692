import type { Limits } from '../limits.ts'
import { type Annotation, type AnnotationType, Malformed, readAnnotations } from './annotations.ts'
import { forbiddenKeys } from './check.ts'
import { reviveBytes, simpleTypes } from './revive-leaf.ts'

/** Revives the payload of a plugin's type. */
export type RevivePlugin = (payload: unknown) => unknown

export interface ReviveOptions {
  readonly limits: Limits
  readonly revivePlugin: RevivePlugin
  /** Name that our own types carry in superjson's format. */
  readonly customName: string
}

/** A sealed text names a type that is not on the safe list. */
export class UnsealingBlocked extends Error {
  constructor(name: string) {
    super(`Unsealing blocked: '${name}' is not in the allowed list.`)
  }
}

/**
 * Reads superjson's wire format with a closed list of types: a strict walk over the data that never
 * looks a class up by name, runs no code of the data's choosing and follows no reference.
 * A plugin's value may be a promise: it is awaited before the container that holds it is made.
 * @throws Malformed, UnsealingBlocked, RangeError, SyntaxError or what a plugin throws
 */
export async function revive(text: string, options: ReviveOptions): Promise<unknown> {
  const { json, values } = readEnvelope(JSON.parse(text))
  const annotation = values === undefined ? undefined : readAnnotations(values)
  const walk: Walk = { ...options, nodes: 0, results: [], pending: false, replayed: undefined }
  const value = visit(walk, json, { annotation, depth: 0 })
  if (!walk.pending) return value
  // Plugins' values are made of the first walk's payloads, all at once, and put in place by a second.
  const replayed = await Promise.all(walk.results)
  return visit({ ...walk, nodes: 0, results: [], replayed }, json, { annotation, depth: 0 })
}

interface Walk extends ReviveOptions {
  nodes: number
  pending: boolean
  readonly results: unknown[]
  readonly replayed: readonly unknown[] | undefined
}

interface Place {
  readonly annotation: Annotation | undefined
  readonly depth: number
}

function readEnvelope(payload: unknown): { json: unknown; values?: unknown } {
  const { json, meta } = ownFields(payload, ['json', 'meta'])
  if (meta === undefined) return { json }
  // `referentialEqualities` is not among the names: it is the way in of most attacks.
  const { values, v } = ownFields(meta, ['values', 'v'])
  if (v !== 1 || values === undefined) throw new Malformed('meta of another form')
  return { json, values }
}

function ownFields(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed('not an object')
  }
  const [unknownName] = Object.keys(value).filter((key) => !names.includes(key))
  if (unknownName !== undefined) throw new Malformed(`unknown part ${unknownName}`)
  if (!Object.hasOwn(value, names[0] as string)) throw new Malformed(`no ${names[0]}`)
  return value as Record<string, unknown>
}

function visit(walk: Walk, json: unknown, place: Place): unknown {
  if (++walk.nodes > walk.limits.maxNodes) throw new Malformed('too many values')
  const { annotation } = place
  const leaf = annotation?.type === undefined ? undefined : leafOf(walk, annotation.type)
  if (leaf?.whole === true) {
    if (annotation !== undefined && annotation.below.size > 0)
      throw new Malformed('stray annotation')
    return leaf.revive(json)
  }
  const contents = visitContents(walk, json, place)
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
    if (!(result instanceof Promise)) return result
    walk.pending = true
    // If this walk fails first, nobody will await the promise.
    result.catch(() => {})
    return Symbol('filled in by the second walk')
  }
}

function visitContents(walk: Walk, json: unknown, place: Place): unknown {
  if (typeof json !== 'object' || json === null) {
    if (place.annotation !== undefined && place.annotation.below.size > 0) {
      throw new Malformed('annotation of a place that is not there')
    }
    return json
  }
  if (place.depth >= walk.limits.maxDepth) throw new Malformed('too deep')
  const below = place.annotation?.below
  let met = 0
  const child = (key: string, content: unknown): unknown => {
    const annotation = below?.get(key)
    if (annotation !== undefined) met++
    return visit(walk, content, { annotation, depth: place.depth + 1 })
  }
  const contents = Array.isArray(json)
    ? json.map((item, index) => child(String(index), item))
    : visitFields(json, child)
  if (met !== (below?.size ?? 0)) throw new Malformed('annotation of a place that is not there')
  return contents
}

function visitFields(json: object, child: (key: string, content: unknown) => unknown): object {
  const fields: Record<string, unknown> = {}
  for (const [key, content] of Object.entries(json)) {
    if (forbiddenKeys.has(key)) throw new Malformed('a forbidden key')
    fields[key] = child(key, content)
  }
  return fields
}

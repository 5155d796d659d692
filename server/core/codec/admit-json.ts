import type { Limits } from '../limits.ts'
import { Malformed } from './annotations.ts'
import { isForbidden } from './check-value.ts'

/** What one text may hold, and how much of it was met. */
export interface Tally {
  readonly limits: Limits
  nodes: number
}

/**
 * Looks at JSON in which no place is of a type, and gives it back as `JSON.parse` made it: plain objects and
 * arrays, of which no two places share one.
 * @param depth how many containers are around it
 * @throws Malformed
 */
export function admitJson(tally: Tally, json: unknown, depth: number): unknown {
  countNode(tally)
  if (typeof json === 'number') checkNumber(json)
  if (typeof json !== 'object' || json === null) return json
  checkDepth(tally, depth)
  if (Array.isArray(json)) admitItems(tally, json, depth + 1)
  else admitFields(tally, json as Record<string, unknown>, depth + 1)
  return json
}

function admitItems(tally: Tally, items: readonly unknown[], depth: number): void {
  for (const item of items) admitJson(tally, item, depth)
}

function admitFields(tally: Tally, fields: Record<string, unknown>, depth: number): void {
  // Twice as fast as `Object.keys`, and what JSON.parse made inherits nothing that this would meet.
  for (const key in fields) {
    checkKey(key)
    admitJson(tally, fields[key], depth)
  }
}

/** JSON.parse reads `-0` and `1e999`, which JSON.stringify never writes. */
function checkNumber(json: number): void {
  if (!Number.isFinite(json) || Object.is(json, -0)) {
    throw new Malformed('a number that JSON does not write')
  }
}

export function countNode(tally: Tally): void {
  if (++tally.nodes > tally.limits.maxNodes) throw new Malformed('too many values')
}

export function checkDepth({ limits }: Tally, depth: number): void {
  if (depth >= limits.maxDepth) throw new Malformed('too deep')
}

export function checkKey(key: string): void {
  if (isForbidden(key)) throw new Malformed('a forbidden key')
}

import { SealingBlocked } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { TypePlugin } from './type-plugin.ts'

/** Finds the plugin of an object, if it has one. */
export type FindPlugin = (value: object) => TypePlugin | undefined

export interface CheckOptions {
  readonly limits: Limits
  readonly findPlugin: FindPlugin
  /** Is handed what a plugin stands for; its SealingBlocked gets the path. */
  readonly reduce?: ((plugin: TypePlugin, value: object) => void) | undefined
}

/** Where a walk over a value stands, and what it found. */
export interface Walk extends CheckOptions {
  readonly root: string
  nodes: number
  plain: boolean
  /** How many objects the walk is inside of. What the lists have behind is left over. */
  depth: number
  /** These objects, outermost first. */
  readonly open: object[]
  /** Keys and indices that lead to where the walk stands; spelt out only when something is refused. */
  readonly path: (string | number)[]
}

/** Starts a walk, field by field: spreading costs more than the walk of a small state. */
export function startWalk(root: string, { limits, findPlugin, reduce }: CheckOptions): Walk {
  return {
    limits,
    findPlugin,
    reduce,
    root,
    nodes: 0,
    plain: true,
    depth: 0,
    open: [],
    path: [],
  }
}

export function block(walk: Walk, name: string, key = ''): SealingBlocked {
  const reason = `'${name}' is not in the allowed list. Register a type plugin.`
  return new SealingBlocked(`Sealing blocked: ${reason} (${pathOf(walk)}${key})`)
}

export function refuse(walk: Walk, what: string): SealingBlocked {
  return new SealingBlocked(`Sealing blocked: ${what} (${pathOf(walk)})`)
}

export function refuseTooMuch(walk: Walk, what: string): SealingBlocked {
  return Object.assign(refuse(walk, what), { isTooMuch: true })
}

export function pathOf({ root, path, depth }: Walk): string {
  const keys = path.slice(0, depth)
  return root + keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
}

import { type Columns, refuse, type Scope } from './query-scope.ts'

/** Turns a value of a query into JSON, or back; `undefined` where a query may not hold it. */
export type Convert = (value: unknown) => unknown

/** What a query may do. */
export interface Allowed {
  readonly tables: ReadonlyMap<string, Columns>
  readonly functions: ReadonlySet<string>
  /** Every name of a schema, table or column that is listed. */
  readonly names: ReadonlySet<string>
  readonly convert: Convert
}

/** A node of Kysely's syntax tree: a kind, and properties by name. */
export type Node = { readonly [property: string]: any }

export interface Walk {
  readonly allowed: Allowed
  readonly scope: Scope
  readonly rules: Rules
  /** Kinds and properties that lead to where the walk stands. */
  readonly path: readonly string[]
  readonly shared: Shared
}

/** What one walk remembers. */
interface Shared {
  /** Columns that each select gives, by its copy. */
  readonly outputs: Map<Node, Columns>
  /** What to check when all tables of the query are known. */
  readonly checks: (() => void)[]
}

/** Copies what a property holds, or throws. `parent` is as far as it was copied. */
export type Check = (walk: Walk, value: unknown, parent: Node) => unknown
/** Copies a node of one kind, or throws. */
export type Rule = (walk: Walk, node: Node) => Node

/** A rule for each kind of node. */
export type Rules = { readonly [kind: string]: Rule }

export function flag({ path }: Walk, value: unknown): unknown {
  if (typeof value === 'boolean') return value
  throw refuse(`something odd in ${path.at(-1)}`)
}

/** A flag of Kysely's that is written out where it is off. */
export function off({ path }: Walk, value: unknown): unknown {
  if (value === false) return value
  throw refuse(`something odd in ${path.at(-1)}`)
}

export function empty({ path }: Walk, value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return []
  throw refuse(`something odd in ${path.at(-1)}`)
}

export function word(...words: readonly string[]): Check {
  return ({ path }, value) => {
    if (typeof value === 'string' && words.includes(value)) return value
    throw refuse(`${JSON.stringify(value)} in ${path.at(-1)}`)
  }
}

export function optional(check: Check): Check {
  return (walk, value, parent) => (value === undefined ? undefined : check(walk, value, parent))
}

export function list(check: Check): Check {
  return (walk, value, parent) => {
    if (!Array.isArray(value)) throw refuse(`something odd in ${walk.path.at(-1)}`)
    return value.map((item: unknown) => check(walk, item, parent))
  }
}

/** A node of one of these kinds. */
export function one(...kinds: readonly string[]): Check {
  return (walk, value) => {
    const kind = kindOf(value)
    const rule = kinds.includes(kind) ? walk.rules[kind] : undefined
    if (rule === undefined) throw refuse(`a ${kind} in ${walk.path.at(-1)}`)
    return rule(walk, value as Node)
  }
}

/** A node of one kind by a rule of its own. */
export function only(kind: string, rule: Rule): Check {
  return (walk, value) => {
    if (kindOf(value) === kind) return rule(walk, value as Node)
    throw refuse(`a ${kindOf(value)} in ${walk.path.at(-1)}`)
  }
}

/** A list of one kind is none, though it would read as that kind wherever it is made a text, as it is in Kysely. */
export function kindOf(value: unknown): string {
  const { kind } = Object(value) as Node
  return typeof kind === 'string' ? kind : 'node without a kind'
}

/** A copy of the properties that are listed; any other one is refused. */
export function copying(checks: Readonly<Record<string, Check>>): Rule {
  return (walk, node) => {
    const { kind, ...properties } = node
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || Object.hasOwn(checks, name)) continue
      throw refuse(`property '${name}' of ${kind}`)
    }
    const copied: Record<string, unknown> = { kind }
    for (const [name, check] of Object.entries(checks)) {
      const path = [...walk.path, `${kind}.${name}`]
      const part = check({ ...walk, path }, properties[name], copied)
      if (part !== undefined) copied[name] = part
    }
    return copied
  }
}

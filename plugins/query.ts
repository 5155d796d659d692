import {
  createQueryId,
  createSelectQueryBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SelectQueryNode,
} from 'kysely'
import { ConfigError, type Json, SealingBlocked, type TypePlugin } from '../server/core/index.ts'
import { copyQuery } from './query-nodes.ts'
import type { Allowed, Convert } from './query-walk.ts'

export interface QueryOptions {
  /** Runs the queries that come back. */
  readonly db: Kysely<any>
  /**
   * Tables that a query may read, and of each its columns, or `true` for all of them. Names are as the database has
   * them; a table of a schema is `schema.table`.
   */
  readonly tables: Readonly<Record<string, true | readonly string[]>>
  /** Functions that a query may call, for instance `count`; none. */
  readonly functions?: readonly string[]
}

/**
 * Seals a select query of Kysely: the query, none of its rows. It comes back as a query builder that runs with its
 * `execute()`, afresh each time, and can be refined. It is checked node by node, when it is sealed and before it comes
 * back: at worst it reads what is listed.
 * @returns a plugin for `createSealwax`; one a toolkit
 * @throws ConfigError when the name of a function is none
 */
export function queryReference(
  options: QueryOptions,
): TypePlugin<SelectQueryBuilder<any, any, any>, Json> {
  const { db } = options
  const allowed = readOptions(options)
  const copy = (node: unknown, convert: Convert) => copyQuery(node, { ...allowed, convert })
  const build = (queryNode: SelectQueryNode) =>
    createSelectQueryBuilder({ queryId: createQueryId(), executor: db.getExecutor(), queryNode })
  const prototype = Object.getPrototypeOf(build({ kind: 'SelectQueryNode' }))
  // Kysely's own plugins went over it, and will once more when it runs: what was checked is to be what runs.
  const write = (node: SelectQueryNode): Json => {
    const written = copy(node, writeValue)
    const again = copy(build(node).toOperationNode(), writeValue)
    if (JSON.stringify(again) === JSON.stringify(written)) return written as Json
    throw new SealingBlocked("Sealing blocked: a query that Kysely's plugins change twice")
  }
  return {
    name: 'query',
    match: (value) => Object.getPrototypeOf(value) === prototype,
    reduce: (query) => write(query.toOperationNode()),
    revive(payload) {
      const node = copy(payload, readValue) as SelectQueryNode
      write(node)
      return build(node)
    },
  }
}

function readOptions({ tables, functions = [] }: QueryOptions): Omit<Allowed, 'convert'> {
  // Kysely writes it into the SQL as it is.
  const odd = functions.find((name) => !/^[a-z_]\w*(?:\.[a-z_]\w*)?$/i.test(name))
  if (odd !== undefined) throw new ConfigError(`${JSON.stringify(odd)} is no name of a function.`)
  const entries = Object.entries(tables)
  return {
    tables: new Map(
      entries.map(([name, list]) => [name, list === true ? 'any' : new Set<string>(list)]),
    ),
    functions: new Set(functions),
    names: new Set(
      entries.flatMap(([name, list]) => [...name.split('.'), ...(list === true ? [] : list)]),
    ),
  }
}

/** @returns the value as JSON; `undefined` where a query may not hold it */
function writeValue(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // The sum makes zero of minus zero, which JSON does not have.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined
  if (typeof value === 'bigint')
    return digits.test(String(value)) ? { bigint: String(value) } : undefined
  const isDate = value instanceof Date && !Number.isNaN(value.getTime())
  return isDate ? { date: value.toISOString() } : undefined
}

/** Reading a bigint takes time that grows with its square. */
const digits = /^-?\d{1,100}$/

function readValue(written: unknown): unknown {
  const { bigint, date } = Object(written) as { bigint?: unknown; date?: unknown }
  if (typeof bigint === 'string' && digits.test(bigint)) return onlyAs(BigInt(bigint), written)
  if (typeof date === 'string') return onlyAs(new Date(date), written)
  return onlyAs(written, written)
}

/** One spelling for each value. */
function onlyAs(value: unknown, written: unknown): unknown {
  return JSON.stringify(writeValue(value)) === JSON.stringify(written) ? value : undefined
}

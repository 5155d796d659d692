import {
  ConfigError,
  type Ctx,
  type Json,
  SealingBlocked,
  SealwaxError,
  StateRejected,
  type TypePlugin,
} from '../server/core/index.ts'
import { createFinder, type Found } from './model-batch.ts'
import { type Key, readKey, textOf, typeOf, writeKey } from './model-key.ts'

export type { Key, KeyPart } from './model-key.ts'

export interface ModelOptions<Row extends object, K extends Key> {
  /** Name inside the seal; unique per toolkit. */
  readonly name: string
  /** Key of a row; `undefined` or `null` as long as it is not saved. */
  readonly keyOf: (row: Row) => K | undefined | null
  /**
   * Reads rows by their keys, in any order. A row that is left out, `undefined` or `null` is gone; what is thrown
   * is a failure of the server.
   */
  readonly load: (keys: readonly K[], ctx: Ctx) => Rows<Row> | Promise<Rows<Row>>
  /** Whether a value is such a row: for classes. Rows that are plain objects are marked by `of`. */
  readonly match?: (value: unknown) => boolean
  /** Most keys that one `load` is handed; 1,000. More are read in several. */
  readonly maxKeys?: number
}

type Rows<Row> = readonly (Row | undefined | null)[]

/** A type plugin for the rows of one table, or the objects of one class. */
export interface ModelReference<Row extends object> extends TypePlugin<Row> {
  /** Whether a value is sealed as a reference: for schemas, `z.custom<Todo>(todos.match)`. */
  readonly match: (value: unknown) => value is Row
  /**
   * Marks a row, so that it is sealed as a reference. A copy of it is not marked.
   * @returns the same row
   */
  readonly of: <R extends Row>(row: R) => R
}

/**
 * Seals rows by name and key, nothing else of them. Each call reads them again, all of one request at once; a row
 * that is gone makes what holds it stale.
 * @returns a plugin for `createSealwax`, with `of` to mark rows
 * @throws ConfigError when `maxKeys` is no whole number above 0
 */
export function modelReference<Row extends object, K extends Key>(
  options: ModelOptions<Row, K>,
): ModelReference<Row> {
  const { name, keyOf } = options
  const marked = new WeakSet<object>()
  const of = <R extends Row>(row: R): R => (marked.add(row), row)
  const match = (value: unknown): value is Row =>
    marked.has(value as object) || options.match?.(value) === true
  const find = createFinder(async (asked: ReadonlyMap<string, K>, ctx) => {
    const found = await loadRows(options, asked, ctx)
    for (const row of found.values()) if (!(row instanceof StateRejected)) of(row)
    return found
  }, maxKeysOf(options))
  return {
    name,
    of,
    match,
    reduce: (row) => writeSaved(name, keyOf(row)),
    // At once: a key that is none refuses the state, which a promise could not.
    revive: (written, _, { ctx }) => find(readKey(written) as K, ctx),
  }
}

function maxKeysOf({ maxKeys = 1000 }: { readonly maxKeys?: number }): number {
  if (Number.isSafeInteger(maxKeys) && maxKeys > 0) return maxKeys
  throw new ConfigError('maxKeys has to be a whole number above 0.')
}

function writeSaved(name: string, key: unknown): Json {
  if ([key].flat().some((part) => part == null)) {
    throw new SealingBlocked(`Sealing blocked: a '${name}' has no key yet, save it first`)
  }
  const written = writeKey(key)
  if (written !== undefined) return written
  throw new SealingBlocked(`Sealing blocked: the key of a '${name}' is none that can be sealed`)
}

async function loadRows<Row extends object, K extends Key>(
  options: ModelOptions<Row, K>,
  asked: ReadonlyMap<string, K>,
  ctx: Ctx,
): Promise<Found<Row>> {
  const { name, keyOf, match } = options
  const found = new Map<string, Row>()
  const strays = new Map<string, K>()
  for (const row of await runLoad(options, [...asked.values()], ctx)) {
    if (row == null) continue
    if (typeof row !== 'object' || match?.(row) === false) {
      throw new Error(`load of '${name}' gave something that is no such row.`)
    }
    const key = keyOf(row) as K
    const text = textOf(key)
    if (text === undefined || found.has(text)) throw refuseRow(name, text)
    if (asked.has(text)) found.set(text, row)
    else strays.set(text, key)
  }
  const missing = new Map([...asked].filter(([text]) => !found.has(text)))
  return new Map<string, Row | StateRejected>([...found, ...refuseLoose(name, missing, strays)])
}

/**
 * Refuses keys that a database took for others, as `'01'` for 1: no row has them now.
 * @param strays keys of rows that nobody asked for
 */
function refuseLoose<K>(
  name: string,
  missing: ReadonlyMap<string, K>,
  strays: ReadonlyMap<string, K>,
): [text: string, refused: StateRejected][] {
  if (strays.size === 0) return []
  const types = new Set([...strays.values()].map(typeOf))
  const loose = [...missing].filter(([, key]) => !types.has(typeOf(key)))
  if (loose.length === 0) throw refuseRow(name, [...strays.keys()][0])
  const refused = new StateRejected(`a key of another type than '${name}' has`)
  return loose.map(([text]) => [text, refused])
}

function refuseRow(name: string, text: string | undefined): Error {
  return new Error(`load of '${name}' gave a row twice, or one that nobody asked for: ${text}`)
}

async function runLoad<Row extends object, K extends Key>(
  { name, load }: ModelOptions<Row, K>,
  keys: readonly K[],
  ctx: Ctx,
): Promise<Rows<Row>> {
  try {
    return await load(keys, ctx)
  } catch (cause) {
    // What is stale, or refused, for one row must not be so for all that are read with it.
    if (cause instanceof SealwaxError) throw new Error(`load of '${name}' failed.`, { cause })
    throw cause
  }
}

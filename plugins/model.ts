import {
  ConfigError,
  type Ctx,
  type Json,
  SealingBlocked,
  SealwaxError,
  stale,
  type TypePlugin,
} from '../server/core/index.ts'

/** What tells a row from all others: a text, a whole number, a bigint, or a list of these. */
export type Key = KeyPart | readonly [KeyPart, ...KeyPart[]]
export type KeyPart = string | number | bigint

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
    for (const row of found.values()) of(row)
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

/** Reading a bigint takes time that grows with its square. */
const digits = /^-?\d{1,100}$/

/** @returns `undefined` for what is no key */
function writeKey(key: unknown): Json | undefined {
  if (!Array.isArray(key)) return writePart(key)
  const parts = key.map(writePart)
  return parts.length === 0 || parts.includes(undefined) ? undefined : (parts as Json[])
}

function writePart(part: unknown): Json | undefined {
  if (typeof part === 'string') return part
  if (typeof part === 'bigint')
    return digits.test(String(part)) ? { bigint: String(part) } : undefined
  return Number.isSafeInteger(part) && !Object.is(part, -0) ? (part as number) : undefined
}

function readKey(written: unknown): unknown {
  const key = Array.isArray(written) ? written.map(readPart) : readPart(written)
  // Nothing but what this key is written as: no other spelling, no property more.
  if (textOf(key) === JSON.stringify(written)) return key
  throw new TypeError('not a key')
}

function readPart(part: unknown): unknown {
  const { bigint } = Object(part) as { bigint?: unknown }
  return typeof bigint === 'string' && digits.test(bigint) ? BigInt(bigint) : part
}

/** One text for each key; 1, 1n and '1' are three. */
function textOf(key: unknown): string | undefined {
  return JSON.stringify(writeKey(key))
}

type Load<Row, K> = (asked: ReadonlyMap<string, K>, ctx: Ctx) => Promise<ReadonlyMap<string, Row>>

/** Keys that wait to be read together, and what they come to. */
interface Batch<Row, K> {
  readonly asked: Map<string, K>
  readonly found: Promise<ReadonlyMap<string, Row>>
}

/** A batch lives until its load starts: a row that was read before a method is never given after it. */
function createFinder<Row, K>(load: Load<Row, K>, maxKeys: number) {
  const batches = new WeakMap<Ctx, Batch<Row, K>>()
  const open = (ctx: Ctx): Batch<Row, K> => {
    const asked = new Map<string, K>()
    const found = afterPromises().then(() => {
      batches.delete(ctx)
      return loadInParts((part) => load(part, ctx), asked, maxKeys)
    })
    const batch = { asked, found }
    batches.set(ctx, batch)
    return batch
  }
  return async (key: K, ctx: Ctx): Promise<Row> => {
    const { asked, found } = batches.get(ctx) ?? open(ctx)
    const text = textOf(key) as string
    asked.set(text, key)
    const row = (await found).get(text)
    if (row === undefined) throw stale()
    return row
  }
}

/** When everything that waits for nothing but promises has gone on. */
function afterPromises(): Promise<void> {
  return new Promise((resolve) => {
    void Promise.resolve().then(() => process.nextTick(resolve))
  })
}

async function loadInParts<Row, K>(
  load: (part: ReadonlyMap<string, K>) => Promise<ReadonlyMap<string, Row>>,
  asked: ReadonlyMap<string, K>,
  maxKeys: number,
): Promise<ReadonlyMap<string, Row>> {
  const keys = [...asked]
  const starts = keys.flatMap((_, index) => (index % maxKeys === 0 ? [index] : []))
  const parts = starts.map((start) => load(new Map(keys.slice(start, start + maxKeys))))
  return new Map((await Promise.all(parts)).flatMap((found) => [...found]))
}

async function loadRows<Row extends object, K extends Key>(
  options: ModelOptions<Row, K>,
  asked: ReadonlyMap<string, K>,
  ctx: Ctx,
): Promise<ReadonlyMap<string, Row>> {
  const { name, keyOf, match } = options
  const found = new Map<string, Row>()
  for (const row of await runLoad(options, [...asked.values()], ctx)) {
    if (row == null) continue
    if (typeof row !== 'object' || match?.(row) === false) {
      throw new Error(`load of '${name}' gave something that is no such row.`)
    }
    const text = textOf(keyOf(row))
    if (text === undefined || !asked.has(text) || found.has(text)) {
      throw new Error(`load of '${name}' gave a row twice, or one that nobody asked for: ${text}`)
    }
    found.set(text, row)
  }
  return found
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

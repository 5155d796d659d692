import { type Ctx, StateRejected, stale } from '../server/core/index.ts'
import { textOf } from './model-key.ts'

/** Rows by the texts of their keys, and keys that are refused. */
export type Found<Row> = ReadonlyMap<string, Row | StateRejected>

type Load<Row, K> = (asked: ReadonlyMap<string, K>, ctx: Ctx) => Promise<Found<Row>>

/** Keys that wait to be read together, and what they come to. */
interface Batch<Row, K> {
  readonly asked: Map<string, K>
  readonly found: Promise<Found<Row>>
}

/**
 * Reads rows together whose keys are asked for at once. A batch lives until its load starts: a row that was read before
 * a method is never given after it.
 */
export function createFinder<Row, K>(load: Load<Row, K>, maxKeys: number) {
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
    if (row instanceof StateRejected) throw row
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
  load: (part: ReadonlyMap<string, K>) => Promise<Found<Row>>,
  asked: ReadonlyMap<string, K>,
  maxKeys: number,
): Promise<Found<Row>> {
  const keys = [...asked]
  const starts = keys.flatMap((_, index) => (index % maxKeys === 0 ? [index] : []))
  const parts = starts.map((start) => load(new Map(keys.slice(start, start + maxKeys))))
  return new Map((await Promise.all(parts)).flatMap((found) => [...found]))
}

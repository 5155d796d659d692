import { Session } from 'node:inspector'
import { types } from 'node:util'
import { type Cache, caches } from './caches.ts'

/** A Map or a Set somewhere in this process. */
type Collection = Map<unknown, unknown> | Set<unknown>

/** What the Maps and Sets of a process hold. */
export interface Census {
  /** Entries of each cache that is known, by its name. */
  readonly caches: Readonly<Record<string, number>>
  /** Collections that are no known cache and have grown by more than `noticed`, with a word on what is in them. */
  readonly grown: readonly string[]
}

/**
 * `some`: just the caches that were found before. The others look at every collection, which takes a while and
 * collects garbage: `first` notes what is there, `growth` compares with it.
 */
export type CensusKind = 'some' | 'first' | 'growth'

/** Entries by which something unknown may grow. */
const noticed = 250

/** Makes a function that counts what collections of this process hold. */
export function createCensus(): (kind: CensusKind) => Census {
  const atFirst = new WeakMap<Collection, number>()
  let known: (readonly [name: string, collection: WeakRef<Collection>])[] = []

  const look = (isFirst: boolean) => {
    const all = collections().map((collection) => ({ collection, cache: cacheOf(collection) }))
    known = all.flatMap(({ collection, cache }) =>
      cache === undefined ? [] : [[cache.name, new WeakRef(collection)] as const],
    )
    if (isFirst) for (const { collection } of all) atFirst.set(collection, collection.size)
    return all.filter(({ cache }) => cache === undefined).map(({ collection }) => collection)
  }
  const growthOf = (collection: Collection) => collection.size - (atFirst.get(collection) ?? 0)
  return (kind) => {
    const others = kind === 'some' ? [] : look(kind === 'first')
    const grown = others.filter((collection) => growthOf(collection) > noticed)
    const sizes: Record<string, number> = {}
    for (const [name, collection] of known) {
      sizes[name] = (sizes[name] ?? 0) + (collection.deref()?.size ?? 0)
    }
    return { caches: sizes, grown: grown.map(describe) }
  }
}

function cacheOf(collection: Collection): Cache | undefined {
  for (const [key, value] of collection.entries()) {
    return caches.find((cache) => cache.is(key, value))
  }
  return undefined
}

function describe(collection: Collection): string {
  const [[key, value] = []] = collection.entries()
  return `${collection.constructor.name} of ${collection.size}: ${kindOf(key)} to ${kindOf(value)}`
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `{${Object.keys(value).join()}}`
    : typeof value
}

const handOver = Symbol.for('the census')

/** Asks the inspector, since most collections are known by closures only. */
function collections(): Collection[] {
  const found: Collection[] = []
  Object.assign(globalThis, { [handOver]: (list: Collection[]) => found.push(...list) })
  const session = new Session()
  session.connect()
  for (const type of ['Map', 'Set']) {
    const prototype = post(session, 'Runtime.evaluate', { expression: `${type}.prototype` })
    const prototypeObjectId = prototype.result.objectId
    const { objects } = post(session, 'Runtime.queryObjects', { prototypeObjectId })
    const functionDeclaration = `function () { globalThis[Symbol.for('the census')](this) }`
    post(session, 'Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration })
  }
  session.disconnect()
  Reflect.deleteProperty(globalThis, handOver)
  // Prototypes of what extends them are none.
  return found.filter((each) => types.isMap(each) || types.isSet(each))
}

/** A session with one's own thread answers at once. */
function post(session: Session, method: string, params: object): any {
  let answer: unknown
  session.post(method, params, (error, result) => {
    if (error) throw error
    answer = result
  })
  return answer
}

import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import type { Payload } from '../plugins/queries.ts'
import { leaks, misuses } from '../plugins/query-attacks.ts'
import {
  inList,
  namePlaces,
  names,
  nodesIn,
  nodesOf,
  noNodes,
  openForgery,
  type Place,
  placesIn,
  rawPlaces,
  secrets,
  sortOf,
} from '../plugins/query-forgery.ts'
import { kinds, propertiesOf } from '../plugins/query-kinds.ts'
import { quickly } from './bounds.ts'
import type { Family, Run } from './family.ts'
import { fuzz } from './fuzz.ts'
import { errorOf, mustReject } from './must-reject.ts'
import { some } from './some.ts'

type Forgery = Awaited<ReturnType<typeof openForgery>>

export const family: Family = {
  name: 'query',
  aims: 'a sealed query reads what is not listed, does more than read, or brings SQL of its own',
  async attack(run) {
    const forgery = await openForgery()
    forgery.queries.length = 0
    await tryNodes(run, forgery)
    await tryProperties(run, forgery)
    await tryTexts(run, forgery)
    await run.try('runs nothing while it is read', () => assert.deepEqual(forgery.queries, []))
    await tryQueries(run, forgery)
    await tryMixed(run, forgery)
  },
}

/** Every kind of node that a query may not have, and what is no node, in each place. */
async function tryNodes(run: Run, { any, forge, forgeWith, nodePlaces }: Forgery): Promise<void> {
  const refused = Object.keys(kinds).filter((kind) => kinds[kind as 'RawNode'] === 'refused')
  const real = nodesOf(any)
  const nodes = [...refused.map((kind) => real[kind] ?? { kind }), ...noNodes]
  const places = some(run, nodePlaces(), 30)
  for (const node of nodes) {
    const what = JSON.stringify(node).slice(0, 60)
    await run.try(`${what} as query`, () => mustReject(() => forge(node)))
    for (const [payload, place] of places) {
      await run.try(`${what} in ${place.name}`, () =>
        mustReject(() => forgeWith(payload, place, node)),
      )
    }
  }
  for (const [payload, place] of places) {
    const node = inList(place.parent[place.key])
    await run.try(`a kind in a list in ${place.name}`, () =>
      mustReject(() => forgeWith(payload, place, node)),
    )
  }
}

const smuggled = ['x', 'then', 'toOperationNode', 'toJSON', 'compile', 'sql', 'parameters', 'raw']

/** Properties that no list has, in each kind of node. */
async function tryProperties(run: Run, { any, samples, forgeWith }: Forgery): Promise<void> {
  const raw = nodesOf(any)['RawNode']
  for (const [kind, names] of propertiesOf('refused')) {
    const payload = samples.find((sample) => nodesIn(sample).some((node) => node.kind === kind))
    assert.ok(payload)
    const parent = nodesIn(payload).find((node) => node.kind === kind)
    for (const key of new Set([...names, ...smuggled])) {
      const isListed = propertiesOf('allowed').get(kind)?.includes(key) === true
      for (const value of isListed ? [] : some(run, [null, true, 'x', [], {}, raw], 6)) {
        const what = `${key} of ${kind}: ${JSON.stringify(value).slice(0, 60)}`
        const place = { parent, key, name: kind }
        await run.try(what, () => mustReject(() => forgeWith(payload, place, value)))
      }
    }
  }
}

/** Texts that go into the SQL as they are: operators, types of joins, functions, names. */
async function tryTexts(run: Run, { findPlace, forgeWith }: Forgery): Promise<void> {
  const named = names.map((name) => ({ kind: 'IdentifierNode', name }))
  const places = [...rawPlaces, ...namePlaces.map((place) => [place, named] as const)]
  for (const [name, values] of places) {
    const [payload, place] = findPlace(name)
    for (const value of values) {
      await run.try(`${name}: ${JSON.stringify(value)}`, () =>
        mustReject(() => forgeWith(payload, place, value)),
      )
    }
  }
}

/** Whole queries that read what is not listed, or do more than read. */
async function tryQueries(run: Run, { any, codec, forge }: Forgery): Promise<void> {
  const hostile = { leaks: leaks(any), ...misuses(any) }
  for (const [why, queries] of Object.entries(hostile)) {
    for (const [what, query] of Object.entries(queries)) {
      const node = query.toOperationNode()
      await run.try(`${why}: ${what}, sealed`, () => mustReject(() => forge(node)))
      await run.try(`${why}: ${what}, to be sealed`, () => {
        assert.throws(() => codec.write(query), { code: 'SealingBlocked' })
      })
    }
  }
}

/** Parts of queries of both sorts, put together at random: what is read must read nothing else. */
async function tryMixed(run: Run, forgery: Forgery): Promise<void> {
  const { any, forge, queries, samples } = forgery
  const words = 'users password todos members role id name title t u T w x open rowid main'.split(
    ' ',
  )
  const hostile = [leaks(any), ...Object.values(misuses(any))].flatMap(Object.values)
  const bad = hostile.map((query): Payload => JSON.parse(JSON.stringify(query.toOperationNode())))
  const parts = [...words, 1, true, false, ...[...samples, ...bad].flatMap(nodesIn)]
  const sorts = bySort(parts)
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 })
  let ran = 0
  await fuzz(run, {
    what: 'reads nothing but what is listed, whatever is put together',
    cases: fc.tuple(fc.constantFrom(...samples), changes),
    many: { short: 100, long: 60_000 },
    async attempt([sample, changes]) {
      const forged = structuredClone(sample)
      for (const change of changes) exchange(forged, change, sorts)
      ran += await runForged(forged, { forge, queries })
    },
  })
  await run.try('has run some of them', () => {
    assert.ok(ran >= run.many({ short: 1, long: 5000 }), `only ${ran}`)
  })
  await run.try('has changed nothing', async () => {
    const left = await any.selectFrom('todos').select('id').execute()
    assert.deepEqual(left, [{ id: 1 }, { id: 2 }, { id: 3 }])
  })
}

function bySort(parts: readonly unknown[]): ReadonlyMap<string, readonly unknown[]> {
  const sorts = new Map<string, unknown[]>()
  for (const part of parts) sorts.set(sortOf(part), [...(sorts.get(sortOf(part)) ?? []), part])
  return sorts
}

/** Puts a part of the same sort in the place of one in a query. */
function exchange(
  query: Payload,
  [at, from]: readonly [number, number],
  sorts: ReadonlyMap<string, readonly unknown[]>,
): void {
  const places = [...placesIn(query)]
  const { parent, key } = places[at % places.length] as Place
  const alike = sorts.get(sortOf(parent[key])) ?? []
  if (alike.length > 0) parent[key] = structuredClone(alike[from % alike.length])
}

/** @returns whether the query came back; then it is run */
async function runForged(
  payload: Payload,
  { forge, queries }: Pick<Forgery, 'forge' | 'queries'>,
): Promise<0 | 1> {
  const error = await quickly(() => errorOf(() => forge(payload)))
  if (error !== undefined) {
    assert.equal((error as { code?: string }).code, 'StateRejected', inspect(error))
    return 0
  }
  const query = await forge(payload)
  const { sql: text } = query.compile()
  assert.match(text, /^(select|with) /)
  assert.doesNotMatch(text, /;|--|\/\*|'|\b(insert|update|delete|drop|pragma|attach)\b/i)
  queries.length = 0
  const rows = await query.execute().catch(() => [])
  assert.doesNotMatch(JSON.stringify(rows), secrets, text)
  assert.ok(queries.length <= 1, queries.join())
  return 1
}

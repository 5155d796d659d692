import assert from 'node:assert/strict'
import { codeOf } from '../documented.ts'
import { assertInert } from '../inert.ts'
import { some } from '../some.ts'
import { entrances } from './entrances.ts'
import type { Forgery } from './forgery.ts'
import { oddParts, parts, refusedParts, refusedWholes, typedParts } from './states.ts'

const [click] = entrances

/** States that are none, and parts that are not what they have to be. */
export async function tryParts(forgery: Forgery): Promise<void> {
  const { run, refuses, state } = forgery
  for (const [what, text] of some(run, [...refusedStates(state(click))], 3)) {
    await refuses(`refuses ${what}`, click, text)
  }
  const odd = oddParts.flatMap(([part, ...values]) =>
    values.flatMap((value) => entrances.map((entrance) => ({ part, value, entrance }))),
  )
  for (const { part, value, entrance } of some(run, odd, 4)) {
    const json = state(entrance).with(parts.indexOf(part), value)
    await run.try(`${JSON.stringify(value)} for ${part} stays data, ${entrance.where}`, () =>
      assertStaysData(forgery, entrance, JSON.stringify({ json })),
    )
  }
}

function* refusedStates(state: readonly unknown[]): Generator<[what: string, text: string]> {
  for (const text of refusedWholes) yield [`the state ${text}`, text]
  for (const length of [0, 1, 2, 3, 4, 5, 6, 13, 14, 100]) {
    const json = Array.from({ length }, (_, index) => state[index] ?? {})
    yield [`a state of ${length} parts`, JSON.stringify({ json })]
  }
  for (const [index, part] of parts.entries()) {
    for (const value of refusedParts[part] ?? []) {
      const text = JSON.stringify({ json: state.with(index, value) })
      yield [`${JSON.stringify(value)} for ${part}`, text]
    }
    for (const [what, value, type] of index < parts.indexOf('args') ? [] : typedParts) {
      const meta = { values: { [index]: [type] }, v: 1 }
      yield [`${what} for ${part}`, JSON.stringify({ json: state.with(index, value), meta })]
    }
  }
}

/** Whether it is drawn, refused or a failure of the template: nothing runs, and nothing is read. */
async function assertStaysData(
  { send, vessel }: Forgery,
  entrance: (typeof entrances)[number],
  text: string,
): Promise<void> {
  const answer = await send(entrance, text)
  assert.ok([200, 303, 409, 422, 500].includes(answer.status), String(answer.status))
  if (codeOf(answer) === '') assertInert(answer.text)
  assert.deepEqual(vessel.queries, [])
}

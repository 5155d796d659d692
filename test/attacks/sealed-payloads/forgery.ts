import assert from 'node:assert/strict'
import { readPage } from '../../koa/page.ts'
import { answerText } from '../answer-text.ts'
import { quickly } from '../bounds.ts'
import type { Run } from '../family.ts'
import { atPath, type Parts, write } from '../superjson/carry.ts'
import type { Answer } from '../wire.ts'
import { type Entrance, entrances } from './entrances.ts'
import { tripped } from './trip-wires.ts'
import type { Vessel } from './vessel.ts'

/** Seals texts with the key of an app and tries them at its entrances. */
export type Forgery = Awaited<ReturnType<typeof createForgery>>

/** Where in a state a payload is put: its part, and the name inside. The first is what the method looks at. */
export const places = ['8.held', '6.x', '7.x', '8.y', '9.x', '10.x', '11.x'] as const

export async function createForgery(run: Run, vessel: Vessel) {
  const { seal, seen, queries, now } = vessel
  const refusals = new Map<Entrance, string>()
  for (const entrance of entrances) {
    refusals.set(entrance, answerText(await entrance.send(vessel, 'forged')))
  }
  const send = (entrance: Entrance, text: string): Promise<Answer> => {
    const sealed = seal(text, entrance.purpose)
    return quickly(() => {
      seen.ran.length = 0
      queries.length = 0
      tripped.length = 0
      return entrance.send(vessel, sealed)
    })
  }
  const state = ({ id }: Entrance): unknown[] => {
    const head = [id, '/vessel', now, 0, 'lineage', 1]
    return [...head, { shipId: 1 }, { open: true }, { opens: 99, held: 1 }, {}, {}, {}]
  }
  return {
    run,
    vessel,
    send,
    /** The parts of a state that opens at an entrance. */
    state,
    /** The text of such a state with a payload in a place. */
    textWith: (entrance: Entrance, place: string, { json, values }: Parts): string => {
      const tuple = state(entrance)
      const [part = 0, name = ''] = place.split('.')
      tuple[Number(part)] = { ...(tuple[Number(part)] as object), [name]: json }
      return write({ json: tuple, values: atPath(place, values) })
    },
    /** Tries a text, which has to be refused as if it were no seal at all. */
    refuses: (what: string, entrance: Entrance, text: string): Promise<void> =>
      run.try(`${what}, ${entrance.where}`, async () => {
        const answer = await send(entrance, text)
        assert.deepEqual(tripped, [])
        assert.deepEqual(queries, [])
        if (entrance.ignores === true) return assertAfresh(entrance, answer)
        assert.deepEqual(seen.ran, [])
        assert.equal(answerText(answer), refusals.get(entrance))
      }),
  }
}

/** What an ignored state would have shown is not there. */
function assertAfresh({ id }: Entrance, { status, text }: Answer): void {
  assert.equal(status, 200)
  assert.equal(readPage(text).text(`#${id} output`), '0')
}

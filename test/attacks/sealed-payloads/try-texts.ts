import assert from 'node:assert/strict'
import { readPage } from '../../koa/page.ts'
import { assertData } from '../data-only.ts'
import { some } from '../some.ts'
import { attacks, harmless, textsOf } from '../superjson/attacks.ts'
import { partsOf } from '../superjson/carry.ts'
import { entrances } from './entrances.ts'
import { type Forgery, places } from './forgery.ts'

const [click] = entrances
const [held] = places

/** What the others are measured by: without a payload the same state opens at each entrance. */
export async function tryGenuine({ run, send, state }: Forgery): Promise<void> {
  for (const entrance of entrances) {
    await run.try(`opens what is data, ${entrance.where}`, async () => {
      const { status, text, headers } = await send(
        entrance,
        JSON.stringify({ json: state(entrance) }),
      )
      if (status === 303) return assert.match(String(headers.location), /_sealwax=vessel\./)
      assert.ok(['state', 'children', 'flash'].includes(entrance.purpose) && status < 500, text)
      if (entrance.where.includes('argument')) return assert.equal(status, 200)
      assert.match(readPage(text).text(`#${entrance.id} output`), /^(?:99|100)$/)
    })
  }
}

/** All that a reader of superjson's format has to refuse, and all that it takes for data. */
export async function tryTexts({ run, refuses, send, vessel, textWith }: Forgery): Promise<void> {
  for (const [what, text] of some(run, textsOf(attacks), 12)) {
    await refuses(`${what}, in place of the state`, click, text)
    const payload = partsOf(text)
    if (payload === undefined) continue
    const [, ...others] = places.slice(0, run.many({ short: 1, long: places.length }))
    for (const place of others) {
      await refuses(`${what}, in ${place}`, click, textWith(click, place, payload))
    }
    for (const entrance of entrances.slice(0, run.many({ short: 1, long: entrances.length }))) {
      await refuses(what, entrance, textWith(entrance, held, payload))
    }
  }
  for (const [what, text, value] of some(run, harmless, 4)) {
    const payload = partsOf(text)
    if (payload === undefined) continue
    await run.try(`takes for data: ${what}`, async () => {
      const { status } = await send(click, textWith(click, held, payload))
      assert.equal(status, 200)
      assert.deepStrictEqual(vessel.seen.held, value)
      assertData(vessel.seen.held)
    })
  }
}

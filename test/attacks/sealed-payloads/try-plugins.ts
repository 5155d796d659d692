import assert from 'node:assert/strict'
import { codeOf } from '../documented.ts'
import { some } from '../some.ts'
import { entrances } from './entrances.ts'
import { type Forgery, places } from './forgery.ts'
import { gonePayloads, refusedPayloads, takenPayloads } from './plugin-payloads.ts'
import { tripped } from './trip-wires.ts'

const [click] = entrances
const [held] = places
const custom = [['custom', 'sealwax']]

function say(plugin: string, payload: unknown): string {
  return `${plugin} of ${JSON.stringify(payload).slice(0, 80)}`
}

/** Payloads of types that have a plugin. */
export async function tryPlugins({ run, refuses, send, vessel, textWith }: Forgery): Promise<void> {
  const textOf = (plugin: string, payload: unknown) =>
    textWith(click, held, { json: [plugin, payload], values: custom })
  for (const [plugin, payloads] of Object.entries(refusedPayloads)) {
    for (const payload of some(run, payloads, 4)) {
      await refuses(`refuses ${say(plugin, payload)}`, click, textOf(plugin, payload))
    }
  }
  for (const [plugin, payloads] of Object.entries(gonePayloads)) {
    for (const payload of payloads) {
      await run.try(`finds nothing for ${say(plugin, payload)}`, async () => {
        const answer = await send(click, textOf(plugin, payload))
        assert.equal(codeOf(answer), 'StaleComponentState')
        assert.deepEqual(vessel.seen.ran, [])
      })
    }
  }
  for (const [plugin, payload, text] of takenPayloads) {
    await run.try(`takes ${say(plugin, payload)}`, async () => {
      const { status } = await send(click, textOf(plugin, payload))
      assert.equal(status, 200)
      assert.equal(String(vessel.seen.held), text)
      const isRead = vessel.queries.length === (plugin === 'todo' ? 1 : 0)
      assert.ok(isRead, vessel.queries.join())
    })
  }
}

/** Values on which looking at them would run code, and states that are refused before a plugin is asked. */
export async function tryTripWires({ run, send, vessel, textWith }: Forgery): Promise<void> {
  const trap = ['trap', null]
  const traps: Record<string, { json: unknown; values: unknown }> = {
    alone: { json: trap, values: custom },
    'in a Map': { json: [[trap, trap]], values: ['map', { '0.0': custom, '0.1': custom }] },
    'in a Set of two': { json: [trap, trap], values: ['set', { 0: custom, 1: custom }] },
    'in a list of lists': { json: [[trap]], values: { '0.0': custom } },
  }
  for (const [where, payload] of Object.entries(traps)) {
    for (const place of ['8.held', '6.x'] as const) {
      await run.try(`looks at nothing of a trap ${where} in ${place}`, async () => {
        assert.equal((await send(click, textWith(click, place, payload))).status, 200)
        assert.deepEqual(vessel.seen.tripped, [])
      })
    }
  }
  const counted = { json: ['counted', null], values: custom }
  const early: readonly (readonly [what: string, index: number, value: unknown])[] = [
    ['from the future', 2, Number.MAX_SAFE_INTEGER],
    ['that has expired', 2, 0],
    ['of another version', 5, 2],
    ['of a page elsewhere', 1, '//evil.example'],
    ['of an id that is none', 0, '<script>'],
  ]
  for (const [what, index, value] of early) {
    await run.try(`asks no plugin about a state ${what}`, async () => {
      const text = JSON.parse(textWith(click, held, counted))
      text.json[index] = value
      const answer = await send(click, JSON.stringify(text))
      assert.ok([403, 409].includes(answer.status), answer.text)
      assert.deepEqual(tripped, [])
    })
  }
  await run.try('asks it about any other, so that it would be seen', async () => {
    await send(click, textWith(click, held, counted))
    assert.deepEqual(tripped, ['revive'])
  })
}

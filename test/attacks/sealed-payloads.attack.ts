import assert from 'node:assert/strict'
import { atEnd } from '../at-end.ts'
import { watchBuiltIns } from './data-only.ts'
import type { Family } from './family.ts'
import { createForgery } from './sealed-payloads/forgery.ts'
import { tryParts } from './sealed-payloads/try-parts.ts'
import { tryPlugins, tryTripWires } from './sealed-payloads/try-plugins.ts'
import { tryGenuine, tryTexts } from './sealed-payloads/try-texts.ts'
import { openVessel } from './sealed-payloads/vessel.ts'

export const family: Family = {
  name: 'sealed-payloads',
  aims: 'a state that is sealed with the real key becomes more than data',
  async attack(run) {
    const assertUnchanged = watchBuiltIns()
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    atEnd(() => process.off('unhandledRejection', note))
    const forgery = await createForgery(run, await openVessel())
    await tryGenuine(forgery)
    await tryTexts(forgery)
    await tryPlugins(forgery)
    await tryParts(forgery)
    await tryTripWires(forgery)
    await run.try('leaves the built-in types alone', assertUnchanged)
    await run.try('leaves no promise behind', () => assert.deepEqual(unhandled, []))
  },
}

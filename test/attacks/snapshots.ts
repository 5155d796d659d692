import { defineComponent } from 'sealwax'
import type { Purpose } from 'sealwax/core'
import { z } from 'zod'
import { unsealSnapshot } from '../../server/core/rooms.ts'
import { createWorld, engineOf, start } from '../core/visit.ts'
import { type Envelope, forgeEnvelope } from './forge-envelope.ts'

const card = defineComponent({
  name: 'card',
  template: 'card.njk',
  args: z.object({ cardId: z.number() }),
  version: 1,
  methods: {},
})

/** Seconds on the clock of these snapshots. */
export const now = start / 1000

/** Milliseconds that their states may be used, and a chain of them. */
export const ages = { maxAge: 3_600_000, maxLifetime: 86_400_000 }

/** The parts of a state as they are sealed. */
export const genuine: readonly unknown[] = [
  'card-1',
  '/cards?open=1',
  now,
  0,
  'lineage',
  1,
  { cardId: 1 },
  {},
  { opened: 1 },
]

/**
 * A toolkit without an app, and one who has its key.
 * @param fill byte of which its key consists
 */
export function openSnapshots(fill = 7) {
  const key = `swx1_${Buffer.alloc(32, fill).toString('base64url')}`
  const { visit } = createWorld([card], { keys: [key], ...ages })
  return {
    seal: (plain: string | Uint8Array, parts: Partial<Envelope> = {}) =>
      forgeEnvelope({ key, plain, ...parts }),
    open: (sealed: string, purpose: Purpose = 'state') =>
      unsealSnapshot(visit, sealed, { component: engineOf(card), purpose }),
    /** Opens without looking at what is inside. */
    unseal: (sealed: string) =>
      visit.sealer().unseal(sealed, { purpose: 'state', component: 'card' }),
  }
}

import type Koa from 'koa'
import { createBarePeer, createMacrosPeer } from './floors.ts'
import { createHandPeer } from './hand.ts'
import { createSealedPeer } from './sealed.ts'
import { createSealwaxPeer } from './sealwax.ts'
import type { PeerOptions } from './site.ts'

/** Sites that are measured against each other. */
export const peers = {
  sealwax: createSealwaxPeer,
  hand: createHandPeer,
  sealed: createSealedPeer,
  macros: createMacrosPeer,
  bare: createBarePeer,
} satisfies Record<string, (options: PeerOptions) => Koa>

export type PeerName = keyof typeof peers

import {
  createKeyring,
  createSealer,
  newKey,
  type Principal,
  type SealedFor,
} from '../../core/rooms.ts'
import { brokenStates } from '../broken-states.ts'
import type { Forgery } from '../types.ts'
import type { Site } from './create-site.ts'
import { createCtx, type Person } from './person.ts'

/**
 * Makes states that must not open in the place of a component's own, those among them that only somebody with a
 * key can make.
 * @param name of the component
 */
export function forgeriesOf(site: Site, person: Person, { name, sealed }: Forgery): Forgery[] {
  const { session, toolkit } = site
  const ctx = createCtx(site, person, 'call')
  const use: SealedFor = { purpose: 'state', component: name }
  const plain = session.sealer(ctx).unseal(sealed, use)
  const { binding = '', principal } = session.identity(ctx)
  const { keyring, limits } = toolkit
  const seal = (owner: { binding?: string; principal?: Principal }, to = use, ring = keyring) =>
    createSealer(ring, {
      binding,
      principal,
      ...owner,
      maxSealedLength: limits.maxSealedLength,
    }).seal(plain, to)
  return [
    ...brokenStates(sealed),
    { name: 'of another session', sealed: seal({ binding: `${binding}.` }) },
    { name: 'of another user', sealed: seal({ principal: `${principal} or somebody else` }) },
    { name: 'of another component', sealed: seal({}, { ...use, component: `${name}-2` }) },
    { name: 'sealed for another purpose', sealed: seal({}, { ...use, purpose: 'flash' }) },
    { name: 'sealed with another key', sealed: seal({}, use, createKeyring([newKey()])) },
  ]
}

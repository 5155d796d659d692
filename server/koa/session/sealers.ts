import { createSealer, type Principal, type Sealer, type Toolkit } from '../../core/rooms.ts'

interface Kept {
  readonly binding: string
  readonly principal: Principal
  readonly sealer: Sealer
}

/** Sessions whose keys stay derived. */
const maxKept = 1000

/** Makes a look-up of sealers that keeps those of the sessions that were here last: to make one takes longer than to use it. */
export function createSealers({ keyring, compress, limits }: Toolkit) {
  const { maxSealedLength } = limits
  const kept = new Map<string, Kept>()
  const create = (binding: string, principal: Principal) =>
    createSealer(keyring, { binding, principal, compress, maxSealedLength })
  const keep = (binding: string, principal: Principal): Kept => {
    const last = kept.get(binding)
    const isKnown = last !== undefined && last.principal === principal
    const known = isKnown ? last : { binding, principal, sealer: create(binding, principal) }
    kept.delete(binding)
    kept.set(binding, known)
    if (kept.size > maxKept) kept.delete(kept.keys().next().value as string)
    return known
  }
  let latest: Kept | undefined
  return (binding: string, principal: Principal): Sealer => {
    // One request asks for many in a row.
    if (latest?.binding !== binding || latest.principal !== principal) {
      latest = keep(binding, principal)
    }
    return latest.sealer
  }
}

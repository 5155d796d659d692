import { createSealer, type Principal, type Sealer, type Toolkit } from '../../core/rooms.ts'

interface Kept {
  readonly principal: Principal
  readonly sealer: Sealer
}

/** Sessions whose keys stay derived. */
const maxKept = 1000

/** Makes a look-up of sealers that keeps those of the sessions that were here last: to make one takes longer than to use it. */
export function createSealers({ keyring, compress, limits }: Toolkit) {
  const { maxSealedLength } = limits
  const kept = new Map<string, Kept>()
  const sealerOf = (binding: string, principal: Principal): Sealer =>
    createSealer(keyring, { binding, principal, compress, maxSealedLength })
  return (binding: string, principal: Principal): Sealer => {
    const last = kept.get(binding)
    const sealer = last?.principal === principal ? last?.sealer : undefined
    const latest = { principal, sealer: sealer ?? sealerOf(binding, principal) }
    kept.delete(binding)
    kept.set(binding, latest)
    const [oldest] = kept.keys()
    if (kept.size > maxKept) kept.delete(oldest as string)
    return latest.sealer
  }
}

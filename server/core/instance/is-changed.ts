import { writeInstance } from './snapshot.ts'
import { issuedIn, withEnvelope } from './state-tuple.ts'
import type { Instance } from './visit.ts'

/**
 * Tells whether an instance is no longer what its state says. Both are compared as they are written: nothing is
 * revived, and what a state refers to may be gone by now.
 * @param sealed the state that the instance was resumed from
 */
export function isChanged(instance: Instance, sealed: string): boolean {
  const { visit, component } = instance
  const before = visit.sealer().unseal(sealed, { purpose: 'state', component: component.name })
  const { json } = JSON.parse(withEnvelope(before)) as { json: unknown[] }
  return before !== writeInstance(instance, issuedIn(json))
}

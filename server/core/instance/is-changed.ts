import { writeInstance } from './snapshot.ts'
import type { Instance } from './visit.ts'

/**
 * Tells whether an instance is no longer what its state says. Both are compared as they are written: nothing is
 * revived, and what a state refers to may be gone by now.
 * @param sealed the state that the instance was resumed from
 */
export function isChanged(instance: Instance, sealed: string): boolean {
  const { visit, component } = instance
  const before = visit.sealer().unseal(sealed, { purpose: 'state', component: component.name })
  return withoutTimes(before) !== withoutTimes(writeInstance(instance))
}

function withoutTimes(text: string): string {
  const { json, meta } = JSON.parse(text) as { json: unknown[]; meta?: unknown }
  const [id, page, _issued, _age, ...rest] = json
  return JSON.stringify([id, page, rest, meta])
}

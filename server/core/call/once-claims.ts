import type { AnyMethod } from '../component/methods.ts'
import { OnceStoreDown, StateReplayed } from '../errors.ts'
import type { Instance, Snapshot, Visit } from '../instance/visit.ts'
import type { CallFields } from './form-fields.ts'

interface Asked {
  readonly method: AnyMethod | undefined
  readonly fields: CallFields
}

/**
 * Refuses a one-shot method whose right was used, before anything else is asked.
 * @throws StateReplayed, OnceStoreDown
 */
export async function refuseUsed(
  { toolkit }: Visit,
  { lineage, page }: Snapshot,
  { method, fields }: Asked,
): Promise<void> {
  if (method?.once !== true) return
  // A click that waited for the answer to another one carries a newer state than the one it was meant for.
  const [clicked = lineage] = fields['_once'] ?? []
  const lineages = new Set([lineage, clicked.slice(0, lineage.length)])
  for (const each of lineages) {
    if (await orDown(() => toolkit.onceStore.has(each))) throw new StateReplayed(page)
  }
}

/**
 * Uses up the right to a one-shot method, just before it runs. It stays used if the method throws.
 * @throws StateReplayed when somebody was faster, OnceStoreDown
 */
export async function claim({ visit, lineage }: Instance, method: AnyMethod): Promise<void> {
  if (!method.once) return
  const { onceStore, maxLifetime } = visit.toolkit
  const first = await orDown(() => onceStore.claim(lineage, maxLifetime))
  if (!first) throw new StateReplayed(visit.page)
}

async function orDown<T>(ask: () => Promise<T> | T): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new OnceStoreDown(cause)
  }
}

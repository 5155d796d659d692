import type { AnyComponent } from '../component/define-component.ts'
import type { Fields } from '../component/schema.ts'
import { Forbidden } from '../errors.ts'
import { isAuthorized } from '../instance/authorize.ts'
import { createInstance, load } from '../instance/instance.ts'
import { unsealSnapshot } from '../instance/snapshot.ts'
import type { Visit } from '../instance/visit.ts'

/**
 * Resumes a component as a refresh does, as far as its `load`.
 * @returns what `load` returned
 * @throws what a refresh would be refused for, and whatever the component's own code throws
 */
export async function loadAgain(
  visit: Visit,
  component: AnyComponent,
  sealed: string,
): Promise<Fields> {
  const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'state' })
  const { page } = snapshot
  if (!(await isAuthorized(visit, snapshot))) throw new Forbidden(page)
  const instance = createInstance({ ...snapshot, visit: { ...visit, page, isCall: true } })
  await load(instance)
  return instance.loaded
}

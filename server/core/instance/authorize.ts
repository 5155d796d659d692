import type { Snapshot, Visit } from './visit.ts'

/**
 * Asks a component's guard whether a sealed state may be resumed.
 * @param method name of the method that is called; `''` where the state is only drawn
 */
export async function isAuthorized(
  { ctx }: Visit,
  { component, args, state }: Pick<Snapshot, 'component' | 'args' | 'state'>,
  method = '',
): Promise<boolean> {
  const { authorize } = component.definition
  if (authorize === undefined) return true
  const allowed: unknown = await authorize({ args, state, method, ctx })
  // Anything but true is a no: a guard that forgets to answer must not let through.
  return allowed === true
}

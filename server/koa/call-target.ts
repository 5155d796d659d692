import type { AnyComponent, AnyMethod, Toolkit } from '../core/rooms.ts'

/** What a call's URL asks for. */
export interface Target {
  readonly component: AnyComponent
  /** `undefined` for a refresh. */
  readonly method: AnyMethod | undefined
}

/** Names are looked up in Maps of own entries: nothing inherited is ever found. */
export function findTarget(toolkit: Toolkit, path: string): Target | undefined {
  const [name = '', methodName, ...rest] = path.slice(toolkit.prefix.length + 1).split('/')
  const component = toolkit.components.get(name)
  const method = methodName === undefined ? undefined : component?.methods.get(methodName)
  const unknownMethod = methodName !== undefined && method === undefined
  if (component === undefined || unknownMethod || rest.length > 0) return undefined
  return { component, method }
}

import type { AnyComponent, AnyMethod, Toolkit } from '../core/rooms.ts'

/** What a call's URL asks for. */
export interface Target {
  readonly component: AnyComponent
  /** `undefined` for a refresh. */
  readonly method: AnyMethod | undefined
}

/** Names are looked up in Maps of own entries: nothing inherited is ever found. */
export function findTarget(toolkit: Toolkit, path: string): Target | undefined {
  const asked = path.slice(toolkit.prefix.length + 1)
  const slash = asked.indexOf('/')
  const component = toolkit.components.get(slash < 0 ? asked : asked.slice(0, slash))
  if (component === undefined || slash < 0) return component && { component, method: undefined }
  const method = component.methods.get(asked.slice(slash + 1))
  return method && { component, method }
}

import type { AnyComponent } from '../../server/core/component/define-component.ts'
import { isKept, prepare } from '../../server/core/instance/prepare.ts'
import type { Instance, Tag } from '../../server/core/instance/visit.ts'
import {
  type Component,
  createSealer,
  createToolkit,
  createVisit,
  type Fields,
  newKey,
  type Principal,
  type ToolkitOptions,
  type Visit,
} from '../../server/core/rooms.ts'

export const start = Date.UTC(2026, 1, 3, 4, 5, 6)

type Components = readonly Component<any, any, any, any, any>[]

/** What stands in for a site: its components, its clock and one visitor. */
export interface World {
  readonly visit: Visit
  /** Milliseconds on the clock. */
  time: number
  /** The same site for another visitor, page or context. */
  readonly as: (parts: Partial<Visit> & { binding?: string; principal?: Principal }) => Visit
}

/** Makes a toolkit and a visit without any app. */
export function createWorld(components: Components, options: Partial<ToolkitOptions> = {}): World {
  const clock = { time: start }
  const toolkit = createToolkit({ keys: [newKey()], components, now: () => clock.time, ...options })
  const as: World['as'] = ({ binding = 'session', principal, ...parts }) => {
    const { maxSealedLength } = toolkit.limits
    const sealer = createSealer(toolkit.keyring, { binding, principal, maxSealedLength })
    return createVisit({
      toolkit,
      ctx: {} as Visit['ctx'],
      sealer: () => sealer,
      origin: 'https://site.example',
      page: '/todos?open=1',
      warn: () => {},
      ...parts,
    })
  }
  return Object.assign(clock, { visit: as({}), as })
}

/** A component as the engine sees it. */
export function engineOf(component: Component<any, any, any, any, any>): AnyComponent {
  return component as AnyComponent
}

/** What a template's tag asks for. */
export function tagOf(component: Component<any, any, any, any, any>, args: Fields = {}): Tag {
  return {
    component: engineOf(component),
    id: `${component.name}-1`,
    args,
    attrs: {},
    slots: {},
  }
}

/** A form as the web framework's room hands it over. */
export function formOf(fields: Record<string, string | string[]>): Record<string, string[]> {
  const entries = Object.entries(fields).map(([name, value]) => [name, [value].flat()] as const)
  return Object.assign(Object.create(null), Object.fromEntries(entries))
}

/** A Standard Schema of no library, which does not tell its names. */
export function bareSchema(
  validate: (value: any) => { value: unknown } | { issues: { message: string; path?: string[] }[] },
): any {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

/** Brings a component to life, `load` included; `undefined` when its data is gone. */
export async function place(visit: Visit, tag: Tag): Promise<Instance | undefined> {
  const finish = await prepare(visit, tag)
  const placed = await finish()
  if (placed !== undefined && isKept(placed)) throw new Error(`${placed.id} is kept`)
  return placed
}

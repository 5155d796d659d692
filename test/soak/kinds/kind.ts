import type { Site, Visitor } from '../visitor.ts'

/** One thing that visitors do, of one or more requests. */
export interface Kind {
  readonly name: string
  /** How often it is done, in comparison. */
  readonly weight: number
  readonly run: (visitor: Visitor, tools: Tools) => Promise<unknown>
}

export interface Tools extends Site {
  /** The secret that the site seals with: no visitor has it, and it is used for states of the past only. */
  readonly key: string
}

/** Others may have deleted what is called. */
export const gone = [200, 410]

/** About so many to-dos there are, and as many cards. */
export const rows = 18

/** A component of a kind on its page, if there is one. */
export async function anyOf(visitor: Visitor, { random }: Tools, component: string) {
  const path = component === 'todo-item' ? '/todos' : '/board'
  let tab = await visitor.at(path)
  if (tab.of(component).length === 0) tab = await visitor.open(path)
  const instances = tab.of(component)
  return instances.length === 0 ? undefined : { tab, instance: random.pick(instances) }
}

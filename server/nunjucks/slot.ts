import type { Fields } from '../core/index.ts'
import { SafeString } from './internals.ts'
import type { Owner } from './owner.ts'
import type { Render } from './render.ts'
import type { Scope } from './scope.ts'

/** Where a slot's text stands, and the outer variables that it uses. */
export interface SlotSource {
  readonly view: string
  readonly block: string
  readonly variables: readonly string[]
}

/** What is sealed of a slot: its place, the component whose template holds its text, its variables. */
export type SlotReference = readonly [
  view: string,
  block: string,
  ownerId: string,
  ownerName: string,
  variables: Fields,
]

/** Words that a slot finds by itself; they are not variables of its surroundings. */
const found = new Set(['attrs', 'call', 'component', 'field', 'sealed', 'errors', 'caller'])

/** Reads the variables that a slot uses, where its tag stands. */
export function captureSlot(
  { view, block, variables }: SlotSource,
  lookup: (name: string) => unknown,
  { owner, render }: Scope,
): SlotReference {
  const values: Fields = {}
  for (const name of variables) {
    const value = found.has(name) ? undefined : lookup(name)
    // Functions are globals and macros: the slot finds them again by itself.
    if (value !== undefined && typeof value !== 'function') values[name] = copyLoop(name, value)
  }
  const reference: SlotReference = [view, block, owner?.id ?? '', owner?.name ?? '', values]
  if (owner !== undefined) render.owners.set(reference, owner)
  return reference
}

/** Nunjucks changes one `loop` object in place, so a later reader would see the last round. */
function copyLoop(name: string, value: unknown): unknown {
  return name === 'loop' ? { ...(value as object) } : value
}

/** The component that a slot's `call`, `field` and `errors` belong to. */
export function slotOwner({ owners }: Render, reference: SlotReference): Owner | undefined {
  const [, , id, name] = reference
  if (id === '') return undefined
  return owners.get(reference) ?? { id, name, instance: undefined }
}

/** A slot as its component's template sees it: drawn when, and only if, it is put out. */
export class SlotContent extends (SafeString as unknown as new (text: string) => object) {
  readonly #draw: () => string
  #drawn: string | undefined

  constructor(draw: () => string) {
    super('')
    this.#draw = draw
  }

  override toString(): string {
    this.#drawn ??= this.#draw()
    return this.#drawn
  }

  override valueOf(): string {
    return this.toString()
  }
}

import { ConfigError, type Fields } from '../core/index.ts'
import type { SlotPlace } from './hoist-slots.ts'
import { SafeString } from './internals.ts'
import type { Owner } from './owner.ts'
import type { Render } from './render.ts'
import type { Scope } from './scope.ts'

/** Where a slot's text stands, and the outer variables that it uses. */
export interface SlotSource extends SlotPlace {
  readonly variables: Fields
}

/**
 * What is sealed of a slot: its place, the component whose template holds its text, its variables, slots
 * that its text hands on, and the owner's public state where its text has fields.
 */
export type SlotReference = readonly [
  view: string,
  block: string,
  ownerId: string,
  ownerName: string,
  variables: Fields,
  slots: Readonly<Record<string, HandedOn>>,
  fields: Fields,
]

/** One slot, or all of a component's under their names. */
export type HandedOn = SlotReference | Readonly<Record<string, SlotReference>>

/**
 * Keeps the variables that a slot uses, as they are where its tag stands.
 * @throws ConfigError for one that can't be kept
 */
export function captureSlot(
  { view, block, variables }: SlotSource,
  globals: Fields,
  scope: Scope,
): SlotReference {
  const { owner, render } = scope
  const values: Fields = {}
  const slots: Record<string, HandedOn> = {}
  for (const [name, value] of Object.entries(variables)) {
    if (name === 'errors') checkErrors(owner)
    // The slot finds globals again by itself.
    else if (value == null || (Object.hasOwn(globals, name) && globals[name] === value)) continue
    else if (value instanceof SlotContent) slots[name] = value.reference
    else if (name === 'slots' && owner !== undefined) slots[name] = referencesOf(value as Fields)
    else values[name] = checkVariable(name, value, render)
  }
  noteWords(scope, variables)
  const fields = Object.hasOwn(variables, 'field') ? owner?.publicState : undefined
  const { id, name } = owner ?? { id: '', name: '' }
  const reference: SlotReference = [view, block, id, name, values, slots, fields ?? {}]
  if (owner !== undefined) render.owners.set(reference, owner)
  return reference
}

/** The owner's own hidden form is drawn before the slot is, and has to know what will belong to it. */
function noteWords({ owner, drawing }: Scope, words: Fields): void {
  if (drawing === undefined || drawing.instance.id !== owner?.id) return
  if (Object.hasOwn(words, 'field')) drawing.looseFields = true
  if (Object.hasOwn(words, 'call') && drawing.sealed === 0) drawing.calledBeforeSealed = true
}

function checkErrors(owner: Owner | undefined): void {
  if (owner === undefined) throw new ConfigError("errors belongs into a component's template.")
}

function checkVariable(name: string, value: unknown, render: Render): unknown {
  if (typeof value === 'function') {
    throw new ConfigError(
      `the slot uses ${name}, a function: make it a global, or a macro at the top of the template.`,
    )
  }
  if (render.isWaiting(value)) {
    throw new ConfigError(
      `the slot uses ${name}, which holds a component: put the component's tag into the slot itself.`,
    )
  }
  // Nunjucks changes one `loop` object in place, so a later reader would see the last round.
  return name === 'loop' ? { ...(value as object) } : value
}

function referencesOf(slots: Fields): Record<string, SlotReference> {
  const contents = Object.entries(slots).filter(
    (entry): entry is [string, SlotContent] => entry[1] instanceof SlotContent,
  )
  return Object.fromEntries(contents.map(([name, { reference }]) => [name, reference]))
}

/** The component that a slot's `call`, `field` and `errors` belong to. */
export function slotOwner({ owners }: Render, reference: SlotReference): Owner | undefined {
  const [, , id, name, , , publicState] = reference
  if (id === '') return undefined
  return owners.get(reference) ?? { id, name, publicState, instance: undefined }
}

/** A slot as its component's template sees it: drawn when, and only if, it is put out. */
export class SlotContent extends SafeString {
  readonly reference: SlotReference
  readonly #draw: (reference: SlotReference) => string
  #drawn: string | undefined

  constructor(reference: SlotReference, draw: (reference: SlotReference) => string) {
    super('')
    this.reference = reference
    this.#draw = draw
  }

  override toString(): string {
    this.#drawn ??= this.#draw(this.reference)
    return this.#drawn
  }

  override valueOf(): string {
    return this.toString()
  }
}

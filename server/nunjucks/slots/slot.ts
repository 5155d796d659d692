import type { Fields } from '../../core/rooms.ts'
import { SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import type { Render } from '../draw/render.ts'
import { isPlain } from './pick.ts'

/**
 * What is sealed of a slot, without an empty end: the place of its text, its variables, and where the text runs
 * words of the component whose template holds it, that component; its public state, where the text has fields;
 * slots that the text hands on.
 */
export type SlotReference = readonly [
  view: string,
  text: string,
  variables?: Fields,
  ownerId?: string,
  ownerName?: string,
  fields?: Fields,
  slots?: Readonly<Record<string, HandedOn>>,
]

/** One slot, or all of a component's under their names. */
export type HandedOn = SlotReference | Readonly<Record<string, SlotReference>>

/** Tells one slot from several. */
export function isReference(slot: HandedOn): slot is SlotReference {
  return Array.isArray(slot)
}

const parts = ['string', 'string', 'object', 'string', 'string', 'object', 'object']

/** Whether a reference has the form that we write: it was authentic, but may be of a stolen key. */
export function isWhole(slot: SlotReference): boolean {
  return slot.length >= 2 && slot.every(isPart)
}

function isPart(part: unknown, at: number): boolean {
  return typeof part === parts[at] && (typeof part === 'string' || isPlain(part))
}

/** The component that a slot's `call`, `field` and `errors` belong to. */
export function slotOwner({ owners }: Render, reference: SlotReference): Owner | undefined {
  const [, , , id = '', name = '', publicState = {}] = reference
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

// The filter `length` reads it, and the constructor of SafeString sets it.
Object.defineProperty(SlotContent.prototype, 'length', {
  get(this: SlotContent) {
    return this.toString().length
  },
  set() {},
})

/** Slots under their names. */
export function isSlots(value: unknown): value is Readonly<Record<string, SlotContent>> {
  if (!isPlain(value)) return false
  const contents = Object.values(value)
  return contents.length > 0 && contents.every((slot) => slot instanceof SlotContent)
}

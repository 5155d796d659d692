import nunjucks, { type Environment } from 'nunjucks'
import { type Fields, StateOutdated } from '../../core/rooms.ts'
import { slotBlock } from '../compile/hoist-slots.ts'
import type { CompiledTemplate } from '../compile/internals.ts'
import { atPlace } from '../compile/place-error.ts'
import { runCompiled } from '../draw/run-view.ts'
import type { Scope, ScopeHolder } from '../draw/scope.ts'
import { isPlain } from './pick.ts'
import {
  type HandedOn,
  isReference,
  isWhole,
  SlotContent,
  type SlotReference,
  slotOwner,
} from './slot.ts'

/** What it takes to draw a slot. */
export interface SlotPainter {
  readonly env: Environment
  readonly scopes: ScopeHolder
}

const noSlots: Record<string, SlotContent> = Object.freeze(Object.create(null))

/** Slots by name, as a template sees them. */
export function drawableSlots(
  painter: SlotPainter,
  scope: Scope,
  references: Fields,
): Record<string, SlotContent> {
  const names = Object.keys(references)
  if (names.length === 0) return noSlots
  // Nothing is inherited that a name in a template could find.
  const drawable = Object.create(null) as Record<string, SlotContent>
  for (const name of names) {
    drawable[name] = drawableSlot(painter, scope, references[name] as SlotReference)
  }
  return drawable
}

/** Whether the texts of slots are still what they were when these references were made. */
export function areCurrent(env: Environment, references: Fields): boolean {
  return Object.values(references).every((slot) => isCurrent(env, slot as SlotReference))
}

function isCurrent(env: Environment, slot: SlotReference): boolean {
  if (!isReference(slot) || !isWhole(slot)) return false
  const [view, text, , , , , handedOn = {}] = slot
  if (!hasText(openTemplate(env, view), text)) return false
  return Object.values(handedOn).every((slots) =>
    isReference(slots) ? isCurrent(env, slots) : isPlain(slots) && areCurrent(env, slots),
  )
}

function drawableSlot(painter: SlotPainter, scope: Scope, reference: SlotReference): SlotContent {
  return new SlotContent(reference, () => drawSlot(painter, scope, reference))
}

function drawSlot(painter: SlotPainter, scope: Scope, reference: SlotReference): string {
  const [view, , variables = {}, , , , slots = {}] = reference
  const owner = slotOwner(scope.render, reference)
  const errors = owner?.instance?.errors ?? {}
  const { insideForm } = painter.scopes.current('slot')
  const inside: Scope = { ...scope, owner, form: undefined, insideForm }
  const handedOn = Object.entries(slots).map(([name, slot]) => [
    name,
    drawableAgain(painter, inside, slot),
  ])
  const data = { errors, ...variables, ...Object.fromEntries(handedOn) }
  return painter.scopes.run(inside, () =>
    atPlace(view, () => runCompiled(painter.env, findSlot(painter.env, scope, reference), data)),
  )
}

function drawableAgain(painter: SlotPainter, scope: Scope, slot: HandedOn) {
  return isReference(slot)
    ? drawableSlot(painter, scope, slot)
    : drawableSlots(painter, scope, slot)
}

/** A slot's block has the form of a template's root function, so it becomes the root of its own. */
function findSlot(env: Environment, { render }: Scope, [view, text]: SlotReference) {
  const template = openTemplate(env, view)
  // Its view or its text are no longer what they were when it was sealed.
  if (!hasText(template, text)) throw new StateOutdated(render.visit.page)
  const known = slotsOf.get(template) ?? new Map<string, CompiledTemplate>()
  slotsOf.set(template, known)
  const slot = known.get(text) ?? toTemplate(env, view, { template, text })
  known.set(text, slot)
  return slot
}

/** Made of a template's slots so far. */
const slotsOf = new WeakMap<CompiledTemplate, Map<string, CompiledTemplate>>()

interface SlotText {
  readonly template: CompiledTemplate
  readonly text: string
}

function toTemplate(env: Environment, view: string, { template, text }: SlotText) {
  const { blocks } = template
  const all = Object.entries(blocks).map(([block, code]) => [`b_${block}`, code])
  const code = { type: 'code', obj: { ...Object.fromEntries(all), root: blocks[slotBlock + text] } }
  return new nunjucks.Template(code as never, env, view) as unknown as CompiledTemplate
}

function hasText({ blocks }: CompiledTemplate, text: string): boolean {
  return Object.hasOwn(blocks, slotBlock + text)
}

/** A view that is gone opens as an empty one. */
function openTemplate(env: Environment, view: string): CompiledTemplate {
  const { getTemplate } = env as unknown as { getTemplate: (...args: unknown[]) => unknown }
  const ignoreMissing = true
  const template = getTemplate.call(env, view, false, null, ignoreMissing) as CompiledTemplate
  template.compile()
  return template
}

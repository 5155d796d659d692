import nunjucks, { type Environment } from 'nunjucks'
import { type Fields, StateOutdated } from '../core/index.ts'
import type { CompiledTemplate } from './internals.ts'
import { atPlace } from './place-error.ts'
import type { Scope, ScopeHolder } from './scope.ts'
import { type HandedOn, SlotContent, type SlotReference, slotOwner } from './slot.ts'

interface Painter {
  readonly env: Environment
  readonly scopes: ScopeHolder
}

/** Slots by name, as a template sees them. */
export function drawableSlots(
  painter: Painter,
  scope: Scope,
  references: Fields,
): Record<string, SlotContent> {
  const drawable = Object.create(null) as Record<string, SlotContent>
  for (const [name, reference] of Object.entries(references)) {
    drawable[name] = drawableSlot(painter, scope, reference as SlotReference)
  }
  return drawable
}

function drawableSlot(painter: Painter, scope: Scope, reference: SlotReference): SlotContent {
  return new SlotContent(reference, () => drawSlot(painter, scope, reference))
}

function drawSlot(painter: Painter, scope: Scope, reference: SlotReference): string {
  const [view, , , , variables, slots] = reference
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
    atPlace(view, () => findSlot(painter.env, scope, reference).render(data)),
  )
}

function drawableAgain(painter: Painter, scope: Scope, slot: HandedOn) {
  return Array.isArray(slot)
    ? drawableSlot(painter, scope, slot as unknown as SlotReference)
    : drawableSlots(painter, scope, slot as Fields)
}

/** A slot's block has the form of a template's root function, so it becomes the root of its own. */
function findSlot(env: Environment, { render }: Scope, [view, name]: SlotReference) {
  const { blocks } = openTemplate(env, view)
  // Its view or its text are no longer what they were when it was sealed.
  if (!Object.hasOwn(blocks, name)) throw new StateOutdated(render.visit.page)
  const all = Object.entries(blocks).map(([block, code]) => [`b_${block}`, code])
  const code = { type: 'code', obj: { ...Object.fromEntries(all), root: blocks[name] } }
  return new nunjucks.Template(code as never, env, view) as unknown as CompiledTemplate
}

/** A view that is gone opens as an empty one. */
function openTemplate(env: Environment, view: string): CompiledTemplate {
  const { getTemplate } = env as unknown as { getTemplate: (...args: unknown[]) => unknown }
  const ignoreMissing = true
  const template = getTemplate.call(env, view, false, null, ignoreMissing) as CompiledTemplate
  template.compile()
  return template
}

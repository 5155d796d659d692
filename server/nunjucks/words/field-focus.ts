import type { Scope } from '../draw/scope.ts'
import type { Field, FieldOptions } from './field-options.ts'

type Focusable = Pick<Field, 'id' | 'errors'>

/** One field has the focus: the first refused one, else the one that a method chose, else the template's. */
export function takesFocus(scope: Scope, field: Focusable, options: FieldOptions): boolean {
  const { drawing } = scope
  if (drawing === undefined || options.type === 'hidden') return false
  if (!mayTakeFocus(scope) || !isMeant(scope, field, options)) return false
  drawing.focused ??= field.id
  return drawing.focused === field.id
}

/** A page that shows one component's refused input is about that; a refresh must not take the user away. */
function mayTakeFocus({ owner, render }: Scope): boolean {
  const { overlaid } = render.visit
  const instance = owner?.instance
  if (instance === undefined) return false
  return overlaid.size > 0 ? overlaid.has(instance.id) : !instance.refreshed
}

function isMeant({ owner }: Scope, { errors }: Focusable, { name, rest }: FieldOptions): boolean {
  const { errors: refused = {}, effects, refreshed } = owner?.instance ?? {}
  const chosen = effects?.focus
  // Who looks at a form that is not sent yet goes on where they are.
  if (refreshed && chosen !== undefined) return chosen === name
  if (Object.keys(refused).some((key) => key !== '_form')) return errors.length > 0
  return chosen === undefined ? rest['autofocus'] === true : chosen === name
}

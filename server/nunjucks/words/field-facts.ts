import { visitedIn } from '../../core/rooms.ts'
import type { Owner } from '../draw/owner.ts'
import type { Scope } from '../draw/scope.ts'
import { toText } from './attributes.ts'
import { type Field, type FieldOptions, textOf } from './field-options.ts'
import { firstValue, hasValue, toPrintable } from './field-value.ts'

/** What a field is before it is drawn. */
export type Facts = Omit<Field, 'refresh'>

export function factsOf(scope: Scope, owner: Owner, options: FieldOptions): Facts {
  const { name, rest } = options
  const sent = sentInto(scope, owner)
  const isTyped = sent !== undefined && Object.hasOwn(sent.typed, name) && showsTyped(scope, owner)
  const value = isTyped ? toPrintable(sent.typed[name]) : firstValue(owner.publicState, options)
  const errors = sent !== undefined && Object.hasOwn(sent.errors, name) ? sent.errors[name] : []
  const base = `${owner.id}__${scope.form?.method ?? 'f'}_${toIdPart(name)}`
  return {
    id: textOf(rest['id']) ?? base + choicePart(options),
    value,
    errors: errors ?? [],
    errorId: `${base}_error`,
    has: (one) => hasValue(value, one),
  }
}

/** A form shows what was sent to its own method, not what another form sent under the same name. */
function sentInto({ form }: Scope, { instance }: Owner) {
  if (instance?.typed === undefined) return undefined
  const { typed, errors, typedMethod } = instance
  return form === undefined || form.method === typedMethod ? { typed, errors } : undefined
}

/**
 * A form that is being filled in keeps what was typed by itself, also what was typed since it asked; drawn
 * anew, that would become what a reset button goes back to.
 */
function showsTyped({ render }: Scope, { id, instance }: Owner): boolean {
  if (instance?.typedMethod === undefined || render.visit.overlaid.has(id)) return true
  return !instance.refreshed || visitedIn(instance, instance.typedMethod).has('*')
}

/** Tells controls of one name that differ in their value: radios, and the boxes of a list. */
function choicePart({ type, multiple, given }: FieldOptions): string {
  const isOneOf = type === 'radio' || (type === 'checkbox' && multiple)
  return isOneOf ? `_${toIdPart(toText(given))}` : ''
}

/** What stands between white space in a list of ids, and differs for different texts. */
function toIdPart(text: string): string {
  return text.replace(/[^\w-]/gu, (character) => `_${character.codePointAt(0)?.toString(16)}`)
}

import { type AnyMethod, stateFormId } from '../../core/rooms.ts'
import type { FormScope, Scope } from '../draw/scope.ts'
import { writeAttributes } from './attributes.ts'
import type { FieldOptions } from './field-options.ts'

/** Says for a field what a browser does not: a box that is not ticked and a list without a choice send nothing. */
export function noteField(scope: Scope, options: FieldOptions): void {
  const { drawing, form, owner } = scope
  if (drawing === undefined || owner === undefined) return
  const isOwn = drawing.instance.id === owner.id
  if (form === undefined && isOwn) drawing.looseFields = true
  for (const kind of kindsOf(options)) addHidden(scope, kind, options.name)
}

/** Says which method a control calls by itself: its value goes along with every button of the component. */
export function noteControl(scope: Scope, { name, params }: AnyMethod): void {
  if (params !== undefined) addHidden(scope, '_controls', name)
}

function addHidden({ drawing, form, owner }: Scope, name: string, value: string): void {
  if (drawing === undefined || owner === undefined) return
  // In a slot the hidden form of the owner is drawn already; a field may stand elsewhere and belong to it.
  const elsewhere = drawing.instance.id === owner.id ? {} : { form: stateFormId(owner.id) }
  const companions = form?.companions ?? (drawing.companions ??= new Set())
  companions.add(hiddenInput({ name, value, ...elsewhere }))
}

function kindsOf({ type, multiple, nullable }: FieldOptions): string[] {
  const kinds = multiple ? ['_list'] : type === 'checkbox' ? ['_box'] : []
  return nullable ? [...kinds, '_null'] : kinds
}

/** A form that is checked while it is filled in names its method. */
export function methodInput({ refreshes, method }: FormScope): string {
  return refreshes ? hiddenInput({ name: '_form', value: method }) : ''
}

function hiddenInput(attributes: Record<string, string>): string {
  return `<input${writeAttributes({ type: 'hidden', ...attributes })}>`
}

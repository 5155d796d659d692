import { type Instance, stateFormId, visitedIn } from '../../core/index.ts'
import { type Safe, SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import { ownerOf, type Scope, type ScopeHolder } from '../draw/scope.ts'
import { createWord } from './arguments.ts'
import { type Attributes, toText, writeAttributes } from './attributes.ts'
import { noteField } from './companions.ts'
import { takesFocus } from './field-focus.ts'
import { type Field, type FieldOptions, readFieldOptions, textOf } from './field-options.ts'
import { firstValue, hasValue, inputValue, isChoice, toPrintable } from './field-value.ts'
import { fileInput } from './file-field.ts'
import { refreshButton, refreshBy } from './refresh.ts'

/** Kinds of control that carry their value in another way than `value=`, or that never show it. */
const withoutValue = new Set(['select', 'textarea', 'file', 'password'])
/** Kinds that are elements of their own, so that `type=` would be wrong. */
const elements = new Set(['select', 'textarea'])

/**
 * `field("title")`: one control bound to public state or a param. Options: `type` (`checkbox`, `radio`,
 * `select`, `textarea`, … ), `value`, `multiple`, `empty=null`, `trigger`, and further attributes.
 */
export function createField(scopes: ScopeHolder) {
  return createWord((passed) => {
    const scope = scopes.current('field()')
    const owner = ownerOf(scope, 'field()')
    const options = readFieldOptions(passed)
    const field = describe(scope, owner, options)
    const own = fileInput(scope, field, options) ?? controlAttributes(field, options)
    const refresh = refreshAttributes(scope, owner, options)
    const text = printedLater(() => {
      noteField(scope, options)
      const attributes = { ...own, ...options.rest, ...stateAttributes(scope, field, options) }
      return writeAttributes({ ...attributes, ...refresh }).slice(1)
    })
    const button = { get: () => refreshButton(scope, owner, options.name) }
    return Object.defineProperty(Object.assign(text, field), 'refresh', button)
  })
}

/** A field that is only asked for its id or its messages is no control: it takes no focus, and sends nothing. */
function printedLater(print: () => string): Safe {
  let text: string | undefined
  const get = () => {
    text ??= print()
    return text
  }
  return Object.defineProperty(new SafeString(''), 'val', { get })
}

/** What a field is before it is drawn. */
type Facts = Omit<Field, 'refresh'>

const untouched: Pick<Instance, 'errors' | 'typed' | 'refusedMethod'> = {
  errors: {},
  typed: undefined,
  refusedMethod: undefined,
}

function describe(scope: Scope, owner: Owner, options: FieldOptions): Facts {
  const { form } = scope
  const { name, given, type, rest } = options
  const { errors, typed, refusedMethod } = owner.instance ?? untouched
  // A form shows what was sent to its own method, not what another form sent under the same name.
  const refused = typed !== undefined && (form === undefined || form.method === refusedMethod)
  const base = `${owner.id}__${form?.method ?? 'f'}_${toIdPart(name)}`
  // Controls of one name that differ in their value: radios, and the boxes of a list.
  const isOneOf = type === 'radio' || (type === 'checkbox' && options.multiple)
  const id = isOneOf ? `${base}_${toIdPart(toText(given))}` : base
  const isTyped = refused && Object.hasOwn(typed, name) && showsTyped(scope, owner)
  const value = isTyped ? toPrintable(typed[name]) : firstValue(owner.publicState, options)
  return {
    id: textOf(rest['id']) ?? id,
    value,
    errors: refused && Object.hasOwn(errors, name) ? (errors[name] ?? []) : [],
    errorId: `${base}_error`,
    has: (one) => hasValue(value, one),
  }
}

/**
 * A form that is being filled in keeps what was typed by itself, also what was typed since it asked; drawn
 * anew, that would become what a reset button goes back to.
 */
function showsTyped({ render }: Scope, { id, instance }: Owner): boolean {
  if (instance?.refusedMethod === undefined || render.visit.overlaid.has(id)) return true
  return !instance.refreshed || visitedIn(instance, instance.refusedMethod).has('*')
}

/** What stands between white space in a list of ids, and differs for different texts. */
function toIdPart(text: string): string {
  return text.replace(/[^\w-]/gu, (character) => `_${character.codePointAt(0)?.toString(16)}`)
}

function controlAttributes({ id, value }: Facts, options: FieldOptions): Attributes {
  const { name, type, given, multiple } = options
  const printedType = type === undefined || elements.has(type) ? undefined : type
  const attributes = { name, id, type: printedType, multiple: multiple || undefined }
  if (isChoice(type)) {
    // More than one value belongs to the boxes together, which `multiple` stands for here.
    const { multiple: _, ...box } = attributes
    return { ...box, value: given ?? 'on', checked: hasValue(value, given) }
  }
  return withoutValue.has(type ?? '') || multiple
    ? attributes
    : { ...attributes, value: inputValue(value, type) }
}

function refreshAttributes(scope: Scope, owner: Owner, { name, trigger }: FieldOptions) {
  return trigger === undefined ? {} : refreshBy(scope, owner, { name, trigger })
}

function stateAttributes(scope: Scope, field: Facts, options: FieldOptions): Attributes {
  const { owner, form } = scope
  const invalid = field.errors.length > 0
  const described = [options.rest['aria-describedby'], invalid ? field.errorId : undefined]
  return {
    form: form === undefined && owner !== undefined ? stateFormId(owner.id) : undefined,
    ...(invalid ? { 'aria-invalid': 'true' } : {}),
    'aria-describedby': described.map(toText).join(' ').trim() || undefined,
    autofocus: takesFocus(scope, field, options) || undefined,
  }
}

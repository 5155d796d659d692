import { ConfigError, type Instance, stateFormId } from '../core/index.ts'
import { createWord, type Passed } from './arguments.ts'
import { type Attributes, toText, writeAttributes } from './attributes.ts'
import { SafeString } from './internals.ts'
import type { Owner } from './owner.ts'
import { type FormScope, ownerOf, type Scope, type ScopeHolder } from './scope.ts'

/** A field as a template sees it: printed, it is the attributes of an input. */
export interface Field {
  readonly id: string
  readonly value: unknown
  readonly errors: readonly string[]
  /** Id for the element that shows the errors. */
  readonly errorId: string
}

/** Kinds of control that carry their value in another way than `value=`, or that never show it. */
const withoutValue = new Set(['select', 'textarea', 'file', 'password'])
/** Kinds that are elements of their own, so that `type=` would be wrong. */
const elements = new Set(['select', 'textarea'])

interface FieldOptions {
  readonly name: string
  readonly type: string | undefined
  readonly multiple: boolean
  /** Value of one radio or checkbox, or the first value of a field that is no public state. */
  readonly given: unknown
  /** Whether a radio or checkbox that is no public state is chosen at first. */
  readonly ticked: boolean
  readonly rest: Attributes
}

/**
 * `field("title")`: one control bound to public state or a param. Options: `type` (`checkbox`, `radio`,
 * `select`, `textarea`, … ), `value`, `multiple`, and further attributes.
 */
export function createField(scopes: ScopeHolder) {
  return createWord((passed) => {
    const scope = scopes.current('field()')
    const owner = ownerOf(scope, 'field()')
    const options = readOptions(passed)
    const field = describe(owner, options, scope.form)
    noteField(scope, options)
    const own = controlAttributes(field, options)
    const attributes = { ...own, ...options.rest, ...stateAttributes(scope, field, options) }
    return Object.assign(new SafeString(writeAttributes(attributes).slice(1)), field)
  })
}

const notOptions = new Set(['name', 'form'])

function readOptions({ positional, named }: Passed): FieldOptions {
  const { type, value, multiple, checked, ...rest } = named
  const [name] = positional
  if (typeof name !== 'string' || name === '' || name.startsWith('_')) {
    throw new ConfigError(`field(${JSON.stringify(name)}): a field needs a name without leading _.`)
  }
  const wrong = Object.keys(rest).find((option) => notOptions.has(option.toLowerCase()))
  if (wrong !== undefined) throw new ConfigError(`field() sets ${wrong} itself.`)
  const kind = type === undefined ? undefined : toText(type)
  const ticked = checked === true
  return { name, type: kind, multiple: multiple === true, given: value, ticked, rest }
}

const untouched: Pick<Instance, 'errors' | 'typed' | 'refusedMethod'> = {
  errors: {},
  typed: undefined,
  refusedMethod: undefined,
}

function describe(owner: Owner, options: FieldOptions, form: FormScope | undefined): Field {
  const { name, given, type, rest } = options
  const { publicState } = owner
  const { errors, typed, refusedMethod } = owner.instance ?? untouched
  // A form shows what was sent to its own method, not what another form sent under the same name.
  const refused = typed !== undefined && (form === undefined || form.method === refusedMethod)
  const base = `${owner.id}__${form?.method ?? 'f'}_${name}`
  const first = Object.hasOwn(publicState, name) ? publicState[name] : firstValue(options)
  // Controls of one name that differ in their value: radios, and the boxes of a list.
  const isOneOf = type === 'radio' || (type === 'checkbox' && options.multiple)
  const id = isOneOf ? `${base}_${toText(given).replace(/[^\w-]/g, '_')}` : base
  return {
    id: rest['id'] === undefined ? id : toText(rest['id']),
    value: refused && Object.hasOwn(typed, name) ? typed[name] : first,
    errors: refused && Object.hasOwn(errors, name) ? (errors[name] ?? []) : [],
    errorId: `${base}_error`,
  }
}

function firstValue({ type, given, ticked }: FieldOptions): unknown {
  if (!isChoice(type)) return given
  return ticked ? (given ?? true) : undefined
}

function isChoice(type: string | undefined): boolean {
  return type === 'checkbox' || type === 'radio'
}

function controlAttributes({ id, value }: Field, options: FieldOptions): Attributes {
  const { name, type, given, multiple } = options
  const printedType = type === undefined || elements.has(type) ? undefined : type
  const attributes = { name, id, type: printedType, multiple: multiple || undefined }
  if (isChoice(type)) {
    // More than one value belongs to the boxes together, which `multiple` stands for here.
    const { multiple: _, ...box } = attributes
    return { ...box, value: given ?? 'on', checked: isChosen(value, given) }
  }
  return withoutValue.has(type ?? '') || multiple
    ? attributes
    : { ...attributes, value: inputValue(value, type) }
}

/** The part of an ISO date that an input of this type takes. */
function inputValue(value: unknown, type: string | undefined): unknown {
  if (!(value instanceof Date)) return value ?? ''
  const lengths: Record<string, number> = { date: 10, 'datetime-local': 16, month: 7 }
  return toText(value).slice(0, lengths[type ?? ''])
}

function isChosen(value: unknown, given: unknown): boolean {
  if (Array.isArray(value)) return value.map(toText).includes(toText(given))
  return given === undefined ? Boolean(value) : value != null && toText(value) === toText(given)
}

function stateAttributes(scope: Scope, field: Field, { name, rest }: FieldOptions): Attributes {
  const { owner, form } = scope
  const invalid = field.errors.length > 0
  const described = [rest['aria-describedby'], invalid ? field.errorId : undefined]
  return {
    form: form === undefined && owner !== undefined ? stateFormId(owner.id) : undefined,
    ...(invalid ? { 'aria-invalid': 'true' } : {}),
    'aria-describedby': described.map(toText).join(' ').trim() || undefined,
    autofocus: takesFocus(scope, field, { name, wished: rest['autofocus'] === true }) || undefined,
  }
}

interface Focus {
  readonly name: string
  /** Whether the template gives the field the focus, where nothing else has it. */
  readonly wished: boolean
}

/** One field has the focus: the first refused one, else the one that a method chose, else the template's. */
function takesFocus({ owner, drawing }: Scope, field: Field, { name, wished }: Focus): boolean {
  if (owner?.instance === undefined || drawing === undefined) return false
  const { errors, effects } = owner.instance
  const refused = Object.keys(errors).some((key) => key !== '_form')
  const chosen = effects.focus === undefined ? wished : effects.focus === name
  if (!(refused ? field.errors.length > 0 : chosen)) return false
  drawing.focused ??= field.id
  return drawing.focused === field.id
}

/** A box that is not ticked and a list without a choice send nothing: a hidden field speaks for them. */
function noteField({ drawing, form, owner }: Scope, { name, type, multiple }: FieldOptions): void {
  if (drawing === undefined || owner === undefined) return
  const isOwn = drawing.instance.id === owner.id
  if (form === undefined && isOwn) drawing.looseFields = true
  const kind = multiple ? '_list' : type === 'checkbox' ? '_box' : undefined
  if (kind === undefined) return
  const hidden = { type: 'hidden', name: kind, value: name }
  // In a slot the hidden form of the owner is drawn already; a field may stand elsewhere and belong to it.
  const attributes = isOwn ? hidden : { ...hidden, form: stateFormId(owner.id) }
  const companions = form?.companions ?? drawing.companions
  companions.add(`<input${writeAttributes(attributes)}>`)
}

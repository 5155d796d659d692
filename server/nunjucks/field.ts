import { ConfigError, type Instance, stateFormId } from '../core/index.ts'
import { readArguments } from './arguments.ts'
import { type Attributes, writeAttributes } from './attributes.ts'
import { SafeString } from './internals.ts'
import { type FormScope, ownerOf, type Scope, type ScopeHolder } from './scope.ts'

/** A field as a template sees it: printed, it is the attributes of an input. */
export interface Field {
  readonly id: string
  readonly value: unknown
  readonly errors: readonly string[]
  /** Id for the element that shows the errors. */
  readonly errorId: string
}

/** Kinds of control that carry their value in another way than `value=`. */
const withoutValue = new Set(['select', 'textarea', 'file'])
/** Kinds that are elements of their own, so that `type=` would be wrong. */
const elements = new Set(['select', 'textarea'])

interface FieldOptions {
  readonly name: string
  readonly type: string | undefined
  readonly multiple: boolean
  /** Value of one radio or checkbox, or the first value of a field that is no public state. */
  readonly given: unknown
  readonly rest: Attributes
}

/**
 * `field("title")`: one control bound to public state or a param. Options: `type` (`checkbox`, `radio`,
 * `select`, `textarea`, … ), `value`, `multiple`, and further attributes.
 */
export function createField(scopes: ScopeHolder) {
  return (...args: unknown[]) => {
    const scope = scopes.current('field()')
    const owner = ownerOf(scope, 'field()')
    if (owner.instance === undefined) {
      throw new ConfigError('field() in a slot works while the whole page is drawn only.')
    }
    const options = readOptions(args)
    const field = describe(owner.instance, options, scope.form)
    noteField(scope, options)
    const attributes = {
      ...controlAttributes(field, options),
      ...stateAttributes(scope, field, options),
    }
    const text = writeAttributes({ ...attributes, ...options.rest }).slice(1)
    return Object.assign(new SafeString(text), field)
  }
}

function readOptions(args: readonly unknown[]): FieldOptions {
  const { positional, named } = readArguments(args)
  const { type, value, multiple, ...rest } = named
  const [name] = positional
  if (typeof name !== 'string' || name === '' || name.startsWith('_')) {
    throw new ConfigError(`field(${JSON.stringify(name)}): a field needs a name without leading _.`)
  }
  const kind = type === undefined ? undefined : String(type)
  return { name, type: kind, multiple: multiple === true, given: value, rest: rest as Attributes }
}

function describe(instance: Instance, options: FieldOptions, form: FormScope | undefined): Field {
  const { name, given, type } = options
  const { publicState, errors, typed, refusedMethod } = instance
  // A form shows what was sent to its own method, not what another form sent under the same name.
  const refused = typed !== undefined && (form === undefined || form.method === refusedMethod)
  const base = `${instance.id}__${form?.method ?? 'f'}_${name}`
  const isChoice = type === 'checkbox' || type === 'radio'
  const first = Object.hasOwn(publicState, name) ? publicState[name] : isChoice ? undefined : given
  return {
    id: type === 'radio' ? `${base}_${String(given).replace(/[^\w-]/g, '_')}` : base,
    value: refused && Object.hasOwn(typed, name) ? typed[name] : first,
    errors: refused && Object.hasOwn(errors, name) ? (errors[name] ?? []) : [],
    errorId: `${base}_error`,
  }
}

function controlAttributes({ id, value }: Field, options: FieldOptions): Attributes {
  const { name, type, given, multiple } = options
  const printedType = type === undefined || elements.has(type) ? undefined : type
  const attributes = { name, id, type: printedType, multiple: multiple || undefined }
  if (type === 'checkbox' || type === 'radio') {
    return { ...attributes, value: given ?? 'on', checked: isChosen(value, given) }
  }
  return withoutValue.has(type ?? '') || multiple
    ? attributes
    : { ...attributes, value: value ?? '' }
}

function isChosen(value: unknown, given: unknown): boolean {
  if (Array.isArray(value)) return value.map(String).includes(String(given))
  return given === undefined ? Boolean(value) : value != null && String(value) === String(given)
}

function stateAttributes(scope: Scope, field: Field, { name }: FieldOptions): Attributes {
  const { owner, drawing, form } = scope
  const invalid = field.errors.length > 0
  const wanted = owner?.instance?.effects.focus === name || invalid
  const focus = wanted && drawing !== undefined && !drawing.focused
  if (focus) drawing.focused = true
  return {
    form: form === undefined && owner !== undefined ? stateFormId(owner.id) : undefined,
    'aria-invalid': invalid ? 'true' : undefined,
    'aria-describedby': invalid ? field.errorId : undefined,
    autofocus: focus || undefined,
  }
}

/** A box that is not ticked and a list without a choice send nothing: a hidden field speaks for them. */
function noteField({ drawing, form }: Scope, { name, type, multiple }: FieldOptions): void {
  if (drawing !== undefined && form === undefined) drawing.looseFields = true
  const kind = multiple ? '_list' : type === 'checkbox' ? '_box' : undefined
  if (kind === undefined) return
  const companions = form?.companions ?? drawing?.companions
  companions?.add(`<input${writeAttributes({ type: 'hidden', name: kind, value: name })}>`)
}

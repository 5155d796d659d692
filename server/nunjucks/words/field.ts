import { stateFormId } from '../../core/rooms.ts'
import { SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import { ownerOf, type Scope, type ScopeHolder } from '../draw/scope.ts'
import { createWord } from './arguments.ts'
import { type Attributes, toText, writeAttributes } from './attributes.ts'
import { noteField } from './companions.ts'
import { type Facts, factsOf } from './field-facts.ts'
import { takesFocus } from './field-focus.ts'
import { checkFieldName } from './field-name.ts'
import { type Field, type FieldOptions, readFieldOptions } from './field-options.ts'
import { hasValue, inputValue, isChoice } from './field-value.ts'
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
    const facts = factsOf(scope, owner, options)
    const own = fileInput(scope, facts, options) ?? controlAttributes(facts, options)
    checkFieldName(scope, owner, options.name)
    const refresh = refreshAttributes(scope, owner, options)
    return new PrintedField({ scope, owner, options, facts, own, refresh })
  })
}

interface FieldParts {
  readonly scope: Scope
  readonly owner: Owner
  readonly options: FieldOptions
  readonly facts: Facts
  readonly own: Attributes
  readonly refresh: Attributes
}

/**
 * A field as a template sees it. One that is only asked for its id or its messages is no control: it takes no focus, and
 * sends nothing. Accessors stand in the class, since to define them for each field takes longer than to print it.
 */
class PrintedField extends SafeString implements Field {
  readonly id: Field['id']
  readonly value: Field['value']
  readonly errors: Field['errors']
  readonly errorId: Field['errorId']
  readonly has: Field['has']
  readonly #parts: FieldParts
  #text: string | undefined

  constructor(parts: FieldParts) {
    super('')
    const { id, value, errors, errorId, has } = parts.facts
    this.id = id
    this.value = value
    this.errors = errors
    this.errorId = errorId
    this.has = has
    this.#parts = parts
  }

  /** What a SafeString prints, and its constructor sets. */
  get val(): string {
    this.#text ??= print(this.#parts)
    return this.#text
  }

  set val(_: string) {
    // Nothing is known when the constructor of SafeString runs.
  }

  get refresh(): unknown {
    const { scope, owner, options } = this.#parts
    return refreshButton(scope, owner, options.name)
  }

  /** Has the plugin for SafeString seal it, where it is handed on, as what it prints. */
  get [Symbol.for('sealwax.printed')](): true {
    return true
  }
}

function print({ scope, options, facts, own, refresh }: FieldParts): string {
  noteField(scope, options)
  const state = stateAttributes(scope, facts, options)
  return writeAttributes(Object.assign({}, own, options.rest, state, refresh)).slice(1)
}

function controlAttributes({ id, value }: Facts, options: FieldOptions): Attributes {
  const { name, type, given, multiple } = options
  // More than one value belongs to the boxes together, which `multiple` stands for here.
  if (isChoice(type))
    return { name, id, type, value: given ?? 'on', checked: hasValue(value, given) }
  const shown = elements.has(type ?? '') ? undefined : type
  if (multiple || withoutValue.has(type ?? '')) return { name, id, type: shown, multiple }
  return { name, id, type: shown, value: inputValue(value, type) }
}

function refreshAttributes(scope: Scope, owner: Owner, { name, trigger }: FieldOptions) {
  return trigger === undefined ? {} : refreshBy(scope, owner, { name, trigger })
}

function stateAttributes(scope: Scope, field: Facts, options: FieldOptions): Attributes {
  const { owner, form } = scope
  const { 'aria-invalid': givenInvalid, 'aria-describedby': givenDescribed } = options.rest
  const invalid = field.errors.length > 0
  const described = [givenDescribed, invalid ? field.errorId : undefined]
  return {
    form: form === undefined && owner !== undefined ? stateFormId(owner.id) : undefined,
    'aria-invalid': invalid ? 'true' : givenInvalid,
    'aria-describedby': described.map(toText).join(' ').trim() || undefined,
    autofocus: takesFocus(scope, field, options) || undefined,
  }
}

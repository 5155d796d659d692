import { stateFormId } from '../../core/rooms.ts'
import { type Safe, SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import { ownerOf, type Scope, type ScopeHolder } from '../draw/scope.ts'
import { createWord } from './arguments.ts'
import { type Attributes, toText, writeAttributes } from './attributes.ts'
import { noteField } from './companions.ts'
import { type Facts, factsOf } from './field-facts.ts'
import { takesFocus } from './field-focus.ts'
import { checkFieldName } from './field-name.ts'
import { type FieldOptions, readFieldOptions } from './field-options.ts'
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
    const field = factsOf(scope, owner, options)
    const own = fileInput(scope, field, options) ?? controlAttributes(field, options)
    checkFieldName(scope, owner, options.name)
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

function controlAttributes({ id, value }: Facts, options: FieldOptions): Attributes {
  const { name, type, given, multiple } = options
  const attributes = { name, id, type: elements.has(type ?? '') ? undefined : type }
  // More than one value belongs to the boxes together, which `multiple` stands for here.
  if (isChoice(type))
    return { ...attributes, value: given ?? 'on', checked: hasValue(value, given) }
  if (multiple || withoutValue.has(type ?? '')) return { ...attributes, multiple }
  return { ...attributes, value: inputValue(value, type) }
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

import { ConfigError } from '../../core/rooms.ts'
import type { Passed } from './arguments.ts'
import { type Attributes, toText } from './attributes.ts'

/** A field as a template sees it: printed, it is the attributes of an input. */
export interface Field {
  readonly id: string
  readonly value: unknown
  readonly errors: readonly string[]
  /** Id for the element that shows the errors. */
  readonly errorId: string
  /** Whether the value is this one, or has it among others: `selected` for an option. */
  readonly has: (value: unknown) => boolean
  /** Attributes of a button that has the component drawn anew, as `trigger=` does with JavaScript. */
  readonly refresh: unknown
}

/** What a template says of a field. */
export interface FieldOptions {
  readonly name: string
  readonly type: string | undefined
  readonly multiple: boolean
  /** Value of one radio or checkbox, or the first value of a field that is no public state. */
  readonly given: unknown
  /** Whether a radio or checkbox that is no public state is chosen at first. */
  readonly ticked: boolean
  /** Whether the field is null where it is empty. */
  readonly nullable: boolean
  /** Event on which the component is drawn anew. */
  readonly trigger: string | undefined
  readonly rest: Attributes
}

const notOptions = new Set(['name', 'form'])

/**
 * What htmx and we use of a form: in a browser a control stands in for the property of its name.
 * @see https://html.spec.whatwg.org/#dom-form-nameditem
 */
const formProperties = new Set(
  (
    'addEventListener attributes childNodes children cloneNode closest contains dispatchEvent elements enctype ' +
    'firstChild form getAttribute hasAttribute hidden insertBefore isConnected isEqualNode lastChild localName matches ' +
    'moveBefore nextSibling nodeType noValidate ownerDocument parentElement parentNode querySelector querySelectorAll ' +
    'remove removeAttribute removeChild replaceWith reset setAttribute submit tagName'
  ).split(' '),
)

/** @throws ConfigError for a name that is ours or a form's, or an option that field() sets itself */
export function readFieldOptions({ positional, named }: Passed): FieldOptions {
  const { type, value, multiple, checked, empty, trigger, ...rest } = named
  const [name] = positional
  if (typeof name !== 'string' || name === '' || name.startsWith('_')) {
    throw new ConfigError(`field(${JSON.stringify(name)}): a field needs a name without leading _.`)
  }
  if (formProperties.has(name)) {
    throw new ConfigError(`field("${name}"): scripts find a form's own '${name}' by this name.`)
  }
  const wrong = Object.keys(rest).find((option) => notOptions.has(option.toLowerCase()))
  if (wrong !== undefined) throw new ConfigError(`field() sets ${wrong} itself.`)
  if (empty != null) throw new ConfigError('field(): empty= takes null only.')
  return {
    name,
    type: textOf(type),
    multiple: multiple === true,
    given: value,
    ticked: checked === true,
    nullable: empty === null,
    trigger: textOf(trigger),
    rest,
  }
}

export function textOf(option: unknown): string | undefined {
  return option === undefined ? undefined : toText(option)
}

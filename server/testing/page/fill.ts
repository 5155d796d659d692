import assert from 'node:assert/strict'
import {
  chooseFiles,
  isControl,
  isFileInput,
  isSubmitter,
  optionsOf,
  optionValue,
  type TestFile,
} from './form.ts'
import { nameOf } from './text.ts'
import {
  attributeOf,
  closest,
  type Element,
  elementsIn,
  isComponent,
  type Node,
  setAttribute,
  setText,
} from './tree.ts'

/** What is put into a field: a text or a number, whether a box is ticked, the choices of a list, or files. */
export type FieldValue =
  | string
  | number
  | boolean
  | readonly string[]
  | TestFile
  | readonly TestFile[]

/** Where a field is looked for. */
export interface Place {
  /** A component, or a form. */
  readonly within: Element
  /** Where labels are. */
  readonly page: Node
}

/**
 * Fills in a field, found by its name, or by its label.
 * @throws AssertionError when there is none, or no such choice
 */
export function fillField(place: Place, field: string, value: FieldValue): void {
  const found = findFields(place, field)
  assert(found.length > 0, `There is no field ${JSON.stringify(field)} here.`)
  const [first] = found as [Element, ...Element[]]
  if (isFileInput(first)) return chooseFiles(first, [value].flat() as TestFile[])
  if (isBox(first)) return tick(found, value)
  if (first.tagName === 'select') return choose(first, value)
  assert(typeof value !== 'object', `The field ${JSON.stringify(field)} takes one text.`)
  if (first.tagName === 'textarea') return setText(first, String(value))
  setAttribute(first, 'value', String(value))
}

/** By name or else by label; a component's own before those of components in it. */
function findFields({ within, page }: Place, field: string): Element[] {
  const fields = elementsIn(within).filter(isField)
  const named = fields.filter((one) => attributeOf(one, 'name') === field)
  const found = named.length > 0 ? named : fields.filter((one) => nameOf(one, page) === field)
  const around = closest(within, isComponent)
  const own = found.filter((one) => closest(one, isComponent) === around)
  return own.length > 0 ? own : found
}

function isField(element: Element): boolean {
  const isInput = isControl(element) && element.tagName !== 'button' && !isSubmitter(element)
  return isInput && !isHidden(element)
}

function isHidden(control: Element): boolean {
  return attributeOf(control, 'type')?.toLowerCase() === 'hidden'
}

function isBox(control: Element): boolean {
  return /^(checkbox|radio)$/i.test(attributeOf(control, 'type') ?? '')
}

function tick(boxes: readonly Element[], value: FieldValue): void {
  const values = boxes.map((box) => attributeOf(box, 'value') ?? 'on')
  const ticked = typeof value === 'boolean' ? (value ? values : []) : [value].flat().map(String)
  checkChoices(values, ticked)
  boxes.forEach((box, index) => {
    setAttribute(box, 'checked', ticked.includes(values[index] as string) ? '' : undefined)
  })
}

function choose(select: Element, value: FieldValue): void {
  const chosen = [value].flat().map(String)
  const options = optionsOf(select)
  checkChoices(options.map(optionValue), chosen)
  for (const option of options) {
    setAttribute(option, 'selected', chosen.includes(optionValue(option)) ? '' : undefined)
  }
}

function checkChoices(there: readonly string[], asked: readonly string[]): void {
  for (const one of asked) {
    assert(there.includes(one), `There is no choice ${JSON.stringify(one)}: ${there.join(', ')}.`)
  }
}

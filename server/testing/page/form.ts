import { attributeOf, closest, type Element, elementsIn, findById, type Node } from './tree.ts'

/** One field that a form sends. */
export type Entry = readonly [name: string, value: string]

/** A file that is chosen in a form. */
export interface TestFile {
  /** As the sender calls it. */
  readonly name: string
  /** Media type, for instance `image/png`. */
  readonly type: string
  readonly content: string | Uint8Array<ArrayBuffer>
}

/** One file that a form sends. */
export type FileEntry = readonly [name: string, file: TestFile]

/** What a browser sends for a field without a file. */
const noFile: TestFile = { name: '', type: 'application/octet-stream', content: '' }

/** Files that were chosen, by field. */
const chosen = new WeakMap<Element, readonly TestFile[]>()

export function chooseFiles(input: Element, files: readonly TestFile[]): void {
  chosen.set(input, files)
}

/** Files that a form sends; `undefined` where it sends texts alone. */
export function filesOf(form: Element, page: Node): readonly FileEntry[] | undefined {
  if (attributeOf(form, 'enctype') !== 'multipart/form-data') return undefined
  return controlsOf(form, page)
    .filter((control) => isFileInput(control) && !isDisabled(control))
    .flatMap((control) => {
      const name = attributeOf(control, 'name') ?? ''
      return (chosen.get(control) ?? [noFile]).map((file): FileEntry => [name, file])
    })
}

export function isFileInput(control: Element): boolean {
  return attributeOf(control, 'type')?.toLowerCase() === 'file'
}

const controls = new Set(['button', 'input', 'select', 'textarea'])

export function isControl({ tagName }: Element): boolean {
  return controls.has(tagName)
}

export function isSubmitter(element: Element): boolean {
  const type = attributeOf(element, 'type')?.toLowerCase()
  if (element.tagName === 'button') return type !== 'button' && type !== 'reset'
  return element.tagName === 'input' && (type === 'submit' || type === 'image')
}

/** The form that a control belongs to: named by its attribute, else the one around it. */
export function formOf(element: Element, page: Node): Element | undefined {
  const id = attributeOf(element, 'form')
  if (id === undefined) return closest(element, ({ tagName }) => tagName === 'form')
  const form = findById(page, id)
  return form?.tagName === 'form' ? form : undefined
}

/** Controls of a form, in the order of the page. */
export function controlsOf(form: Element, page: Node): Element[] {
  return elementsIn(page).filter((one) => isControl(one) && formOf(one, page) === form)
}

/**
 * What a form sends.
 * @param submitter the button that was pressed
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set
 */
export function entriesOf(form: Element, page: Node, submitter?: Element): Entry[] {
  return controlsOf(form, page).flatMap((control) => {
    const name = attributeOf(control, 'name') ?? ''
    if (name === '' || isDisabled(control)) return []
    return valuesOf(control, submitter).map((value): Entry => [name, value])
  })
}

export function isDisabled(control: Element): boolean {
  return (
    closest(
      control,
      (one) =>
        (one === control || one.tagName === 'fieldset') &&
        attributeOf(one, 'disabled') !== undefined,
    ) !== undefined
  )
}

function valuesOf(control: Element, submitter: Element | undefined): string[] {
  if (control.tagName === 'select') return chosenIn(control)
  if (control.tagName === 'textarea') return [textIn(control)]
  const value = attributeOf(control, 'value')
  if (control.tagName === 'button' || isSubmitter(control)) {
    return control === submitter ? [value ?? ''] : []
  }
  return inputValues(control, value)
}

function inputValues(control: Element, value: string | undefined): string[] {
  switch (attributeOf(control, 'type')?.toLowerCase()) {
    case 'button':
    case 'reset':
    case 'file':
      return []
    case 'checkbox':
    case 'radio':
      return attributeOf(control, 'checked') === undefined ? [] : [value ?? 'on']
    default:
      return [value ?? '']
  }
}

/** A list without a choice shows its first option, unless it takes several. */
function chosenIn(select: Element): string[] {
  const options = optionsOf(select).filter((option) => !isDisabled(option))
  const chosen = options.filter((option) => attributeOf(option, 'selected') !== undefined)
  if (attributeOf(select, 'multiple') !== undefined) return chosen.map(optionValue)
  return [chosen.at(-1) ?? options[0]].flatMap((option) => (option ? [optionValue(option)] : []))
}

export function optionsOf(select: Element): Element[] {
  return elementsIn(select).filter(({ tagName }) => tagName === 'option')
}

export function optionValue(option: Element): string {
  return attributeOf(option, 'value') ?? textIn(option).trim()
}

export function textIn(element: Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('')
}

import assert from 'node:assert/strict'
import { type DefaultTreeAdapterMap, parse } from 'parse5'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

/** What a visitor can do on a page, by the HTML standard's rules. */
export interface Page {
  /** Sealed state of the component with this id. */
  readonly state: (id: string) => string
  /** Text inside the first element that the search finds: `#id`, `tag`, `.class`, or two of them. */
  readonly text: (search: string) => string
  readonly has: (search: string) => boolean
  readonly attribute: (search: string, name: string) => string | undefined
  /** What pressing a button of a component sends, without JavaScript. */
  readonly press: (id: string, label: string) => Sent
  /** Fields of the form that calls a method, as they stand. */
  readonly form: (id: string, method: string) => Sent
}

export interface Sent {
  readonly action: string
  readonly fields: [string, string][]
}

export function readPage(html: string): Page {
  const elements = [...walk(parse(html))].filter((node) => 'tagName' in node)
  const find = (search: string) => findAll(elements, search)[0]
  const inside = (id: string) => [...walk(need(find(`#${id}`), id))].filter((n) => 'tagName' in n)
  return {
    state: (id) => {
      const form = need(find(`#${id}__f`), `${id}__f`)
      return valueOf(fieldsOf(form, elements), '_state')
    },
    text: (search) => textOf(need(find(search), search)).trim(),
    has: (search) => find(search) !== undefined,
    attribute: (search, name) => attributeOf(need(find(search), search), name),
    press(id, label) {
      const buttons = inside(id).filter(({ tagName }) => tagName === 'button')
      const button = need(
        buttons.find((b) => textOf(b).trim() === label),
        label,
      )
      const form = need(formOf(button, elements), `form of ${label}`)
      const name = attributeOf(button, 'name')
      const own: [string, string][] =
        name === undefined ? [] : [[name, attributeOf(button, 'value') ?? '']]
      const action = attributeOf(button, 'formaction') ?? attributeOf(form, 'action') ?? ''
      return { action, fields: [...fieldsOf(form, elements), ...own] }
    },
    form(id, method) {
      const forms = inside(id).filter(({ tagName }) => tagName === 'form')
      const form = need(
        forms.find((f) => attributeOf(f, 'action')?.endsWith(`/${method}`)),
        method,
      )
      return { action: attributeOf(form, 'action') ?? '', fields: fieldsOf(form, elements) }
    },
  }
}

/** Replaces fields of a form by name. */
export function fill(fields: [string, string][], values: Record<string, string>) {
  return fields.map(([name, value]): [string, string] => [name, values[name] ?? value])
}

function valueOf(fields: [string, string][], name: string): string {
  return need(fields.find(([n]) => n === name)?.[1], name)
}

function need<T>(value: T | undefined, what: string): T {
  assert(value !== undefined, `The page has no ${what}.`)
  return value
}

function* walk(node: Node): Generator<Node> {
  yield node
  if (!('childNodes' in node)) return
  for (const child of node.childNodes) yield* walk(child)
}

function findAll(elements: Element[], search: string): Element[] {
  const [first = '', ...rest] = search.split(' ')
  const found = elements.filter((element) => matches(element, first))
  if (rest.length === 0) return found
  const below = found.flatMap((element) =>
    [...walk(element)].slice(1).filter((node) => 'tagName' in node),
  )
  return findAll(below, rest.join(' '))
}

function matches(element: Element, search: string): boolean {
  if (search.startsWith('#')) return attributeOf(element, 'id') === search.slice(1)
  if (search.startsWith('.')) return attributeOf(element, 'class') === search.slice(1)
  if (search.startsWith('@')) return attributeOf(element, 'name') === search.slice(1)
  return element.tagName === search
}

function textOf(node: Node): string {
  return [...walk(node)].map((part) => ('value' in part ? part.value : '')).join('')
}

function attributeOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value
}

function formOf(element: Element, elements: Element[]): Element | undefined {
  const id = attributeOf(element, 'form')
  if (id !== undefined) return elements.find((other) => attributeOf(other, 'id') === id)
  for (let node: Node | null = element.parentNode; node; ) {
    if ('tagName' in node && node.tagName === 'form') return node
    node = 'parentNode' in node ? node.parentNode : null
  }
  return undefined
}

function fieldsOf(form: Element, elements: Element[]): [string, string][] {
  return elements
    .filter((field) => field.tagName === 'input' && formOf(field, elements) === form)
    .map((field) => [attributeOf(field, 'name') ?? '', attributeOf(field, 'value') ?? ''])
}

import assert from 'node:assert/strict'
import { type DefaultTreeAdapterMap, parse } from 'parse5'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

/** What a visitor sees. */
export interface Seen {
  readonly url: string
  /** The visible text. */
  readonly text: string
  /** The first whole number in it. */
  readonly number: string
  /** The first button of a POST form: where it posts to and what it sends. */
  readonly button: { readonly action: string; readonly body: URLSearchParams }
}

/** A browser without JavaScript: it keeps cookies, posts forms and follows redirects. */
export function createVisitor(origin: string) {
  const cookies = new Map<string, string>()

  async function open(path: string, init: RequestInit = {}): Promise<Seen> {
    const url = new URL(path, origin)
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...(cookie && { cookie }), ...(init.method === 'POST' && { origin }) }
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line)
    const location = answer.headers.get('location')
    if (location) return open(new URL(location, url).href)
    const html = await answer.text()
    assert.equal(answer.status, 200, html)
    return seen(url.href, html)
  }

  return {
    open,
    press: ({ url, button }: Seen) =>
      open(new URL(button.action, url).href, { method: 'POST', body: button.body }),
  }
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  cookies.set(name, value)
}

function seen(url: string, html: string): Seen {
  const nodes = [...walk(parse(html))]
  const text = textOf(nodes)
  return { url, text, number: /\d+/.exec(text)?.[0] ?? '', button: buttonOf(nodes, url) }
}

function* walk(node: Node): Generator<Node> {
  yield node
  if (!('childNodes' in node)) return
  for (const child of node.childNodes) yield* walk(child)
}

function textOf(nodes: Node[]): string {
  const hidden = ['script', 'style', 'title']
  return nodes
    .map((node) => {
      if (!('value' in node && node.nodeName === '#text')) return ''
      return node.parentNode && hidden.includes(node.parentNode.nodeName) ? '' : node.value
    })
    .join(' ')
}

function buttonOf(nodes: Node[], url: string): Seen['button'] {
  const elements = nodes.filter((node) => 'tagName' in node)
  for (const button of elements.filter(({ tagName }) => tagName === 'button')) {
    const form = formOf(button, elements)
    if (!form || attribute(form, 'method')?.toLowerCase() !== 'post') continue
    const fields = elements.filter(
      (field) => field.tagName === 'input' && formOf(field, elements) === form,
    )
    const body = new URLSearchParams()
    for (const field of [...fields, button]) {
      const name = attribute(field, 'name')
      if (name) body.append(name, attribute(field, 'value') ?? '')
    }
    return { action: attribute(button, 'formaction') ?? attribute(form, 'action') ?? url, body }
  }
  throw new assert.AssertionError({ message: 'The page has no button in a form that posts.' })
}

function formOf(element: Element, elements: Element[]): Element | undefined {
  const id = attribute(element, 'form')
  if (id) return elements.find((other) => attribute(other, 'id') === id)
  for (let node: Node | null = element.parentNode; node; ) {
    if ('tagName' in node && node.tagName === 'form') return node
    node = 'parentNode' in node ? node.parentNode : null
  }
  return undefined
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value
}

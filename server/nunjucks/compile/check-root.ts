import { type FlatTemplate, marks } from './flatten.ts'
import { closeOf, type HtmlTag, readTags } from './read-tags.ts'

/** Elements that the HTML parser gives no hidden form, drops, or moves when they stand as a root. */
const notRoots = new Set(
  (
    'area base body br caption col colgroup datalist embed form frameset head hr html iframe img input link ' +
    'math meta noembed noframes noscript object optgroup option p param picture plaintext script select ' +
    'source style svg table tbody template textarea tfoot thead title track video audio wbr xmp'
  ).split(' '),
)

/** What is wrong with a component's root. */
export interface RootProblem {
  readonly message: string
  readonly position: number
  /** Whether a hole in the text may hold what is missing, so that only the drawn HTML can tell. */
  readonly unsure: boolean
}

/**
 * Looks for a mistake in a component's HTML: it is one element that can carry a component, with `attrs()`
 * in its tag and `sealed()` inside.
 */
export function findRootProblem({ text }: FlatTemplate): RootProblem | undefined {
  const tags = readTags(text)
  const [root] = tags
  if (root === undefined) return problem('the template has no root element', 0, text)
  const before = text.slice(0, root.position)
  if (hasText(before)) return problem('text stands outside the root element', 0, before)
  if (root.end || notRoots.has(root.name)) {
    return problem(`<${root.name}> can't be the root of a component`, root.position, before)
  }
  const close = closeOf(root, tags)
  const behind = text.slice(root.after)
  if (close === undefined) {
    return problem(`<${root.name}> is not closed`, root.position, before + behind)
  }
  const rest = text.slice(close.after)
  if (hasText(rest)) {
    const position = close.after + rest.search(/\S/)
    return problem('a component has one root element, here begins a second', position, before)
  }
  return findWordProblem(text, root, close)
}

function findWordProblem(text: string, root: HtmlTag, close: HtmlTag): RootProblem | undefined {
  const before = text.slice(0, root.position)
  const inside = text.slice(root.after, close.position)
  if (!root.attributes.includes(marks.attrs)) {
    const message = 'the root element needs {{ attrs() }} in its tag'
    return problem(message, root.position, before + root.attributes)
  }
  const sealed = text.indexOf(marks.sealed)
  if (sealed < 0) {
    const message = 'the root element needs {{ sealed() }} inside'
    return problem(message, root.position, before + inside)
  }
  if (sealed < root.after || sealed > close.position) {
    return problem('{{ sealed() }} belongs inside the root element', sealed, before)
  }
  const inCell = /<t[dh][\s>](?:(?!<\/t[dh]>)[^])*$/i.test(text.slice(root.after, sealed))
  if (root.name !== 'tr' || inCell) return undefined
  return problem('in a <tr> {{ sealed() }} belongs into a cell', sealed, before)
}

/** Name of the element that a component's HTML begins with. */
export function rootNameOf(html: string): string | undefined {
  return readTags(html)[0]?.name
}

/** Whether pieces outside the root come from elsewhere, so that only the drawn HTML shows the whole. */
export function isOpenOutside({ text }: FlatTemplate): boolean {
  const tags = readTags(text)
  const [root] = tags
  const close = root && closeOf(root, tags)
  if (root === undefined || close === undefined) return true
  return (text.slice(0, root.position) + text.slice(close.after)).includes(marks.hole)
}

/** Finds a `call()` on an element that can't carry it. */
export function findControlProblem({ text }: FlatTemplate): RootProblem | undefined {
  for (const { name, attributes, position } of readTags(text)) {
    if (attributes.includes(marks.call) && name !== 'button') {
      const way = 'call() goes on a <button>, or with trigger= and no params on a form control'
      return problem(`${way}, not on <${name}>`, position)
    }
    if (attributes.includes(marks.trigger) && !controls.has(name)) {
      return problem(`call() with trigger= goes on a form control, not on <${name}>`, position)
    }
  }
  return undefined
}

const controls = new Set(['button', 'input', 'select', 'textarea'])

function hasText(html: string): boolean {
  return (
    html
      .replace(/<!--[^]*?-->/g, '')
      .replaceAll(marks.hole, '')
      .trim() !== ''
  )
}

/** @param region text whose holes may hold what is missing */
function problem(message: string, position: number, region = ''): RootProblem {
  return { message: `${message}.`, position, unsure: region.includes(marks.hole) }
}

import type { Environment } from 'nunjucks'
import { type AnyComponent, ConfigError } from '../core/index.ts'
import { type FlatTemplate, flatten, marks } from './flatten.ts'
import type { ViewsLoader } from './views-loader.ts'

/** Elements that the HTML parser gives no hidden form, drops, or moves when they stand as a root. */
const notRoots = new Set(
  (
    'area base body br caption col colgroup datalist embed form frameset head hr html iframe img input link ' +
    'meta noscript object optgroup option p param picture script select source style table tbody ' +
    'template textarea tfoot thead title track video audio wbr'
  ).split(' '),
)

const controls = new Set(['button', 'input', 'select', 'textarea'])

/**
 * Checks that a component's template is one element that can carry a component: `attrs()` in its tag,
 * `sealed()` inside it, `call()` on controls only.
 * @throws ConfigError naming template and line
 */
export function checkRoot(
  env: Environment,
  loader: ViewsLoader,
  { name, template }: AnyComponent,
): void {
  const view = loader.find(env, template)
  if (view === undefined) throw new ConfigError(`${template}: no such view, for component ${name}.`)
  const flat = flatten(view.tree)
  const problem = findProblem(flat)
  // What comes from an include or a macro is checked when it is drawn.
  if (problem === undefined || (flat.partial && problem.mayComeFromElsewhere)) return
  throw new ConfigError(`${template}:${flat.lineAt(problem.position)}: ${problem.message}`)
}

interface Problem {
  readonly message: string
  readonly position: number
  readonly mayComeFromElsewhere: boolean
}

interface Tag {
  readonly name: string
  readonly end: boolean
  readonly attributes: string
  readonly position: number
  readonly after: number
}

function findProblem({ text }: FlatTemplate): Problem | undefined {
  const tags = readTags(text)
  const [root] = tags
  if (root === undefined) return problem('the template has no root element.', 0, true)
  const before = text.slice(0, root.position)
  if (hasText(before)) return problem('text stands outside the root element.', 0, true)
  if (root.end || notRoots.has(root.name)) {
    return problem(`<${root.name}> can't be the root of a component.`, root.position)
  }
  const close = closeOf(root, tags)
  if (close === undefined) return problem(`<${root.name}> is not closed.`, root.position, true)
  const rest = text.slice(close.after)
  if (hasText(rest)) {
    return problem(
      'a component has one root element, here begins a second.',
      firstText(text, close.after),
    )
  }
  return findWordProblem(text, root, close) ?? findControlProblem(tags)
}

function findWordProblem(text: string, root: Tag, close: Tag): Problem | undefined {
  if (!root.attributes.includes(marks.attrs)) {
    return problem('the root element needs {{ attrs() }} in its tag.', root.position)
  }
  const sealed = text.indexOf(marks.sealed)
  if (sealed < 0)
    return problem('the root element needs {{ sealed() }} inside.', root.position, true)
  if (sealed < root.after || sealed > close.position) {
    return problem('{{ sealed() }} belongs inside the root element.', sealed)
  }
  const inCell = /<t[dh][\s>](?:(?!<\/t[dh]>)[^])*$/i.test(text.slice(root.after, sealed))
  if (root.name === 'tr' && !inCell)
    return problem('in a <tr> {{ sealed() }} belongs into a cell.', sealed)
  return undefined
}

function findControlProblem(tags: readonly Tag[]): Problem | undefined {
  const wrong = tags.find(
    ({ name, attributes }) => attributes.includes(marks.call) && !controls.has(name),
  )
  if (wrong === undefined) return undefined
  return problem(
    `call() goes on a <button> or a form control, not on <${wrong.name}>.`,
    wrong.position,
  )
}

function readTags(text: string): Tag[] {
  const pattern = /<!--[^]*?-->|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi
  return [...text.matchAll(pattern)]
    .filter(([, , name]) => name !== undefined)
    .map(({ 0: whole, 1: slash, 2: name = '', 3: attributes = '', index }) => ({
      name: name.toLowerCase(),
      end: slash === '/',
      attributes,
      position: index,
      after: index + whole.length,
    }))
}

/** Counts only tags of the root's name, so that elements without end tags inside do no harm. */
function closeOf(root: Tag, tags: readonly Tag[]): Tag | undefined {
  let depth = 0
  return tags.find(({ name, end }) => {
    if (name === root.name) depth += end ? -1 : 1
    return depth === 0
  })
}

function hasText(html: string): boolean {
  return html.replace(/<!--[^]*?-->/g, '').trim() !== ''
}

function firstText(text: string, from: number): number {
  return from + text.slice(from).search(/\S/)
}

function problem(message: string, position: number, mayComeFromElsewhere = false): Problem {
  return { message, position, mayComeFromElsewhere }
}

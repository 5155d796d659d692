import type { Environment } from 'nunjucks'
import { type AnyComponent, ConfigError } from '../../core/rooms.ts'
import type { Drawing } from '../draw/scope.ts'
import { findControlProblem, findRootProblem, isOpenOutside, rootNameOf } from './check-root.ts'
import type { CompiledView } from './compile-view.ts'
import { type FlatTemplate, flatten, marks } from './flatten.ts'
import type { ViewsLoader } from './views-loader.ts'

/** Checks that components' templates can carry a component. */
export interface RootChecks {
  /** Checks a component's template as its file shows it. Throws ConfigError naming template and line. */
  readonly checkTemplate: (component: AnyComponent) => void
  /** Checks what the template put out; its markers are not filled in yet. */
  readonly checkDrawn: (drawing: Drawing, html: string) => void
  /** Name of a component's root element, as far as its template or what it drew before shows it. */
  readonly rootOf: (component: AnyComponent) => string | undefined
}

export interface RootChecksOptions {
  readonly env: Environment
  readonly loader: ViewsLoader
  /** Check templates again when their files have changed. */
  readonly development: boolean
}

export function createRootChecks({ env, loader, development }: RootChecksOptions): RootChecks {
  const known = new Map<string, Known>()
  const checkTemplate = ({ name, template }: AnyComponent): void => {
    const compiled = loader.find(env, template)
    if (compiled === undefined) {
      throw new ConfigError(`${template}: no such view, for component ${name}.`)
    }
    if (known.get(template)?.compiled === compiled) return
    known.set(template, { compiled, ...checkView(template, compiled) })
  }
  return {
    checkTemplate,
    checkDrawn(drawing, html) {
      const { template } = drawing.instance.component
      if (development) checkTemplate(drawing.instance.component)
      checkCounts(drawing)
      const view = known.get(template)
      if (view?.isOpen === false) return
      checkHtml(drawing, html)
      if (view !== undefined) view.root = rootNameOf(html)
    },
    rootOf: ({ template }) => known.get(template)?.root,
  }
}

/** What is known of a template. */
interface Known extends CheckedView {
  readonly compiled: CompiledView
}

interface CheckedView {
  /** Whether only the drawn HTML shows a component's whole root. */
  readonly isOpen: boolean
  /** Name of the root element; of an open one, once it was drawn. */
  root: string | undefined
}

function checkView(view: string, { tree, slots }: CompiledView): CheckedView {
  const flat = flatten(tree)
  const problem = findRootProblem(flat)
  if (problem !== undefined && !problem.unsure) refuse(view, flat, problem)
  for (const text of [flat, ...slots.map(flatten)]) {
    const wrong = findControlProblem(text)
    if (wrong !== undefined) refuse(view, text, wrong)
  }
  const isOpen = problem !== undefined || isOpenOutside(flat)
  return { isOpen, root: isOpen ? undefined : rootNameOf(flat.text) }
}

interface Problem {
  readonly message: string
  readonly position: number
}

function refuse(view: string, { lineAt }: FlatTemplate, { message, position }: Problem): never {
  throw new ConfigError(`${view}:${lineAt(position)}: ${message}`)
}

function checkCounts(drawing: Drawing): void {
  const { template } = drawing.instance.component
  for (const word of ['attrs', 'sealed'] as const) {
    if (drawing[word] === 1) continue
    const trouble = drawing[word] === 0 ? `needs ${word}()` : `has ${word}() twice`
    throw new ConfigError(`${template}: the root element ${trouble}.`)
  }
  if (drawing.looseFields && drawing.calledBeforeSealed) {
    throw new ConfigError(
      `${template}: sealed() has to stand before the first call(), else Enter in a field would run that method.`,
    )
  }
}

function checkHtml({ attrsText, sealedMarker, instance }: Drawing, html: string): void {
  const marked = html.replace(attrsText, marks.attrs).replace(sealedMarker, marks.sealed)
  const problem = findRootProblem({ text: marked, lineAt: () => 1 })
  if (problem === undefined) return
  throw new ConfigError(`${instance.component.template}: ${problem.message}`)
}

import type { Environment } from 'nunjucks'
import { ConfigError } from '../../core/rooms.ts'
import { argumentsFor, Place } from '../words/arguments.ts'
import { markFieldsBesideCalls } from '../words/beside-field.ts'
import type { ReadView } from './free-variables.ts'
import { type ComponentTag, hoistSlots } from './hoist-slots.ts'
import {
  type Call,
  code,
  compiler,
  type LoopNames,
  nodes,
  parser,
  runtime,
  transform,
} from './internals.ts'
import { placeError } from './place-error.ts'
import { printable } from './printable.ts'
import { calledName, findNodes, type Node } from './syntax-tree.ts'

/** What is known of a template while it is parsed; tags add to it. */
export interface Compilation {
  readonly view: string
  /** Component tags, inner ones before the outer. */
  readonly tags: ComponentTag[]
  readonly readView: ReadView
}

/** A template turned into functions, and the trees it was made of. */
export interface CompiledView {
  readonly functions: object
  readonly tree: Node
  /** Bodies of slots; they are not part of the tree. */
  readonly slots: readonly Node[]
}

/** Nunjucks' environment, as far as its types leave it out. */
interface Internals {
  readonly extensionsList: object[]
  readonly asyncFilters: unknown[]
  readonly opts: { readonly throwOnUndefined?: boolean }
}

/**
 * Compiles a template as nunjucks does, and in between lifts slot bodies to blocks of their own and
 * tells each word, such as `component(…)`, where it stands.
 * @throws ConfigError naming template and line
 */
export function compileView(
  env: Environment,
  source: string,
  compilation: Compilation,
): CompiledView {
  const { view, tags } = compilation
  const { asyncFilters, opts } = env as unknown as Internals
  const tree = parseView(env, source, view)
  try {
    const slots = tags.flatMap(({ bodies }) => bodies.map((body) => body.tree))
    const places: Place[] = []
    for (const text of [tree, ...slots]) {
      markFieldsBesideCalls(text)
      markPlaces(text, view, places)
    }
    const whole = withBlocks(tree, hoistSlots(tree, compilation))
    const written = new ViewCompiler(view, opts.throwOnUndefined)
    written.hasCaller = readsVariable(whole, 'caller')
    written.compile(transform(whole, asyncFilters))
    return { functions: toFunctions(written.getCode(), view, places), tree, slots }
  } catch (error) {
    throw placeCompileError(error, view)
  }
}

/** @throws ConfigError naming template and line */
export function parseView(env: Environment, source: string, view: string): Node {
  const { extensionsList, opts } = env as unknown as Internals
  try {
    return parser.parse(source, extensionsList, opts)
  } catch (error) {
    throw placeCompileError(error, view)
  }
}

function placeCompileError(error: unknown, view: string): unknown {
  const { lineno = 1 } = error as { lineno?: number }
  return placeError(error, `${view}:${lineno}`)
}

/** Has each function of a template use the template's own runtime, which knows where errors come from. */
class ViewCompiler extends compiler.Compiler {
  override _emitFuncBegin(node: Node, name: string): void {
    super._emitFuncBegin(node, name)
    this._emitLine('runtime = viewRuntime;')
  }

  override compileKeywordArgs(node: Node, frame: object): void {
    // The place behind it says that they are names.
    if (node['isOfWord'] === true) this.compileDict(node, frame)
    else super.compileKeywordArgs(node, frame)
  }

  /** Whether text from elsewhere may stand in any loop: macros put in what a `{% call %}` hands to them. */
  hasCaller = false

  /** Nunjucks sets seven variables a round, by their paths, though hardly any loop reads one. */
  override _emitLoopBindings(node: Node, ...[, at, length]: LoopNames): void {
    if (!this.hasCaller && !mayReadLoop(node['body'])) return
    const counted = `index: ${at} + 1, index0: ${at}, first: ${at} === 0, last: ${at} === ${length} - 1`
    const left = `revindex: ${length} - ${at}, revindex0: ${length} - ${at} - 1, length: ${length}`
    this._emitLine(`frame.set("loop", { ${counted}, ${left} });`)
  }
}

/** Nodes that bring in text from elsewhere, which sees the variables around. */
const fromElsewhere = ['Include', 'Import', 'FromImport', 'Block', 'Super']

function mayReadLoop(body: Node): boolean {
  const hasMore = fromElsewhere.some((typename) => findNodes(body, typename).length > 0)
  return hasMore || readsVariable(body, 'loop')
}

function readsVariable(tree: Node, name: string): boolean {
  return findNodes(tree, 'Symbol').some(({ value }) => value === name)
}

function toFunctions(code: string, view: string, places: readonly Place[]): object {
  const viewRuntime = {
    ...runtime,
    places,
    callWrap: (...[called, name, context, args]: Call) =>
      runtime.callWrap(called, name, context, argumentsFor(called, args)),
    handleError: (error: unknown, line: number) => placeError(error, `${view}:${line + 1}`),
    suppressValue: (value: unknown, autoescape: boolean) =>
      runtime.suppressValue(printable(value), autoescape),
  }
  // How nunjucks runs templates. The code comes from files of the views folders only, never from a request.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function('viewRuntime', code)(viewRuntime) as object
}

/** Its object takes names as they are: this one would let data say what else was passed. */
function markNames(names: Node): void {
  const { lineno } = names
  for (const { key } of names['children']) {
    if (key.value !== '__proto__') continue
    throw Object.assign(new ConfigError('nothing can be passed by the name __proto__.'), { lineno })
  }
  names['isOfWord'] = true
}

/** The blocks stand behind a condition that is never true: compiled, but not drawn in place. */
function withBlocks(tree: Node, blocks: readonly Node[]): Node {
  const never = new nodes.Literal(0, 0, false)
  const hidden = new nodes.If(0, 0, never, new nodes.NodeList(0, 0, blocks))
  return new nodes.Root(
    0,
    0,
    blocks.length === 0 ? tree['children'] : [...tree['children'], hidden],
  )
}

const words = new Set(['attrs', 'call', 'component', 'field', 'sealed'])

/** Nunjucks gives a function no idea of its caller, so the place becomes an argument. */
function markPlaces(tree: Node, view: string, places: Place[]): void {
  for (const node of findNodes(tree, 'FunCall')) {
    if (!words.has(calledName(node) ?? '')) continue
    const { children } = node['args']
    const last: Node | undefined = children.at(-1)
    const hasNames = last?.typename === 'KeywordArgs'
    if (hasNames) markNames(last)
    const place = new Place(`${view}:${node.lineno + 1}`, hasNames)
    children.push(code(`runtime.places[${places.push(place) - 1}]`))
  }
}

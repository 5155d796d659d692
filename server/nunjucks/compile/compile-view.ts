import type { Environment } from 'nunjucks'
import { placeArgument } from '../words/arguments.ts'
import { markFieldsBesideCalls } from '../words/beside-field.ts'
import type { ReadView } from './free-variables.ts'
import { type ComponentTag, hoistSlots } from './hoist-slots.ts'
import { compiler, data, nodes, parser, runtime, transform } from './internals.ts'
import { keywordsOf } from './keyword-node.ts'
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
    for (const text of [tree, ...slots]) {
      markPlaces(text, view)
      markFieldsBesideCalls(text)
    }
    const whole = withBlocks(tree, hoistSlots(tree, compilation))
    const written = new ViewCompiler(view, opts.throwOnUndefined)
    written.compile(transform(whole, asyncFilters))
    return { functions: toFunctions(written.getCode(), view), tree, slots }
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
}

function toFunctions(code: string, view: string): object {
  const viewRuntime = {
    ...runtime,
    handleError: (error: unknown, line: number) => placeError(error, `${view}:${line + 1}`),
    suppressValue: (value: unknown, autoescape: boolean) =>
      runtime.suppressValue(printable(value), autoescape),
  }
  // How nunjucks runs templates. The code comes from files of the views folders only, never from a request.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function('viewRuntime', code)(viewRuntime) as object
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
function markPlaces(tree: Node, view: string): void {
  for (const node of findNodes(tree, 'FunCall')) {
    if (!words.has(calledName(node) ?? '')) continue
    const name = new nodes.Literal(0, 0, placeArgument)
    const place = new nodes.Pair(0, 0, name, data(`${view}:${node.lineno + 1}`))
    keywordsOf(node['args']).children.push(place)
  }
}

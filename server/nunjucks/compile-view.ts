import type { Environment } from 'nunjucks'
import { freeVariables } from './free-variables.ts'
import { compiler, data, nodes, parser, transform } from './internals.ts'
import { calledName, findNodes, type Node } from './syntax-tree.ts'

/** What is known of a template while it is parsed; tags add to it. */
export interface Compilation {
  readonly view: string
  /** Bodies of slots, lifted out so that they can be drawn later by template and name. */
  readonly slots: Node[]
}

/** A template turned into functions, and the tree it was made of. */
export interface CompiledView {
  readonly functions: object
  readonly tree: Node
}

/** Nunjucks' environment, as far as its types leave it out. */
interface Internals {
  readonly extensionsList: object[]
  readonly asyncFilters: unknown[]
  readonly opts: { readonly throwOnUndefined?: boolean }
}

/**
 * Compiles a template as nunjucks does, and in between lifts slot bodies to blocks of their own and
 * tells each `component(…)` where it stands.
 */
export function compileView(
  env: Environment,
  source: string,
  compilation: Compilation,
): CompiledView {
  const { extensionsList, asyncFilters, opts } = env as unknown as Internals
  const tree = parser.parse(source, extensionsList, opts)
  markPlaces(tree, compilation.view)
  for (const slot of compilation.slots) markPlaces(slot, compilation.view)
  const untouched = new nodes.NodeList(0, 0, [...tree['children']])
  hoist(tree, compilation.slots)
  const compiled = new compiler.Compiler(compilation.view, opts.throwOnUndefined)
  compiled.compile(transform(tree, asyncFilters))
  return { functions: new Function(compiled.getCode())() as object, tree: untouched }
}

/** Nunjucks gives a function no idea of its caller, so the place becomes an argument. */
function markPlaces(tree: Node, view: string): void {
  for (const node of findNodes(tree, 'FunCall')) {
    if (calledName(node) !== 'component') continue
    const place = new nodes.Pair(
      0,
      0,
      new nodes.Literal(0, 0, '__place'),
      data(`${view}:${node.lineno + 1}`),
    )
    keywordsOf(node['args']).children.push(place)
  }
}

function keywordsOf(args: Node): Node {
  const last = args['children'].at(-1)
  if (last?.typename === 'KeywordArgs') return last
  const keywords = new nodes.KeywordArgs(args.lineno, args.colno)
  args['children'].push(keywords)
  return keywords
}

/** The blocks stand behind a condition that is never true: compiled, but not drawn in place. */
function hoist(tree: Node, slots: readonly Node[]): void {
  if (slots.length === 0) return
  const shared = tree['children'].filter((node: Node) => sharedNodes.has(node.typename))
  for (const slot of slots) {
    const used = freeVariables(slot['body'])
    const needed = shared.filter((node: Node) => boundBy(node).some((name) => used.has(name)))
    slot['body'].children.unshift(...needed)
  }
  const never = new nodes.Literal(0, 0, false)
  tree['children'].push(new nodes.If(0, 0, never, new nodes.NodeList(0, 0, slots)))
}

/** Top-level nodes that a slot needs again when it is drawn without the rest of its template. */
const sharedNodes = new Set(['Import', 'FromImport', 'Macro'])

/** Names that an import or a macro makes known. */
function boundBy(node: Node): string[] {
  if (node.typename === 'Macro') return [node['name'].value]
  if (node.typename === 'Import') return [node['target'].value]
  return node['names'].children.map((name: Node) =>
    name.typename === 'Pair' ? name['value'].value : name['value'],
  )
}

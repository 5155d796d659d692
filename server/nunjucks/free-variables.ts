import { childrenOf, isNode, type Node } from './syntax-tree.ts'

/** Finds the tree of a view that another one includes. */
export type ReadView = (name: string, from: string) => OtherView | undefined

interface OtherView {
  readonly view: string
  readonly tree: Node
}

/** Where a text stands, and what is known there. */
export interface Surroundings {
  readonly view: string
  readonly readView: ReadView
  /** Names that the text need not read from outside. */
  readonly bound?: Iterable<string>
}

/**
 * Names that a piece of template reads from outside itself, as its syntax tree and those of its includes
 * show them. A name that is set in one branch only counts as read from outside behind it.
 */
export function freeVariables(tree: Node, { bound = [], ...at }: Surroundings): Set<string> {
  const names: Names = { ...at, views: [at.view], used: new Set(), bound: new Set(bound) }
  visit(tree, names)
  return names.used
}

interface Names extends OtherViews {
  readonly used: Set<string>
  /** Names that were bound before this point; what a branch binds ends with it. */
  readonly bound: Set<string>
}

interface OtherViews {
  readonly readView: ReadView
  /** Views on the way to this one, which is the last. */
  readonly views: readonly string[]
}

function visit(node: unknown, names: Names): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, names)
    return
  }
  if (!isNode(node)) return
  const special = visitors[node.typename]
  if (special === undefined) visitFields(node, names)
  else special(node, names)
}

function visitFields(node: Node, names: Names): void {
  for (const child of childrenOf(node)) visit(child, names)
}

function visitBranches(names: Names, ...branches: unknown[]): void {
  for (const branch of branches) visit(branch, { ...names, bound: new Set(names.bound) })
}

/** What a view reads that is included, extended or imported with context. */
function visitView({ template }: Node, names: Names): void {
  visit(template, names)
  if (template.typename !== 'Literal') return
  const other = names.readView(template.value, names.views.at(-1) ?? '')
  if (other === undefined || names.views.includes(other.view)) return
  visitBranches({ ...names, views: [...names.views, other.view] }, other.tree)
}

/** Nodes in which a symbol is something else than a variable that is read, or that bind names. */
const visitors: Record<string, (node: Node, names: Names) => void> = {
  Symbol: (node, { used, bound }) => {
    if (!bound.has(node['value'])) used.add(node['value'])
  },
  Filter: (node, names) => visit(node['args'], names),
  Pair: (node, names) => visit(node['value'], names),
  Is: (node, names) => {
    visit(node['left'], names)
    visit(node['right']['args'], names)
  },
  If: (node, names) => {
    visit(node['cond'], names)
    visitBranches(names, node['body'], node['else_'])
  },
  Switch: (node, names) => {
    visit(node['expr'], names)
    visitBranches(names, node['cases'], node['default'])
  },
  For: (node, names) => {
    visit(node['arr'], names)
    const inside = { ...names, bound: new Set([...names.bound, 'loop']) }
    bind(node['name'], inside)
    visit(node['body'], inside)
    visitBranches(names, node['else_'])
  },
  Set: (node, names) => {
    visit(node['value'], names)
    visitBranches(names, node['body'])
    bind(node['targets'], names)
  },
  Macro: (node, names) => {
    bind(node['name'], names)
    visitMacro(node, names)
  },
  Caller: visitMacro,
  Import: (node, names) => {
    visitImport(node, names)
    bind(node['target'], names)
  },
  FromImport: (node, names) => {
    visitImport(node, names)
    bind(node['names'], names)
  },
  Include: visitView,
  Extends: visitView,
}

function visitImport(node: Node, names: Names): void {
  if (node['withContext']) visitView(node, names)
  else visit(node['template'], names)
}

function visitMacro(node: Node, names: Names): void {
  const inside = { ...names, bound: new Set([...names.bound, 'caller']) }
  for (const arg of node['args'].children) {
    if (arg.typename === 'Symbol') bind(arg, inside)
    else visit(arg, inside)
    for (const pair of arg.typename === 'Symbol' ? [] : arg.children) bind(pair.key, inside)
  }
  visit(node['body'], inside)
}

/** Binds the names of a target, of a list of them, or of `import a, b as c`. */
function bind(node: Node | readonly Node[], names: Names): void {
  for (const name of boundNames(node)) names.bound.add(name)
}

export function boundNames(node: Node | readonly Node[]): string[] {
  if (!isNode(node)) return node.flatMap(boundNames)
  if (node.typename === 'Symbol' || node.typename === 'Literal') return [node['value']]
  if (node.typename === 'Pair') return [node['value'].value]
  return boundNames(node['children'] ?? [])
}

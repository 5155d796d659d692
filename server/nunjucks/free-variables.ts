import { childrenOf, isNode, type Node } from './syntax-tree.ts'

/**
 * Names that a piece of template reads from outside itself, as its syntax tree shows them. A name that is
 * set in one branch only counts as read from outside behind it.
 * @param bound names that are known inside anyway
 */
export function freeVariables(tree: Node, bound: Iterable<string> = []): Set<string> {
  const names: Names = { used: new Set(), bound: new Set(bound) }
  visit(tree, names)
  return names.used
}

interface Names {
  readonly used: Set<string>
  /** Names that were bound before this point; what a branch binds ends with it. */
  readonly bound: Set<string>
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

function visitBranches({ used, bound }: Names, ...branches: unknown[]): void {
  for (const branch of branches) visit(branch, { used, bound: new Set(bound) })
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
    const inside = { used: names.used, bound: new Set([...names.bound, 'loop']) }
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
    visit(node['template'], names)
    bind(node['target'], names)
  },
  FromImport: (node, names) => {
    visit(node['template'], names)
    bind(node['names'], names)
  },
}

function visitMacro(node: Node, { used, bound }: Names): void {
  const inside = { used, bound: new Set([...bound, 'caller']) }
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

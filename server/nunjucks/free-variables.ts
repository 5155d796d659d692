import { childrenOf, isNode, type Node } from './syntax-tree.ts'

/** Names that a piece of template reads from outside itself, as its syntax tree shows them. */
export function freeVariables(tree: Node): Set<string> {
  const names: Names = { used: new Set(), bound: new Set() }
  visit(tree, names)
  return new Set([...names.used].filter((name) => !names.bound.has(name)))
}

interface Names {
  readonly used: Set<string>
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

/** Nodes in which a symbol is something else than a variable that is read. */
const visitors: Record<string, (node: Node, names: Names) => void> = {
  Symbol: (node, { used }) => used.add(node['value']),
  Filter: (node, names) => visit(node['args'], names),
  Pair: (node, names) => visit(node['value'], names),
  Is: (node, names) => {
    visit(node['left'], names)
    visit(node['right']['args'], names)
  },
  For: (node, names) => {
    bind(node['name'], names)
    names.bound.add('loop')
    visitFields(node, names)
  },
  Set: (node, names) => {
    for (const target of node['targets']) bind(target, names)
    visit([node['value'], node['body']], names)
  },
  Macro: visitMacro,
  Caller: visitMacro,
  Import: (node, names) => {
    bind(node['target'], names)
    visit(node['template'], names)
  },
  FromImport: (node, names) => {
    for (const name of node['names'].children)
      bind(name.typename === 'Pair' ? name.value : name, names)
    visit(node['template'], names)
  },
  CallExtension: (node, names) => {
    // A component's own slots were lifted out of it; what they use is used here.
    for (const name of node['slotVariables'] ?? []) names.used.add(name)
    visit([node['args'], node['contentArgs']], names)
  },
}

function visitMacro(node: Node, names: Names): void {
  bind(node['name'], names)
  for (const arg of node['args'].children) {
    if (arg.typename === 'KeywordArgs') for (const pair of arg.children) bind(pair.key, names)
    else bind(arg, names)
  }
  visitFields(node, names)
}

function visitFields(node: Node, names: Names): void {
  for (const child of childrenOf(node)) visit(child, names)
}

function bind(node: Node, names: Names): void {
  if (node.typename === 'Symbol') names.bound.add(node['value'])
  else for (const child of node['children'] ?? []) bind(child, names)
}

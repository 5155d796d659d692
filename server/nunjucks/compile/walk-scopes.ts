import { childrenOf, isNode, type Node } from './syntax-tree.ts'

/** Names that are bound at a point of a template, each with its macro or import, where it is one. */
export type Bound = ReadonlyMap<string, Node | undefined>

/** What a walk tells of. */
export interface Listener {
  /** A variable is read; `members` are fields of it that are read at once, outermost first. */
  readonly onVariable?: (name: string, members: readonly string[], bound: Bound) => void
  /** A view is included, extended or imported. */
  readonly onView?: (node: Node, bound: Bound) => void
  /** A tag that is not nunjucks' own. */
  readonly onTag?: (node: Node, bound: Bound) => void
}

/**
 * Walks a piece of a template in its order, with the names that nunjucks knows at each point. A name that is
 * set in one branch only counts as unknown behind it.
 */
export function walkScopes(tree: unknown, bound: Bound, listener: Listener): void {
  visit(tree, { ...listener, bound: new Map(bound) })
}

interface Walk extends Listener {
  readonly bound: Map<string, Node | undefined>
}

function visit(node: unknown, walk: Walk): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, walk)
    return
  }
  if (!isNode(node)) return
  const special = visitors[node.typename]
  if (special === undefined) visitFields(node, walk)
  else special(node, walk)
}

function visitFields(node: Node, walk: Walk): void {
  for (const child of childrenOf(node)) visit(child, walk)
}

/** A walk that leaves the names of this one as they are. */
function inside(walk: Walk, names: readonly string[] = []): Walk {
  const bound = new Map(walk.bound)
  for (const name of names) bound.set(name, undefined)
  return { ...walk, bound }
}

/** Behind branches nobody knows which of them has run. */
function visitBranches(walk: Walk, ...branches: unknown[]): void {
  for (const branch of branches) {
    const within = inside(walk)
    visit(branch, within)
    for (const [name, node] of walk.bound) {
      if (within.bound.get(name) !== node) walk.bound.set(name, undefined)
    }
  }
}

/** Nodes in which a symbol is something else than a variable that is read, or that bind names. */
const visitors: Record<string, (node: Node, walk: Walk) => void> = {
  Symbol: (node, { onVariable, bound }) => onVariable?.(node['value'], [], bound),
  LookupVal: visitLookup,
  FunCall: (node, walk) => {
    const { name } = node
    // The object of a method is read as a whole.
    if (name.typename === 'LookupVal') visitFields(name, walk)
    else visit(name, walk)
    visit(node['args'], walk)
  },
  Filter: (node, walk) => visit(node['args'], walk),
  Pair: (node, walk) => visit(node['value'], walk),
  Is: (node, walk) => {
    visit(node['left'], walk)
    visit(node['right']['args'], walk)
  },
  If: (node, walk) => {
    visit(node['cond'], walk)
    visitBranches(walk, node['body'], node['else_'])
  },
  Switch: (node, walk) => {
    visit(node['expr'], walk)
    visitBranches(walk, ...node['cases'], node['default'])
  },
  For: (node, walk) => {
    visit(node['arr'], walk)
    visit(node['body'], inside(walk, ['loop', ...boundNames(node['name'])]))
    visitBranches(walk, node['else_'])
  },
  Set: (node, walk) => {
    visit(node['value'], walk)
    visit(node['body'], inside(walk))
    bind(node['targets'], walk)
  },
  Macro: (node, walk) => {
    bind(node['name'], walk, node)
    visitMacro(node, walk)
  },
  Caller: visitMacro,
  Block: (node, walk) => visit(node['body'], inside(walk)),
  Import: (node, walk) => {
    visitView(node, walk)
    bind(node['target'], walk, node)
  },
  FromImport: (node, walk) => {
    visitView(node, walk)
    bind(node['names'], walk, node)
  },
  Include: visitView,
  Extends: visitView,
  CallExtension: (node, walk) => {
    walk.onTag?.(node, walk.bound)
    visit(node['args'], walk)
    for (const body of [...(node['contentArgs'] ?? []), ...slotTexts(node)]) {
      visit(body, inside(walk))
    }
  },
}

/** Texts of the slots of a component tag. */
function slotTexts(node: Node): Node[] {
  const bodies: { tree: Node }[] = node['bodies'] ?? []
  return bodies.map(({ tree }) => tree)
}

function visitLookup(node: Node, walk: Walk): void {
  const members: string[] = []
  let target = node
  while (target.typename === 'LookupVal' && target['val'].typename === 'Literal') {
    members.unshift(String(target['val'].value))
    target = target['target']
  }
  if (target.typename === 'Symbol') walk.onVariable?.(target['value'], members, walk.bound)
  else visitFields(node, walk)
}

function visitMacro(node: Node, walk: Walk): void {
  const within = inside(walk, ['caller'])
  for (const arg of node['args'].children) {
    if (arg.typename === 'Symbol') bind(arg, within)
    else visit(arg, within)
    for (const pair of arg.typename === 'Symbol' ? [] : arg.children) bind(pair.key, within)
  }
  visit(node['body'], within)
}

function visitView(node: Node, walk: Walk): void {
  visit(node['template'], walk)
  walk.onView?.(node, walk.bound)
}

/** Binds the names of a target, of a list of them, or of `import a, b as c`. */
function bind(target: Node | readonly Node[], { bound }: Walk, definition?: Node): void {
  for (const name of boundNames(target)) bound.set(name, definition)
}

export function boundNames(node: Node | readonly Node[]): string[] {
  if (!isNode(node)) return node.flatMap(boundNames)
  if (node.typename === 'Symbol' || node.typename === 'Literal') return [node['value']]
  if (node.typename === 'Pair') return [node['value'].value]
  return boundNames(node['children'] ?? [])
}

/** A node of nunjucks' syntax tree. Lines count from 0. */
export interface Node {
  readonly lineno: number
  readonly colno: number
  readonly typename: string
  readonly fields: readonly string[]
  [field: string]: any
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'typename' in value && 'fields' in value
}

/** What hangs below a node, in the order of the template. */
export function childrenOf(node: Node): unknown[] {
  const children = node.fields.map((field) => node[field])
  // The body of a `set` block is not among its fields.
  return node.typename === 'Set' ? [...children, node['body']] : children
}

/** All nodes of one type below a node or list, itself included. */
export function findNodes(tree: unknown, typename: string): Node[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => findNodes(item, typename))
  if (!isNode(tree)) return []
  const below = childrenOf(tree).flatMap((child) => findNodes(child, typename))
  return tree.typename === typename ? [tree, ...below] : below
}

/** Name of the function that a node calls, if it calls one by its bare name. */
export function calledName(node: Node): string | undefined {
  if (node.typename !== 'FunCall') return undefined
  return node['name'].typename === 'Symbol' ? node['name'].value : undefined
}

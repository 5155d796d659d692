import { nodes } from './internals.ts'
import type { Node } from './syntax-tree.ts'

/**
 * Finds the keyword arguments of a call, or gives it empty ones. With real ones at the end no object that a
 * template passes along can be taken for them, whatever keys a request has put into it.
 */
export function keywordsOf(args: Node): Node {
  const last = args['children'].at(-1)
  if (last?.typename === 'KeywordArgs') return last
  const keywords = new nodes.KeywordArgs(args.lineno, args.colno)
  args['children'].push(keywords)
  return keywords
}

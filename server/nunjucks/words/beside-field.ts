import { data, nodes } from '../compile/internals.ts'
import { keywordsOf } from '../compile/keyword-node.ts'
import { calledName, findNodes, type Node } from '../compile/syntax-tree.ts'

/** Name of the argument that tells a `call()` that it stands in one element with a `field()`. */
export const besideField = '__beside'

/** Both would say which form the element belongs to. */
export function markFieldsBesideCalls(tree: Node): void {
  for (const { children } of [tree, ...findNodes(tree, 'NodeList')]) {
    let words: Node[] = []
    for (const child of children as Node[]) {
      const [node] = (child.typename === 'Output' ? child['children'] : []) as Node[]
      if (node === undefined || (node.typename === 'TemplateData' && /[<>]/.test(node['value']))) {
        words = []
      } else words.push(node)
      markBeside(words)
    }
  }
}

function markBeside(words: readonly Node[]): void {
  if (!words.some((word) => calledName(word) === 'field')) return
  for (const word of words) {
    if (calledName(word) !== 'call') continue
    const name = new nodes.Literal(0, 0, besideField)
    keywordsOf(word['args']).children.push(new nodes.Pair(0, 0, name, data(true)))
  }
}

import assert from 'node:assert/strict'
import { type DefaultTreeAdapterMap, parse } from 'parse5'

type Node = DefaultTreeAdapterMap['node']

/** Elements that run or load something, none of which our pages have. */
const active = new Set(['script', 'iframe', 'object', 'embed', 'base', 'svg', 'math'])

/** Asserts that HTML holds nothing that runs: no script and no handler. */
export function assertInert(html: string): void {
  for (const node of walk(parse(html))) {
    if (!('tagName' in node)) continue
    assert.ok(!active.has(node.tagName), `a ${node.tagName} in ${html}`)
    for (const { name, value } of node.attrs) {
      assert.doesNotMatch(name, /^(?:(?:data-)?hx-)?on/i, html)
      assert.doesNotMatch(value, /^\s*(?:javascript|js|data):/i, html)
    }
  }
}

function* walk(node: Node): Generator<Node> {
  yield node
  if (!('childNodes' in node)) return
  for (const child of node.childNodes) yield* walk(child)
}

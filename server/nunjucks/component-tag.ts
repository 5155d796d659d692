import { createHash } from 'node:crypto'
import { ConfigError, type Fields } from '../core/index.ts'
import { askComponent } from './ask-component.ts'
import type { Compilation } from './compile-view.ts'
import { freeVariables } from './free-variables.ts'
import {
  data,
  javascript,
  nodes,
  type Parser,
  type RunTimeContext,
  type RunTimeFrame,
} from './internals.ts'
import type { Scope, ScopeHolder } from './scope.ts'
import { captureSlot, type SlotSource } from './slot.ts'
import { findNodes, type Node } from './syntax-tree.ts'

/** What `parse` hands to `run`, as a literal in the compiled template. */
interface TagData {
  readonly place: string
  readonly slots: Readonly<Record<string, SlotSource>>
}

/** What one tag holds between its two ends. */
interface Body {
  readonly name: string
  readonly tree: Node
  readonly source: string
}

/** `{% component "card", title="Today" %} … {% slot "actions" %} … {% endslot %}{% endcomponent %}` */
export function createComponentTag(scopes: ScopeHolder, compiling: () => Compilation | undefined) {
  const tag = {
    tags: ['component'],
    parse(parser: Parser): Node {
      const start = parser.nextToken()
      const args = parser.parseSignature(null, true)
      parser.advanceAfterBlockEnd(start.value)
      const compilation = compiling()
      if (compilation === undefined) {
        parser.fail('a component tag needs a template in a file', start.lineno, start.colno)
      }
      const slots = parseBodies(parser).map((body) => hoist(parser, body, compilation))
      const tagData: TagData = {
        place: `${compilation.view}:${start.lineno + 1}`,
        slots: Object.fromEntries(slots),
      }
      args['children'].unshift(javascript('frame'), data(tagData))
      const call = new nodes.CallExtension(tag, 'run', args, [])
      call['slotVariables'] = slots.flatMap(([, { variables }]) => variables)
      return call
    },
    run(context: RunTimeContext, frame: RunTimeFrame, ...rest: unknown[]) {
      const [{ place, slots }, ...args] = rest as [TagData, ...unknown[]]
      const scope = scopes.current('{% component %}')
      const lookup = (name: string) => frame.lookup(name) ?? context.lookup(name)
      return askComponent({ scope, args, place, slots: captureSlots(slots, lookup, scope) })
    },
  }
  return tag
}

function captureSlots(
  sources: TagData['slots'],
  lookup: (name: string) => unknown,
  scope: Scope,
): Fields {
  const captured = Object.entries(sources).map(([name, source]) => [
    name,
    captureSlot(source, lookup, scope),
  ])
  return Object.fromEntries(captured)
}

/** The text outside `{% slot %}` is the default slot; white space alone fills nothing. */
function parseBodies(parser: Parser): Body[] {
  const loose = { trees: [] as Node[], source: '' }
  const named: Body[] = []
  for (;;) {
    const [tree, source] = parseUntil(parser, 'slot', 'endcomponent')
    loose.trees.push(tree)
    loose.source += source
    const end = parser.nextToken()
    if (end.value === 'endcomponent') break
    named.push(parseSlot(parser))
  }
  parser.advanceAfterBlockEnd('endcomponent')
  const tree = new nodes.NodeList(
    0,
    0,
    loose.trees.flatMap((part) => part['children']),
  )
  if (isBlank(tree)) return named
  return [{ name: 'default', tree, source: loose.source }, ...named]
}

function parseSlot(parser: Parser): Body {
  const name = parser.parseExpression()
  if (typeof name['value'] !== 'string') {
    parser.fail('a slot needs a name in quotes', name.lineno, name.colno)
  }
  parser.advanceAfterBlockEnd('slot')
  const [tree, source] = parseUntil(parser, 'endslot')
  parser.advanceAfterBlockEnd()
  return { name: name['value'], tree, source }
}

function parseUntil(parser: Parser, ...ends: string[]): [Node, string] {
  const start = parser.tokens.index
  const tree = parser.parseUntilBlocks(...ends)
  return [tree, parser.tokens.str.slice(start, parser.tokens.index)]
}

function isBlank(tree: Node): boolean {
  const texts = tree['children'].flatMap((node: Node) =>
    node.typename === 'Output' ? node['children'] : [node],
  )
  return texts.every(
    (node: Node) => node.typename === 'TemplateData' && node['value'].trim() === '',
  )
}

/** Lifts a slot's body out to a block of its own, under a name that changes with its source. */
function hoist(
  parser: Parser,
  { name, tree, source }: Body,
  compilation: Compilation,
): [string, SlotSource] {
  refuseSuper(parser, tree)
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8)
  const block = `__slot_${compilation.slots.length}_${hash}`
  const symbol = new nodes.Symbol(0, 0, block)
  compilation.slots.push(new nodes.Block(tree.lineno, tree.colno, symbol, tree))
  return [name, { view: compilation.view, block, variables: [...freeVariables(tree)] }]
}

function refuseSuper(parser: Parser, tree: Node): void {
  const call = findNodes(tree, 'FunCall').find((node) => node['name'].value === 'super')
  if (call === undefined) return
  const way = 'put {% set above = super() %} before the tag and {{ above }} into the slot'
  parser.fail(`super() can't be called in a slot: ${way}`, call.lineno, call.colno)
}

/** `component("card", title="Today", key=7)` */
export function createComponentFunction(scopes: ScopeHolder) {
  return (...args: unknown[]) => {
    const scope = scopes.current('component()')
    const named = args.at(-1) as { __place?: string } | undefined
    if (args.length === 0) throw new ConfigError('component() needs a name.')
    return askComponent({ scope, args, slots: {}, place: named?.__place ?? 'a template' })
  }
}

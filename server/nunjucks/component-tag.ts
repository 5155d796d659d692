import type { Fields } from '../core/index.ts'
import { readArguments } from './arguments.ts'
import { askComponent } from './ask-component.ts'
import type { Compilation } from './compile-view.ts'
import type { SlotBody, SlotPlace } from './hoist-slots.ts'
import { nodes, type Parser, type RunTimeContext, type Token } from './internals.ts'
import { keywordsOf } from './keyword-node.ts'
import { atPlace } from './place-error.ts'
import type { ScopeHolder } from './scope.ts'
import { captureSlot } from './slot.ts'
import { findNodes, type Node } from './syntax-tree.ts'

/** What the compiler hands to `run`, as a literal in the compiled template. */
interface TagData {
  readonly place: string
  readonly slots: Readonly<Record<string, SlotPlace>>
}

/** `{% component "card", title="Today" %} … {% slot "actions" %} … {% endslot %}{% endcomponent %}` */
export function createComponentTag(scopes: ScopeHolder, compiling: () => Compilation | undefined) {
  const tag = {
    tags: ['component'],
    parse(parser: Parser): Node {
      const start = parser.nextToken()
      const args = parser.parseSignature(null, true)
      keywordsOf(args)
      parser.advanceAfterBlockEnd(start.value)
      const compilation = compiling()
      if (compilation === undefined) {
        parser.fail('a component tag needs a template in a file', start.lineno, start.colno)
      }
      const bodies = parseBodies(parser, start)
      const call = new nodes.CallExtension(tag, 'run', args, [])
      compilation.tags.push({ place: `${compilation.view}:${start.lineno + 1}`, call, bodies })
      return call
    },
    run(context: RunTimeContext, { place, slots }: TagData, ...rest: unknown[]) {
      return atPlace(place, () => {
        const [variables, ...args] = rest as [Record<string, Fields>, ...unknown[]]
        const scope = scopes.current('{% component %}')
        const captured = Object.entries(slots).map(([name, slot]) => [
          name,
          captureSlot({ ...slot, variables: variables[name] ?? {} }, context.env.globals, scope),
        ])
        return askComponent(scope, {
          ...readArguments(args),
          place,
          slots: Object.fromEntries(captured),
        })
      })
    },
  }
  return tag
}

/** The text outside `{% slot %}` is the default slot; white space alone fills nothing. */
function parseBodies(parser: Parser, start: Token): SlotBody[] {
  const loose = { children: [] as Node[], source: '' }
  const bodies: SlotBody[] = []
  for (;;) {
    const [tree, source] = parseUntil(parser, 'slot', 'endcomponent')
    loose.children.push(...tree['children'])
    loose.source += source
    if (parser.nextToken().value === 'endcomponent') break
    bodies.push(parseSlot(parser, bodies))
  }
  parser.advanceAfterBlockEnd('endcomponent')
  if (isBlank(loose.children)) return bodies
  if (bodies.some(({ name }) => name === 'default')) {
    parser.fail('text stands beside the slot "default"', start.lineno, start.colno)
  }
  const tree = new nodes.NodeList(start.lineno, start.colno, loose.children)
  refuseWords(parser, tree)
  return [{ name: 'default', tree, source: loose.source }, ...bodies]
}

function parseSlot(parser: Parser, others: readonly SlotBody[]): SlotBody {
  const { typename, value: name, lineno, colno } = parser.parseExpression()
  const taken = others.some((other) => other.name === name)
  if (
    taken ||
    typename !== 'Literal' ||
    !/^[A-Za-z][\w-]*$/.test(String(name)) ||
    String(name) in {}
  ) {
    parser.fail('a slot needs a name of its own, in quotes: {% slot "actions" %}', lineno, colno)
  }
  parser.advanceAfterBlockEnd('slot')
  const [tree, source] = parseUntil(parser, 'endslot')
  parser.advanceAfterBlockEnd()
  refuseWords(parser, tree)
  return { name, tree, source }
}

function parseUntil(parser: Parser, ...ends: string[]): [Node, string] {
  const start = parser.tokens.index
  const tree = parser.parseUntilBlocks(...ends)
  return [tree, parser.tokens.str.slice(start, parser.tokens.index)]
}

function isBlank(children: readonly Node[]): boolean {
  return children
    .flatMap((node) => (node.typename === 'Output' ? node['children'] : [node]))
    .every((node: Node) => node.typename === 'TemplateData' && node['value'].trim() === '')
}

/** A slot is drawn without the page around it, so what leads out of it can't work there. */
function refuseWords(parser: Parser, tree: Node): void {
  const ways = {
    super: '{% set above = super() %} before the tag and {{ above }} into the slot',
    caller: '{% set inner = caller() %} before the tag and {{ inner }} into the slot',
  }
  const macros = findNodes(tree, 'Macro').flatMap((macro) => findNodes(macro, 'FunCall'))
  for (const node of findNodes(tree, 'FunCall')) {
    const word = node['name'].value as keyof typeof ways
    if (!Object.hasOwn(ways, word) || macros.includes(node)) continue
    parser.fail(`${word}() can't be called in a slot: put ${ways[word]}`, node.lineno, node.colno)
  }
  for (const { template, lineno, colno } of findNodes(tree, 'Include')) {
    if (template.typename === 'Literal') continue
    parser.fail('an include in a slot needs the name of its view in quotes', lineno, colno)
  }
  for (const { name, lineno, colno } of findNodes(tree, 'Block')) {
    const way = `put the whole tag into {% block ${name.value} %}`
    parser.fail(`a block in a slot can't be overridden: ${way}`, lineno, colno)
  }
}

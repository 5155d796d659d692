import { ConfigError, type Fields } from '../../core/rooms.ts'
import type { Compilation } from '../compile/compile-view.ts'
import type { SlotBody, SlotPlace } from '../compile/hoist-slots.ts'
import { data, nodes, type Parser, type RunTimeContext, type Token } from '../compile/internals.ts'
import { keywordsOf } from '../compile/keyword-node.ts'
import { atPlace } from '../compile/place-error.ts'
import { findNodes, type Node } from '../compile/syntax-tree.ts'
import type { ScopeHolder } from '../draw/scope.ts'
import { captureSlot } from '../slots/capture-slot.ts'
import { readArguments } from './arguments.ts'
import { askComponent } from './ask-component.ts'

/** What the compiler hands to `run`, as a literal in the compiled template. */
interface TagData {
  readonly place: string
  /** `undefined` in a template that is not in a file. */
  readonly slots?: Readonly<Record<string, SlotPlace>>
}

/** `{% component "card", title="Today" %} … {% slot "actions" %} … {% endslot %}{% endcomponent %}` */
export function createComponentTag(scopes: ScopeHolder, compiling: () => Compilation | undefined) {
  const tag = {
    tags: ['component', 'slot'],
    parse(parser: Parser): Node {
      const start = parser.nextToken()
      if (start.value === 'slot') failAtSlot(parser, start)
      const args = parser.parseSignature(null, true)
      keywordsOf(args)
      parser.advanceAfterBlockEnd(start.value)
      const bodies = parseBodies(parser, start)
      const call = Object.assign(new nodes.CallExtension(tag, 'run', args, []), { bodies })
      const compilation = compiling()
      const place = `${compilation?.view ?? 'a template'}:${start.lineno + 1}`
      if (compilation !== undefined) compilation.tags.push({ place, call, bodies })
      else args['children'].unshift(data({ place }))
      return call
    },
    run({ env }: RunTimeContext, { place, slots }: TagData, ...rest: unknown[]) {
      return atPlace(place, () => {
        if (slots === undefined) throw new ConfigError(noFile)
        const [values, ...args] = rest as [Record<string, Fields>, ...unknown[]]
        const scope = scopes.current('{% component %}')
        const captured: Fields = {}
        for (const name of Object.keys(slots)) {
          const { view, text, uses } = slots[name] as SlotPlace
          const what = `${place}: slot ${name}`
          const own = values[name] ?? {}
          const source = { view, text, uses, what, values: own, globals: env.globals }
          captured[name] = captureSlot(source, scope)
        }
        const { positional, named } = readArguments(args)
        return askComponent(scope, { positional, named, place }, captured)
      })
    },
  }
  return tag
}

const noFile =
  '{% component %} needs a template in a file, where its slots can be found again: write ' +
  '{{ component(…) }}, or put the text into a view.'

const formInSlot =
  "{% form %} belongs into a component's own template, not into a slot: give it a component of its own, and " +
  'put that into the slot'

function failAtSlot(parser: Parser, { lineno, colno }: Token): never {
  const way = 'other tags go into the slot, not around it'
  return parser.fail(`{% slot %} stands directly inside {% component %}: ${way}`, lineno, colno)
}

/** The text outside `{% slot %}` is the default slot; white space alone fills nothing. */
function parseBodies(parser: Parser, start: Token): SlotBody[] {
  const loose = { children: [] as Node[], source: '' }
  const bodies: SlotBody[] = []
  for (;;) {
    const [tree, source] = parseUntil(parser, start, 'slot', 'endcomponent')
    loose.children.push(...tree['children'])
    loose.source += source
    const token = parser.nextToken()
    if (token.value === 'endcomponent') break
    bodies.push(parseSlot(parser, token, bodies))
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

function parseSlot(parser: Parser, start: Token, others: readonly SlotBody[]): SlotBody {
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
  const [tree, source] = parseUntil(parser, start, 'endslot')
  parser.advanceAfterBlockEnd()
  refuseWords(parser, tree)
  return { name, tree, source }
}

function parseUntil(parser: Parser, opened: Token, ...ends: string[]): [Node, string] {
  const start = parser.tokens.index
  const tree = parser.parseUntilBlocks(...ends)
  if (parser.peekToken() === null) {
    parser.fail(`{% ${opened.value} %} is not closed`, opened.lineno, opened.colno)
  }
  const text = parser.tokens.str.slice(start, parser.tokens.index)
  return [tree, text.replace(/\{%-?\s*\w+$/, '')]
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
  for (const { extName, args } of findNodes(tree, 'CallExtension')) {
    if (extName === 'form') parser.fail(formInSlot, args.lineno, args.colno)
  }
  for (const { name, lineno, colno } of findNodes(tree, 'Block')) {
    const way = `put the whole tag into {% block ${name.value} %}`
    parser.fail(`a block in a slot can't be overridden: ${way}`, lineno, colno)
  }
}

import { createHash } from 'node:crypto'
import { freeVariables, type Surroundings, type Uses } from './free-variables.ts'
import { data, dictionary, nodes } from './internals.ts'
import type { Node } from './syntax-tree.ts'
import { type Bound, boundNames, walkScopes } from './walk-scopes.ts'

/** A `{% component %}` tag while its template is compiled. */
export interface ComponentTag {
  /** Template and line, for errors. */
  readonly place: string
  readonly call: Node
  readonly bodies: readonly SlotBody[]
}

/** What one slot of a tag holds. */
export interface SlotBody {
  readonly name: string
  readonly tree: Node
  readonly source: string
}

/** Where a slot's text stands, and what it needs to be drawn alone. */
export interface SlotPlace {
  readonly view: string
  /** Name of its block, without what all of them begin with. */
  readonly text: string
  /** What it reads of the variables around it. */
  readonly uses: Readonly<Record<string, Uses>>
}

/** How the names of blocks begin that hold slots. */
export const slotBlock = '__slot_'

interface View extends Surroundings {
  readonly tags: readonly ComponentTag[]
}

/**
 * Lifts slot bodies out to blocks of their own, so that they can be drawn later by template and name.
 * Each tag is given, as its first arguments, where its slots stand and the variables that they use.
 * @returns the blocks
 */
export function hoistSlots(tree: Node, { tags, ...at }: View): Node[] {
  const known = definitionsByTag(tree)
  const blocks = new Map<string, SlotText>()
  const lifted = tags.map(({ call, place, bodies }) => {
    const texts = bodies.map((body) => standAlone(body, known.get(call) ?? new Map(), at))
    const slots = texts.map((text) => [text.name, placeOf(text, at, blocks)])
    const variables = texts.map(({ name, uses }) => [name, readEach(uses)])
    const args = [
      data({ place, slots: Object.fromEntries(slots) }),
      dictionary(Object.fromEntries(variables)),
    ]
    return () => call['args'].children.unshift(...args)
  })
  // Only now: what one tag is given would count as used by the slot around it.
  for (const giveArguments of lifted) giveArguments()
  return [...blocks].map(([name, text]) => toBlock(name, text))
}

interface SlotText extends SlotBody {
  /** Macros and imports around the slot that it needs again when it is drawn alone. */
  readonly definitions: readonly Node[]
  readonly body: Node
  readonly uses: Map<string, Uses>
}

function standAlone(slot: SlotBody, known: Bound, at: Surroundings): SlotText {
  const { lineno, colno, children } = slot.tree as Node & { children: Node[] }
  const needed = definitionsFor(slot.tree, known, at)
  const narrowed = [...needed].map(([node, names]) => narrow(node, names))
  const body = new nodes.NodeList(lineno, colno, [...narrowed, ...children])
  const uses = freeVariables(body, { ...at, bound: narrowed.flatMap(namesOf) })
  return { ...slot, definitions: [...needed.keys()], body, uses }
}

/**
 * The name changes with the text and with what it uses, so that a state from before a change does not find it.
 * White space is not what a slot says: a deploy may indent it. Equal slots share a block.
 */
function placeOf(slot: SlotText, { view }: Surroundings, blocks: Map<string, SlotText>): SlotPlace {
  const uses = Object.fromEntries(slot.uses)
  const text = JSON.stringify([slot.source.replace(/\s+/g, ' ').trim(), uses])
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  let name = hash
  for (let count = 2; !isFree(name, slot, blocks); count++) name = `${hash}_${count}`
  blocks.set(name, blocks.get(name) ?? slot)
  return { view, text: name, uses }
}

/** Two slots of one text may mean different macros. */
function isFree(name: string, slot: SlotText, blocks: ReadonlyMap<string, SlotText>): boolean {
  const other = blocks.get(name)?.definitions
  return other === undefined || slot.definitions.every((node, index) => node === other[index])
}

function toBlock(name: string, { body }: SlotText): Node {
  const { lineno, colno } = body
  return new nodes.Block(lineno, colno, new nodes.Symbol(0, 0, slotBlock + name), body)
}

function readEach(uses: ReadonlyMap<string, Uses>): Node {
  const variables = [...uses.keys()].map((name) => [name, new nodes.Symbol(0, 0, name)])
  return dictionary(Object.fromEntries(variables))
}

/** Macros and imports that are known where each tag stands, those at the top of the template included. */
function definitionsByTag(tree: Node): Map<Node, Bound> {
  const shared = (tree['children'] as Node[])
    .filter(({ typename }) => ['Import', 'FromImport', 'Macro'].includes(typename))
    .flatMap((node) => namesOf(node).map((name) => [name, node] as const))
  const found = new Map<Node, Bound>()
  walkScopes(tree, new Map(), {
    onTag: (tag, bound) => found.set(tag, new Map([...shared, ...bound])),
  })
  return found
}

/** Definitions that a text uses, and those that these use, each with the names that are wanted of it. */
function definitionsFor(text: Node, known: Bound, at: Surroundings): Map<Node, Set<string>> {
  const needed = new Map<Node, Set<string>>()
  const wanted = [...freeVariables(text, at).keys()]
  // It grows meanwhile.
  for (const name of wanted) {
    const node = known.get(name)
    if (node === undefined) continue
    if (!needed.has(node)) wanted.push(...freeVariables(node, at).keys())
    needed.set(node, (needed.get(node) ?? new Set()).add(name))
  }
  return needed
}

/** An import of several names may bring one that means something else where the tag stands. */
function narrow(node: Node, names: ReadonlySet<string>): Node {
  if (node.typename !== 'FromImport') return node
  const { lineno, colno, template, withContext } = node
  const wanted = node['names'].children.filter((name: Node) => names.has(boundNames(name)[0] ?? ''))
  const list = new nodes.NodeList(lineno, colno, wanted)
  return new nodes.FromImport(lineno, colno, template, list, withContext)
}

/** Names that an import or a macro makes known. */
function namesOf(node: Node): string[] {
  if (node.typename === 'Macro') return boundNames(node['name'])
  return boundNames(node.typename === 'Import' ? node['target'] : node['names'])
}

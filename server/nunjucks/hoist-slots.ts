import { createHash } from 'node:crypto'
import { boundNames, freeVariables, type Surroundings } from './free-variables.ts'
import { data, dictionary, nodes } from './internals.ts'
import type { Node } from './syntax-tree.ts'

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

interface View extends Surroundings {
  readonly tags: readonly ComponentTag[]
}

/**
 * Lifts slot bodies out to blocks of their own, so that they can be drawn later by template and name.
 * Each tag is given, as its first arguments, where its slots stand and the variables that they use.
 * @returns the blocks
 */
export function hoistSlots(tree: Node, { tags, ...at }: View): Node[] {
  const definitions = sharedDefinitions(tree['children'])
  const blocks: Node[] = []
  for (const { call, place, bodies } of tags) {
    const places: Record<string, SlotPlace> = {}
    const variables: Record<string, Node> = {}
    for (const { name, tree: text, source } of bodies) {
      const block = blockName(blocks.length, source)
      const needed = neededBy(text, definitions, at)
      const body = new nodes.NodeList(text.lineno, text.colno, [...needed, ...text['children']])
      const used = freeVariables(body, { ...at, bound: needed.flatMap(namesOf) })
      blocks.push(new nodes.Block(text.lineno, text.colno, new nodes.Symbol(0, 0, block), body))
      places[name] = { view: at.view, block }
      variables[name] = dictionary(readEach(used))
    }
    call['args'].children.unshift(data({ place, slots: places }), dictionary(variables))
  }
  return blocks
}

/** Where a slot's text stands. */
export interface SlotPlace {
  readonly view: string
  readonly block: string
}

/** The name changes with the text, so that a state from before a change does not find it. */
function blockName(index: number, source: string): string {
  return `__slot_${index}_${createHash('sha256').update(source).digest('hex').slice(0, 8)}`
}

function readEach(names: Iterable<string>): Record<string, Node> {
  return Object.fromEntries([...names].map((name) => [name, new nodes.Symbol(0, 0, name)]))
}

/** Imports and macros at the top of a template or block: a slot needs them again when it is drawn alone. */
function sharedDefinitions(children: readonly Node[]): Node[] {
  return children.flatMap((node) => {
    if (node.typename === 'Block') return sharedDefinitions(node['body'].children)
    return ['Import', 'FromImport', 'Macro'].includes(node.typename) ? [node] : []
  })
}

/** Definitions that a text uses, and those that these use. */
function neededBy(text: Node, definitions: readonly Node[], at: Surroundings): Node[] {
  const wanted = freeVariables(text, at)
  const needed = new Set<Node>()
  for (let before = -1; before < needed.size; ) {
    before = needed.size
    for (const node of definitions) {
      if (needed.has(node) || !namesOf(node).some((name) => wanted.has(name))) continue
      needed.add(node)
      for (const name of freeVariables(node, at)) wanted.add(name)
    }
  }
  return definitions.filter((node) => needed.has(node))
}

/** Names that an import or a macro makes known. */
function namesOf(node: Node): string[] {
  if (node.typename === 'Macro') return boundNames(node['name'])
  return boundNames(node.typename === 'Import' ? node['target'] : node['names'])
}

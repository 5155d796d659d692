import { placeError } from './place-error.ts'
import type { Node } from './syntax-tree.ts'
import { type Bound, walkScopes } from './walk-scopes.ts'

/** Finds the tree of a view that another one includes. */
export type ReadView = (name: string, from: string) => OtherView | undefined

export interface OtherView {
  readonly view: string
  readonly tree: Node
}

/** Where a text stands, and what is known there. */
export interface Surroundings {
  readonly view: string
  readonly readView: ReadView
  /** Names that the text need not read from outside. */
  readonly bound?: readonly string[]
}

/** What is read of a variable: the whole of it, or just these fields. */
export type Uses = true | { [member: string]: Uses }

/**
 * Variables that a piece of template reads from outside itself, as its syntax tree and those of its includes
 * show them; also the words that macros of other views may run. A name that is set in one branch only counts as
 * read from outside behind it.
 * @throws ConfigError where the name of an included view is not known before the template runs
 */
export function freeVariables(tree: unknown, at: Surroundings): Map<string, Uses> {
  const { view, readView, bound = [] } = at
  const reading: Reading = { view, readView, used: new Map(), seen: [], isolated: false }
  read(tree, new Map(bound.map((name) => [name, undefined])), reading)
  return reading.used
}

interface Reading extends Omit<Surroundings, 'bound'> {
  readonly used: Map<string, Uses>
  /** Views on the way to this one. */
  readonly seen: readonly string[]
  /** Whether the view knows nothing but globals. */
  readonly isolated: boolean
}

function read(tree: unknown, bound: Bound, reading: Reading): void {
  const { used } = reading
  walkScopes(tree, bound, {
    onVariable(name, members, known) {
      if (!known.has(name)) used.set(name, addUse(used.get(name), members))
    },
    onView(node, known) {
      const isImport = node.typename === 'Import' || node.typename === 'FromImport'
      if (isImport && !node['withContext']) readWords(node, reading)
      else readOther(node, known, reading)
    },
  })
}

/** What a view reads that is included, extended or imported with context. */
function readOther({ template, lineno }: Node, bound: Bound, reading: Reading): void {
  const { view, isolated } = reading
  if (template.typename === 'Literal') {
    const other = openOther(template.value, reading)
    if (other !== undefined) read(other.tree, bound, other)
  } else if (isolated) {
    addWords(reading)
  } else {
    throw placeError(new Error(namelessView), `${view}:${lineno + 1}`)
  }
}

const namelessView =
  'a view that a slot takes in needs its name in quotes, so that it is known what it uses: put ' +
  '{% set part %}{% include … %}{% endset %} before the tag and {{ part }} into the slot'

/** Macros that are imported without context read no variables, but they may run the words, which are globals. */
function readWords({ template }: Node, reading: Reading): void {
  if (template.typename !== 'Literal') return addWords(reading)
  const other = openOther(template.value, reading)
  if (other === undefined) return
  const used: Reading['used'] = new Map()
  read(other.tree, new Map(), { ...other, used, isolated: true })
  addWords(reading, (word) => used.has(word))
}

function addWords({ used }: Reading, isUsed: (word: string) => boolean = () => true): void {
  for (const word of ['call', 'field']) if (isUsed(word)) used.set(word, true)
}

function openOther(name: string, reading: Reading): (Reading & OtherView) | undefined {
  const { view, readView, seen } = reading
  const other = readView(name, view)
  // What it reads by taking itself in, it reads anyway.
  if (other === undefined || seen.includes(other.view)) return undefined
  return { ...reading, ...other, seen: [...seen, other.view] }
}

function addUse(before: Uses | undefined, [member, ...rest]: readonly string[]): Uses {
  if (before === true || member === undefined) return true
  const uses = before ?? (Object.create(null) as Exclude<Uses, true>)
  uses[member] = addUse(uses[member], rest)
  return uses
}

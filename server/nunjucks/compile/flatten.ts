import { calledName, childrenOf, isNode, type Node } from './syntax-tree.ts'

/** Characters that stand for a template's words in its flattened text. */
export const marks = {
  attrs: '\u0001',
  sealed: '\u0002',
  /** A `call()` that only a button can carry: with params, or without `trigger=`. */
  call: '\u0003',
  /** A `call()` for any form control: with `trigger=` and without params. */
  trigger: '\u0004',
  component: '\u0005',
  /** A piece that the template does not show: an include, or what a function puts out. */
  hole: '\u0006',
} as const

/** A template's own HTML with one character for each word. */
export interface FlatTemplate {
  readonly text: string
  /** Line, counted from 1, of a position in the text. */
  readonly lineAt: (position: number) => number
}

/**
 * Writes out a template's HTML as its tree shows it: expressions are left out, of a condition the first
 * branch is taken, of a loop one round.
 */
export function flatten(tree: Node): FlatTemplate {
  const flat: Flat = { text: '', lines: [] }
  visit(tree, flat)
  return { text: flat.text, lineAt: (position) => lineAt(flat, position) }
}

interface Flat {
  text: string
  readonly lines: [position: number, line: number][]
}

/** Nodes that put nothing out where they stand. */
const silent = new Set(['Set', 'Macro', 'Caller', 'Import', 'FromImport'])
const fromElsewhere = new Set(['Include', 'Extends', 'Super'])

function visit(node: unknown, flat: Flat): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, flat)
    return
  }
  if (!isNode(node) || silent.has(node.typename)) return
  if (fromElsewhere.has(node.typename)) add(flat, node, marks.hole)
  else if (node.typename === 'TemplateData') add(flat, node, withoutMarks(node['value']))
  else if (node.typename === 'If') visit(node['body'], flat)
  else if (node.typename === 'Switch') visit((node['cases'][0] ?? node['default'])?.body, flat)
  else if (node.typename === 'CallExtension') visitTag(node, flat)
  else if (node.typename === 'FunCall') add(flat, node, markOf(node))
  else visit(childrenOf(node), flat)
}

function add(flat: Flat, node: Node, text: string): void {
  flat.lines.push([flat.text.length, node.lineno + 1])
  flat.text += text
}

function withoutMarks(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0001-\u0006]/g, ' ')
}

function visitTag(node: Node, flat: Flat): void {
  if (node['extName'] === 'component') return add(flat, node['args'], marks.component)
  if (node['extName'] !== 'form') return add(flat, node['args'], marks.hole)
  add(flat, node['args'], '<form>')
  visit(node['contentArgs'], flat)
  add(flat, node['args'], '</form>')
}

function markOf(node: Node): string {
  const word = calledName(node)
  if (word === 'field') return ''
  if (word === 'call') return callMark(node)
  if (word === 'attrs' || word === 'sealed' || word === 'component') return marks[word]
  return marks.hole
}

function callMark(node: Node): string {
  const args: Node[] = node['args'].children
  const pairs: Node[] = args.find(({ typename }) => typename === 'KeywordArgs')?.['children'] ?? []
  const names = pairs.map(({ key }) => key.value).filter((name) => !name.startsWith('__'))
  return names.length === 1 && names[0] === 'trigger' ? marks.trigger : marks.call
}

function lineAt({ text, lines }: Flat, position: number): number {
  const piece = lines.findLast(([start]) => start <= position)
  if (piece === undefined) return 1
  const [start, line] = piece
  return line + (text.slice(start, position).match(/\n/g)?.length ?? 0)
}

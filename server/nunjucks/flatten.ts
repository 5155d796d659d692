import type { Node } from './syntax-tree.ts'
import { calledName, childrenOf, isNode } from './syntax-tree.ts'

/** Characters that stand for a template's words in its flattened text. */
export const marks = { attrs: '\u0001', sealed: '\u0002', call: '\u0003' } as const

/** A template's own HTML with one character for each word, and the line of each piece. */
export interface FlatTemplate {
  readonly text: string
  /** Whether parts come from elsewhere, so that the text does not show the whole. */
  readonly partial: boolean
  /** Line, counted from 1, of a position in the text. */
  readonly lineAt: (position: number) => number
}

/**
 * Writes out a template's HTML as its tree shows it: expressions are left out, of a condition the first
 * branch is taken, of a loop one round.
 */
export function flatten(tree: Node): FlatTemplate {
  const flat: Flat = { text: '', partial: false, lines: [] }
  visit(tree, flat)
  return { text: flat.text, partial: flat.partial, lineAt: (position) => lineAt(flat, position) }
}

interface Flat {
  text: string
  partial: boolean
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
  if (fromElsewhere.has(node.typename)) flat.partial = true
  else if (node.typename === 'TemplateData') addText(flat, node)
  else if (node.typename === 'If') visit(node['body'], flat)
  else if (node.typename === 'CallExtension') visitTag(node, flat)
  else if (node.typename === 'FunCall') visitCall(node, flat)
  else visit(childrenOf(node), flat)
}

function addText(flat: Flat, node: Node): void {
  flat.lines.push([flat.text.length, node.lineno + 1])
  flat.text += node['value']
}

function visitTag(node: Node, flat: Flat): void {
  if (node['extName'] === 'form') flat.text += '<form>'
  visit(node['contentArgs'], flat)
  if (node['extName'] === 'form') flat.text += '</form>'
}

function visitCall(node: Node, flat: Flat): void {
  const word = calledName(node)
  if (word !== 'attrs' && word !== 'sealed' && word !== 'call') {
    // The function may put out HTML that we can't see.
    flat.partial ||= word !== undefined && !['field', 'component'].includes(word)
    return
  }
  flat.lines.push([flat.text.length, node.lineno + 1])
  flat.text += marks[word]
}

function lineAt({ text, lines }: Flat, position: number): number {
  const piece = lines.findLast(([start]) => start <= position)
  if (piece === undefined) return 1
  const [start, line] = piece
  return line + (text.slice(start, position).match(/\n/g)?.length ?? 0)
}

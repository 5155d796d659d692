import { contents } from '../../../server/demo/docs/contents.ts'
import { plainText, type Token } from '../../../server/demo/docs/markdown.ts'
import { readPage } from '../../../server/demo/docs/page.ts'

/** One row of a table: the words in code of its first cell, and the text of each cell. */
export interface Row {
  readonly names: readonly string[]
  readonly cells: readonly string[]
}

const reference = contents.find(({ name }) => name === 'reference') as (typeof contents)[number]

/**
 * Reads the rows of a table of the reference.
 * @param heading id of the heading above it
 * @param first word of its first header cell, where there are several tables
 */
export function rowsOf(slug: string, heading: string, first?: string): Row[] {
  const tokens = below(readPage(reference, slug).body, heading)
  const rows: Row[] = []
  let isOther = false
  for (const [at, token] of tokens.entries()) {
    const inline = tokens[at + 1] as Token
    if (token.type === 'thead_open') isOther = first !== undefined && headOf(tokens, at) !== first
    if (isOther) continue
    if (token.type === 'td_open') addCell(rows, inline, tokens[at - 1]?.type === 'tr_open')
  }
  if (rows.length === 0) throw new Error(`${slug}.md has no table below #${heading}.`)
  return rows
}

/** All words in code below a heading, in tables and out of them. */
export function codeBelow(slug: string, heading: string): string[] {
  return below(readPage(reference, slug).body, heading).flatMap(codeIn)
}

function below(body: readonly Token[], heading: string): readonly Token[] {
  const from = body.findIndex((token) => token.type === 'heading_open' && idOf(token) === heading)
  if (from < 0) throw new Error(`There is no #${heading}.`)
  const rest = body.slice(from + 3)
  const to = rest.findIndex(({ type }) => type === 'heading_open')
  return to < 0 ? rest : rest.slice(0, to)
}

function headOf(tokens: readonly Token[], thead: number): string {
  const cell = tokens.slice(thead).find(({ type }) => type === 'inline') as Token
  return plainText(cell)
}

function idOf(token: Token): string {
  return String(token.attrGet('id'))
}

function addCell(rows: Row[], cell: Token, isFirst: boolean): void {
  const text = plainText(cell)
  if (isFirst) return void rows.push({ names: codeIn(cell), cells: [text] })
  const row = rows.pop() as Row
  rows.push({ ...row, cells: [...row.cells, text] })
}

function codeIn(token: Token): string[] {
  const codes = token.children?.filter(({ type }) => type === 'code_inline') ?? []
  return codes.map(({ content }) => content)
}

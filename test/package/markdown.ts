import assert from 'node:assert/strict'

/** A fenced code block. */
export interface Block {
  readonly language: string
  /** The file it is to be written to, or the empty string. */
  readonly title: string
  readonly text: string
}

/** The lines below a second-level heading, up to the next one. */
export function section(markdown: string, heading: string): string[] {
  const lines = markdown.split(/\r?\n/)
  const start = lines.indexOf(`## ${heading}`)
  assert.notEqual(start, -1, `README.md has no section '## ${heading}'`)
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.startsWith('## '))
  return end === -1 ? rest : rest.slice(0, end)
}

/**
 * Code blocks of a section. The file's name stands in the info string, as in `js title=app.js`, or
 * in backticks on the last line of text before the block.
 */
export function fencedBlocks(lines: string[]): Block[] {
  const blocks: Block[] = []
  let before = ''
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (!line.startsWith('```')) {
      before = line.trim() || before
      continue
    }
    const end = lines.indexOf('```', index + 1)
    assert.notEqual(end, -1, `the block '${line}' is not closed`)
    const text = `${lines.slice(index + 1, end).join('\n')}\n`
    blocks.push({ ...infoOf(line.slice(3), before), text })
    before = ''
    index = end
  }
  return blocks
}

function infoOf(info: string, before: string): { language: string; title: string } {
  const language = /^\s*([\w-]*)/.exec(info)?.[1] ?? ''
  const inInfo = /title="?([^\s"]+)/.exec(info)?.[1]
  const inText = /`([\w./-]+\.\w+)`/.exec(before)?.[1]
  const isShell = /^(sh|bash|shell|console)$/.test(language)
  return { language, title: inInfo ?? (isShell ? '' : (inText ?? '')) }
}

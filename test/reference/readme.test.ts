import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

const readme = new URL('README.md', import.meta.url)

describe('the table of the reference', () => {
  it('links to tests that are there, and names them where it quotes', () => {
    const links = [...readFileSync(readme, 'utf8').matchAll(/\[([^\]]+)\]\(([^)]+\.test\.ts)\)/g)]
    assert.ok(links.length > 40)
    for (const [, text = '', path = ''] of links) {
      const source = readFileSync(new URL(path, readme), 'utf8')
      if (/^[“"]/.test(text)) assert.ok(source.includes(text), `${path}: ${text}`)
    }
  })
})

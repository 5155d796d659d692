import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readTags } from '../../../server/nunjucks/compile/read-tags.ts'

const namesOf = (html: string) => readTags(html).map(({ name, end }) => (end ? `/${name}` : name))

describe('readTags', () => {
  it('reads tags past quotes and comments', () => {
    const html = '<a title="x > y" b=\'<i>\'><!-- <b> --><br/><p-q>text</p-q></A>'
    assert.deepEqual(namesOf(html), ['a', 'br', 'p-q', '/p-q', '/a'])
  })

  it('takes time that grows with the text only', () => {
    const started = performance.now()
    for (const part of ['<a', '<a ', '<a x="', '<', '</a', "<a'"]) readTags(part.repeat(20_000))
    readTags(`<${'a'.repeat(50_000)}`)
    assert(performance.now() - started < 3000)
  })
})

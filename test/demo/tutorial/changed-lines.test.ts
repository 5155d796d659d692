import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changedLines } from '../../../server/demo/tutorial/changed-lines.ts'

const changes: [what: string, before: string, after: string, marks: string][] = [
  ['nothing', 'abc', 'abc', '...'],
  ['what was added', 'ac', 'abcd', '.+.+'],
  ['nothing where something went away', 'abc', 'ac', '..'],
  ['what stands in the place of another line', 'abc', 'axc', '.+.'],
  ['one of two equal lines', 'ab', 'aab', '.+.'],
  ['a line that moved', 'abcd', 'bcda', '...+'],
  ['all of another file', 'ab', 'xy', '++'],
]

describe('changedLines', () => {
  for (const [what, before, after, marks] of changes) {
    it(`marks ${what}: ${before} → ${after}`, () => {
      const changed = changedLines(before.split('').join('\n'), after.split('').join('\n'))
      assert.equal(changed.map((isNew) => (isNew ? '+' : '.')).join(''), marks)
    })
  }
})

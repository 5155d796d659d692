import { infoOf, type Token } from '../docs/markdown.ts'
import { changedLines } from './changed-lines.ts'
import { filesAfter, readSteps } from './steps.ts'

/**
 * Marks what is new in the files of a step that a reader has already.
 * @param number of the step
 * @param tokens its page; blocks of code get a `meta` with `changed`
 */
export function markChanges(number: number, tokens: readonly Token[]): void {
  const before = filesAfter(readSteps().filter((step) => step.number < number))
  for (const token of tokens) {
    const { title = '' } = infoOf(token)
    const old = token.type === 'fence' ? before.get(title) : undefined
    if (old !== undefined) token.meta = { changed: changedLines(old, token.content) }
  }
}

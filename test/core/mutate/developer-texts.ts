import type { Ignorer } from '@stryker-mutator/api/ignore'

/** Errors whose texts only a developer or the log sees: tests compare their codes. */
const errors = new Set(['ConfigError', 'Malformed', 'RangeError', 'StateRejected', 'TypeError'])

interface Path {
  readonly node: { readonly type: string }
  readonly parent?: { readonly type: string; readonly callee?: { readonly name?: string } }
}

/** Leaves the wording of such errors alone. */
export const developerTexts: Ignorer = {
  shouldIgnore(path) {
    const { node, parent } = path as Path
    const isText = node.type === 'StringLiteral' || node.type === 'TemplateLiteral'
    if (!isText || parent?.type !== 'NewExpression') return undefined
    return errors.has(parent.callee?.name ?? '') ? 'a text for developers' : undefined
  },
}

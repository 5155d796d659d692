import { inspect } from 'node:util'

/** Names that are shown of one part. */
export const mostNames = 100

/** Characters of what is shown of one value. */
const maxLength = 240

/** Begins a JSON value; a text stands as it is. */
export function previewJson(value: unknown): string {
  return cut(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Neither getters nor methods of the value run: to look at a row must not load others. */
const options = {
  depth: 2,
  maxArrayLength: 5,
  maxStringLength: 120,
  breakLength: Number.POSITIVE_INFINITY,
  customInspect: false,
  getters: false,
} as const

/** Begins a value of any type. */
export function previewValue(value: unknown): string {
  return cut(typeof value === 'string' ? value.slice(0, maxLength + 1) : inspect(value, options))
}

function cut(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`
}

import { ConfigError } from '../../core/rooms.ts'
import { escapeHtml } from '../compile/internals.ts'
import { printable } from '../compile/printable.ts'

/** HTML attributes by name: `true` stands for a bare name, `false`, `null` and `undefined` for none. */
export type Attributes = Readonly<Record<string, unknown>>

/** Names that only we write. */
const ownNames = new Set(['id', 'data-component', 'data-public', 'data-topics'])

/**
 * Writes attributes with a space before each.
 * @throws ConfigError for a name that is not an attribute's, or would run script
 */
export function writeAttributes(attributes: Attributes): string {
  let text = ''
  for (const name of Object.keys(attributes)) text += writeAttribute(name, attributes[name])
  return text
}

/** None of those that run script: `on…`, `hx-on…`. */
const attributeName = /^(?!(?:(?:data-)?hx-)?on)[a-z_][\w.:-]*$/i

function writeAttribute(name: string, value: unknown): string {
  if (!attributeName.test(name)) {
    throw new ConfigError(`${JSON.stringify(name)} can't be an attribute here.`)
  }
  if (value === false || value == null) return ''
  return value === true ? ` ${name}` : ` ${name}="${escapeHtml(toText(value))}"`
}

/** Writes a template's value as text; a Date as in public state. */
export function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toText).join(',')
  return String(printable(value ?? ''))
}

/**
 * Merges an author's attributes with those that a tag adds; class and style of both are kept.
 * @throws ConfigError for a name that is ours
 */
export function mergeAttributes(own: Attributes, added: Attributes): Attributes {
  const merged = Object.keys(added).length === 0 ? own : joinAttributes(own, added)
  for (const name of Object.keys(merged)) {
    if (!ownNames.has(name.toLowerCase())) continue
    throw new ConfigError(`The root's ${name} is set by attrs() itself.`)
  }
  return merged
}

function joinAttributes(own: Attributes, added: Attributes): Attributes {
  const merged: Record<string, unknown> = { ...own, ...added }
  for (const [name, separator] of [
    ['class', ' '],
    ['style', ';'],
  ] as const) {
    const both = [own[name], added[name]].filter((value) => value != null && value !== false)
    if (both.length > 0) merged[name] = both.map(toText).join(separator)
  }
  return merged
}

/** Writes JSON for an attribute in single quotes, where its own quotes need no escape. */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[&'<>]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  )
  return `'${text}'`
}

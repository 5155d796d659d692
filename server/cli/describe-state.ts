import type { Opened, OpenedKey, OpenedPart, SealHeader } from '../core/rooms.ts'

/** What could be read of a state. */
export interface Inspected {
  readonly header: SealHeader
  readonly key: {
    /** Which of the keys sealed it, counted from 1. */
    readonly fits: number | undefined
    readonly of: number
  }
  /** Options without which it can't be opened. */
  readonly missing: readonly string[]
  readonly opened?: Opened
}

/** Writes what could be read of a state, for a terminal. */
export function describeState({ header, key, opened }: Inspected): string {
  const { version, keyId, bytes } = header
  const lines = [
    row('format', String(version)),
    row('key', `${keyId}${describeKey(key)}`),
    row('size', `${bytes} bytes sealed${opened === undefined ? '' : `, ${opened.bytes} opened`}`),
  ]
  if (opened !== undefined)
    lines.push(...describeHead(opened), ...opened.parts.flatMap(describePart))
  return `${lines.join('\n')}\n`
}

function describeKey({ fits, of }: Inspected['key']): string {
  if (of === 0) return ''
  return fits === undefined ? ` (none of the ${of} given)` : ` (number ${fits} of ${of} given)`
}

function describeHead({ id, page, issued, born, lineage, version, headBytes, typeBytes }: Opened) {
  return [
    row('id', id),
    row('page', page),
    row('sealed at', new Date(issued).toISOString()),
    row('since', new Date(born).toISOString()),
    row('lineage', lineage || 'none'),
    row('version', String(version)),
    '',
    `${column(headBytes)}  id, page, times`,
    ...(typeBytes === 0 ? [] : [`${column(typeBytes)}  types`]),
  ]
}

function describePart({ name, bytes, keys }: OpenedPart): string[] {
  return [`${column(bytes)}  ${name}`, ...keys.map(describeKeyLine)]
}

function describeKeyLine({ name, bytes, type, value }: OpenedKey): string {
  const shown = printable(JSON.stringify(value))
  return `${column(bytes)}    ${printable(name)}${type === undefined ? '' : ` (${type})`}: ${shown}`
}

/** Characters of a value that fit into a line. */
const maxShown = 100

/** A state may hold what a user wrote: nothing of it commands a terminal. */
function printable(text: string): string {
  const cut = text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`
  return cut.replace(/\p{C}/gu, '\uFFFD')
}

function row(name: string, value: string): string {
  return `${name.padEnd(10)} ${printable(value)}`
}

function column(bytes: number): string {
  return String(bytes).padStart(7)
}

import { readdirSync, readFileSync } from 'node:fs'

const root = new URL('../../../', import.meta.url)

/** A file of the project. */
export function source(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** All files of a folder and below, as one text. */
export function sources(folder: string, end: string): string {
  return readdirSync(new URL(folder, root), { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith(end) && !path.includes('demo/'))
    .map((path) => source(`${folder}/${path}`))
    .join('\n')
}

/** Names of a folder's files. */
export function filesIn(folder: string): string[] {
  return readdirSync(new URL(folder, root)).toSorted()
}

/** A member of an interface. */
export interface Member {
  readonly name: string
  readonly optional: boolean
}

/**
 * Reads the members of an interface.
 * @param indent spaces before each, for those of an object inside
 */
export function membersOf(path: string, name: string, indent = 2): Member[] {
  const body = new RegExp(`interface ${name}\\b[^{]*\\{\\n(.*?)\\n\\}`, 's').exec(source(path))?.[1]
  if (body === undefined) throw new Error(`${path} has no interface ${name}.`)
  const member = new RegExp(`^ {${indent}}(?:readonly )?(\\w+)(\\??)[(:<]`, 'gm')
  return [...body.matchAll(member)].map(([, word = '', mark]) => ({
    name: word,
    optional: mark === '?',
  }))
}

/** Names of the members of an interface. */
export function namesOf(path: string, name: string, indent?: number): string[] {
  return membersOf(path, name, indent).map((member) => member.name)
}

/** What stands in quotes behind a text. */
export function quotedBehind(path: string, start: string): string[] {
  const text = source(path)
  const at = text.indexOf(start)
  if (at < 0) throw new Error(`${path} has no ${start}`)
  const list = text.slice(at + start.length).split(/[\])]/, 1)[0] ?? ''
  return [...list.matchAll(/'([^']+)'/g)].map(([, word = '']) => word)
}

/** All that a pattern finds, once each, in order. */
export function found(text: string, pattern: RegExp): string[] {
  const words = [...text.matchAll(pattern)].map(([, word = '']) => word)
  return [...new Set(words)].toSorted()
}

/** A default value that is a product of numbers. */
export function defaultIn(path: string, name: string): number {
  const product = new RegExp(`\\b${name} = ([\\d_* ]+)[,})\\n]`).exec(source(path))?.[1]
  if (product === undefined) throw new Error(`${path} has no default for ${name}.`)
  return product
    .split('*')
    .map((factor) => Number(factor.replaceAll('_', '')))
    .reduce((all, factor) => all * factor, 1)
}

const units: Record<string, number> = {
  Ki: 2 ** 10,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/** `1 MiB`, `24 hours` or `10,000` as a number; `NaN` for what is none. */
export function amount(text: string): number {
  const [, digits, unit = ''] = /^([\d,.]+) ?([A-Za-z]*?)s?$/.exec(text) ?? []
  if (digits === undefined) return Number.NaN
  return Number(digits.replaceAll(',', '')) * (unit === '' ? 1 : (units[unit] ?? Number.NaN))
}

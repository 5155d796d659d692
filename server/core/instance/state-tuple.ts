import type { AnyComponent } from '../component/define-component.ts'
import type { Fields } from '../component/schema.ts'
import { serverStateOf } from './instance.ts'
import type { Instance } from './visit.ts'

/* What is sealed of an instance, by position. Sealed text does not compress, so every character counts. */

/** Age, lineage and version of most states: left out. */
const noHistory = [0, '', 0] as const
/** Where they stand. */
const historyAt = 3

/**
 * `[id, page, issued, age?, lineage?, version?, args, publicState, state, attrs, slots, visited]`, without an empty end.
 * @param issued seconds
 */
export function toTuple(instance: Instance, issued: number): unknown[] {
  const { visit, born, lineage, component, args } = instance
  const { publicState, attrs, slots, visited } = instance
  const age = issued - Math.floor(born / 1000)
  const { version = 0 } = component.definition
  const tuple: unknown[] = [shortId(instance), visit.page, issued]
  if (age !== 0 || lineage !== '' || version !== 0) tuple.push(age, lineage, version)
  const whole = tuple.push(args)
  tuple.push(publicState, serverStateOf(instance), attrs, slots, visited)
  dropEmptyEnd(tuple, whole)
  return tuple
}

/** Drops parts without values at the end, as far as this many are left. */
export function dropEmptyEnd(parts: unknown[], least: number): void {
  while (parts.length > least && isEmpty(parts.at(-1) as Fields)) parts.pop()
}

/** The tuple as if nothing had been left out at its beginning. */
export function wholeTuple(
  { name }: Pick<AnyComponent, 'name'>,
  tuple: readonly unknown[],
): unknown[] {
  const [id, page, issued, ...rest] = tuple
  const longId = typeof id === 'string' && id.startsWith('-') ? name + id : id
  const history = isFields(tuple[historyAt]) ? noHistory : []
  return [longId, page, issued, ...history, ...rest]
}

/** How the codec writes a list that is plain JSON: most states are. */
const envelope = ['{"json":', '}'] as const
const plainEnd = ']}'

/** The text that is sealed: a plain tuple stands for itself. */
export function withoutEnvelope(text: string): string {
  return text.endsWith(plainEnd) ? text.slice(envelope[0].length, -envelope[1].length) : text
}

/** The codec's text again. */
export function withEnvelope(text: string): string {
  return text.startsWith('[') ? envelope.join(text) : text
}

/** Seconds at which a state was sealed. */
export function issuedIn(tuple: readonly unknown[]): number {
  return tuple[2] as number
}

/** Most ids begin with the name of the component, which the seal is for anyway. */
function shortId({ id, component: { name } }: Instance): string {
  return id.startsWith(`${name}-`) ? id.slice(name.length) : id
}

/** Whether a part has the form of named values. */
export function isFields(part: unknown): part is Fields {
  return part != null && Object.getPrototypeOf(part) === Object.prototype
}

function isEmpty(fields: Fields): boolean {
  for (const _ in fields) return false
  return true
}

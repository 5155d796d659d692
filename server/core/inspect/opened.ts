import { type Annotation, readAnnotations } from '../codec/annotations.ts'
import { parsePayload } from '../codec/revive.ts'
import type { Fields } from '../component/schema.ts'
import { StateRejected } from '../errors.ts'
import { type Head, type Parts, readHead, readParts } from '../instance/snapshot.ts'
import { isFields, withEnvelope } from '../instance/state-tuple.ts'

/** One named value in a state. */
export interface OpenedKey {
  readonly name: string
  /** Of name and value as they are written. */
  readonly bytes: number
  /** What its type is called where it is none of JSON: `Date`, or the name of a plugin. */
  readonly type: string | undefined
  /** The JSON that stands for it; nothing is revived. */
  readonly value: unknown
}

/** A part of a state, such as its args. */
export interface OpenedPart {
  readonly name: keyof Parts
  readonly bytes: number
  readonly keys: readonly OpenedKey[]
}

/** A state that was opened and taken apart. Times are milliseconds. */
export interface Opened extends Head {
  /** Of the whole text. */
  readonly bytes: number
  /** Of what says which types stand where. */
  readonly typeBytes: number
  /** Of all that is neither a part nor types: id, page, times, brackets. */
  readonly headBytes: number
  /** Those that hold anything. */
  readonly parts: readonly OpenedPart[]
}

/**
 * Takes apart what a seal held, with the bytes of each part and key: parts, types and head are all of the text. It
 * stays JSON: no plugin runs, so that looking at a state reads no row.
 * @param component name of the component that it was sealed for
 * @throws StateRejected when it is not a state
 */
export function readOpened(text: string, component: string): Opened {
  const { json, values } = readPayload(text)
  const head = readHead({ name: component }, json)
  const parts = readParts({ name: component }, json)
  const opened = Object.entries(parts).map(([name, fields], at) => {
    const types = values?.below.get(String(firstPart(json) + at))
    return toPart(name as keyof Parts, fields, types)
  })
  const bytes = Buffer.byteLength(text)
  const typeBytes = values === undefined ? 0 : bytesOf(JSON.parse(text).meta)
  const held = opened.filter(({ keys }) => keys.length > 0)
  const headBytes = held.reduce((rest, part) => rest - part.bytes, bytes - typeBytes)
  return { ...head, bytes, typeBytes, headBytes, parts: held }
}

function readPayload(text: string) {
  try {
    const { json, values } = parsePayload(withEnvelope(text))
    return { json, values: values === undefined ? undefined : readAnnotations(values) }
  } catch (cause) {
    throw new StateRejected('not a state', cause)
  }
}

/** Age, lineage and version are left out of most states. */
function firstPart(json: unknown): number {
  return isFields((json as unknown[])[3]) ? 3 : 6
}

function toPart(name: keyof Parts, fields: Fields, types: Annotation | undefined): OpenedPart {
  const keys = Object.entries(fields).map(([key, value]) => ({
    name: key,
    bytes: bytesOf(key) + 1 + bytesOf(value),
    type: typeName(types?.below.get(key), value),
    value,
  }))
  return { name, bytes: bytesOf(fields), keys }
}

function typeName(annotation: Annotation | undefined, value: unknown): string | undefined {
  const type = annotation?.type
  if (typeof type === 'string' || type === undefined) return type
  const [kind, name] = type
  // A plugin's value is written as [its name, what it stands for].
  return kind === 'custom' && Array.isArray(value) ? String(value[0]) : name
}

function bytesOf(json: unknown): number {
  return Buffer.byteLength(JSON.stringify(json))
}

/* oxlint-disable unicorn/no-thenable -- the subject of a test */
/** A text of superjson's format, taken apart. */
export interface Parts {
  readonly json: unknown
  readonly values: unknown
}

/** A place in a larger value that a payload is put into. */
interface Carrier {
  readonly where: string
  /** The value around it. */
  readonly around: (json: unknown) => unknown
  /** Path to it, as annotations spell it. */
  readonly path: string
  /** Type of the value around it. */
  readonly type?: string
}

const carriers: readonly Carrier[] = [
  { where: 'in a list', around: (json) => [null, json], path: '1' },
  { where: 'below a key with a dot', around: (json) => ({ 'a.b': { c: json } }), path: 'a\\.b.c' },
  { where: 'below a key called then', around: (json) => ({ then: json }), path: 'then' },
  { where: 'in a Map', around: (json) => [['k', json]], path: '0.1', type: 'map' },
  { where: 'as a key of a Map', around: (json) => [[json, 'v']], path: '0.0', type: 'map' },
  { where: 'in a Set', around: (json) => [json], path: '0', type: 'set' },
]

/** Characters of the longest text that is carried around. */
const maxCarried = 5000

/**
 * Puts a payload into all sorts of places of a larger text, where it must be as harmless as alone.
 * @returns texts by where the payload stands; none for one that JSON can't take apart and write again
 */
export function carry(text: string): [where: string, text: string][] {
  const parts = partsOf(text)
  if (parts === undefined) return []
  return carriers.map(({ where, around, path, type }) => {
    const below = atPath(path, parts.values)
    const values = type === undefined ? below : [type, ...(below === undefined ? [] : [below])]
    return [where, write({ json: around(parts.json), values })]
  })
}

/**
 * Takes a text apart, so that it can be put into another.
 * @returns `undefined` for one that would not be the same when it is written again
 */
export function partsOf(text: string): Parts | undefined {
  if (text.length > maxCarried) return undefined
  try {
    const { json, meta } = JSON.parse(text)
    const parts = { json, values: meta?.values }
    return json !== undefined && write(parts) === text ? parts : undefined
  } catch {
    return undefined
  }
}

export function write({ json, values }: Parts): string {
  return JSON.stringify(values === undefined ? { json } : { json, meta: { values, v: 1 } })
}

/** Annotations for a value that stands at a path. */
export function atPath(path: string, values: unknown): unknown {
  if (Array.isArray(values)) return { [path]: values }
  if (typeof values !== 'object' || values === null) return values
  const entries = Object.entries(values)
  // An empty object is hostile by itself.
  return entries.length === 0
    ? { [path]: values }
    : Object.fromEntries(entries.map(([key, value]) => [`${path}.${key}`, value]))
}

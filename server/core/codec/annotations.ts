/** What superjson says of one place: its type, and the places below it. */
export interface Annotation {
  type?: AnnotationType
  readonly below: Map<string, Annotation>
}

/** A simple type name, or a kind and a name such as `['typed-array', 'Uint8Array']`. */
export type AnnotationType = string | readonly [kind: string, name: string]

/** The text is not what our writer makes. */
export class Malformed extends Error {}

/**
 * Reads superjson's `meta.values` into a tree that follows the data, one node a path segment.
 * A place that is annotated twice is refused, since superjson would apply both.
 */
export function readAnnotations(values: unknown): Annotation {
  const root: Annotation = { below: new Map() }
  annotate(root, values)
  return root
}

function annotate(node: Annotation, spec: unknown): void {
  if (!Array.isArray(spec)) return annotateBelow(node, spec)
  if (spec.length !== 1 && spec.length !== 2) throw new Malformed('annotation of a wrong length')
  if (node.type !== undefined) throw new Malformed('a place annotated twice')
  // The writer nests what stands inside a typed place; a second spelling could be read in another order.
  if (node.below.size > 0) throw new Malformed('a place annotated after its contents')
  node.type = readType(spec[0])
  if (spec.length === 2) annotateBelow(node, spec[1])
}

function annotateBelow(node: Annotation, children: unknown): void {
  if (typeof children !== 'object' || children === null || Array.isArray(children)) {
    throw new Malformed('annotations that are not an object')
  }
  const paths = Object.entries(children)
  if (paths.length === 0) throw new Malformed('empty annotations')
  for (const [path, spec] of paths) {
    // A bare object stands at the root only.
    if (!Array.isArray(spec)) throw new Malformed('annotation that is not a list')
    annotate(descend(node, path), spec)
  }
}

function descend(node: Annotation, path: string): Annotation {
  let at = node
  for (const segment of readPath(path)) {
    if (at !== node && at.type !== undefined) throw new Malformed('a path through a typed place')
    const next = at.below.get(segment) ?? { below: new Map<string, Annotation>() }
    at.below.set(segment, next)
    at = next
  }
  return at
}

/** Splits at dots; `\.` and `\\` stand for the characters themselves, nothing else may be escaped. */
function readPath(path: string): string[] {
  if (!path.includes('\\')) return path.split('.')
  const segments: string[] = []
  let segment = ''
  for (let at = 0; at < path.length; at++) {
    if (path[at] === '.') {
      segments.push(segment)
      segment = ''
      continue
    }
    if (path[at] === '\\' && path[++at] !== '.' && path[at] !== '\\')
      throw new Malformed('bad escape')
    segment += path[at]
  }
  return [...segments, segment]
}

function readType(type: unknown): AnnotationType {
  if (typeof type === 'string') return type
  if (Array.isArray(type) && type.length === 2 && type.every((part) => typeof part === 'string')) {
    return type as unknown as AnnotationType
  }
  throw new Malformed('annotation type that is not a name')
}

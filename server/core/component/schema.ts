import type { Issue } from '../errors.ts'

/**
 * A validator of any library that speaks Standard Schema.
 * @see https://standardschema.dev (version 1)
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

export type InputOf<S extends Schema> = NonNullable<S['~standard']['types']>['input']
export type OutputOf<S extends Schema> = NonNullable<S['~standard']['types']>['output']

/** A checked value, or the messages that say why there is none. */
export type Checked =
  | { readonly value: Fields; readonly issues?: undefined }
  | { readonly value?: undefined; readonly issues: readonly Issue[] }

/** Values by name. */
export type Fields = Record<string, unknown>

/**
 * Runs a schema on named values.
 * @returns its output, or one issue a message with the path as `a.0.b`
 */
export async function check(schema: Schema | undefined, input: Fields): Promise<Checked> {
  if (schema === undefined) return { value: {} }
  // A copy with a prototype: some validators refuse objects without one.
  const result = await schema['~standard'].validate({ ...input })
  if (result.issues === undefined) return { value: result.value as Fields }
  return { issues: result.issues.map(toIssue) }
}

/** Keys of a path, and characters of a key: a sender may choose them, and each of many issues has its own. */
const maxKeys = 32
const maxKeyLength = 100

function toIssue({ message, path = [] }: SchemaIssue): Issue {
  const keys = path.slice(0, maxKeys).map((part) => (typeof part === 'object' ? part.key : part))
  return { message, path: keys.map((key) => String(key).slice(0, maxKeyLength)).join('.') }
}

/**
 * Names of an object schema's fields, as far as the library tells them (zod, valibot, and any that offers
 * Standard JSON Schema, such as arktype).
 * @returns the names, of all its branches for a union; `undefined` when they can't be known
 */
export function fieldNames(schema: Schema | undefined): ReadonlySet<string> | undefined {
  if (schema === undefined) return new Set()
  const { shape, entries, options } = schema as {
    [part in 'shape' | 'entries' | 'options']?: unknown
  }
  const fields = [shape, entries].find((part) => typeof part === 'object' && part !== null)
  if (fields !== undefined) return new Set(Object.keys(fields))
  // What valibot's unions and intersections are made of.
  if (Array.isArray(options)) return union(options.map(fieldNames))
  return jsonSchemaNames(schema)
}

/**
 * Names of a schema's fields in the order in which they are written.
 * @returns `undefined` where they can't be known: arktype sorts them
 */
export function orderedNames(schema: Schema | undefined): readonly string[] | undefined {
  if (schema?.['~standard'].vendor === 'arktype') return undefined
  const names = fieldNames(schema)
  return names && [...names]
}

/** All names, if each of the parts tells its own. */
function union(
  parts: readonly (ReadonlySet<string> | undefined)[],
): ReadonlySet<string> | undefined {
  const known = parts.filter((names) => names !== undefined)
  return known.length === parts.length ? new Set(known.flatMap((names) => [...names])) : undefined
}

function jsonSchemaNames(schema: Schema): ReadonlySet<string> | undefined {
  try {
    const { jsonSchema } = schema['~standard'] as { jsonSchema?: JsonSchemaConverter }
    return namesIn(jsonSchema?.input(jsonSchemaOptions))
  } catch {
    return undefined
  }
}

/** A type that JSON does not have is no reason for zod not to tell the names. */
const jsonSchemaOptions = {
  target: 'draft-2020-12',
  libraryOptions: { unrepresentable: 'any' },
}

function namesIn({ properties, anyOf, oneOf }: JsonSchema = {}): ReadonlySet<string> | undefined {
  const branches = anyOf ?? oneOf
  if (branches !== undefined) return union(branches.map(namesIn))
  return properties && new Set(Object.keys(properties))
}

interface JsonSchema {
  readonly properties?: object
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

interface JsonSchemaConverter {
  input(options: typeof jsonSchemaOptions): JsonSchema
}

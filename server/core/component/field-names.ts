import { ConfigError } from '../errors.ts'
import type { Schema } from './schema.ts'

/**
 * Names of a schema's fields, as far as it tells them.
 * @param place stands in the message
 * @throws ConfigError when it is no Standard Schema
 */
export function namesOf(
  schema: Schema | undefined,
  place: string,
): ReadonlySet<string> | undefined {
  if (schema !== undefined && typeof schema?.['~standard']?.validate !== 'function') {
    throw new ConfigError(`The ${place} are no Standard Schema.`)
  }
  return fieldNames(schema)
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

import { type Awaitable, whenReady } from '../awaitable.ts'
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

/** What a validator answers: a value, or why there is none. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** One message of a validator, with the keys that lead to what it is about. */
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
 * @param schema without one nothing comes out
 * @returns its output, or one issue a message with the path as `a.0.b`
 */
export function validate(schema: Schema | undefined, input: Fields): Awaitable<Checked> {
  if (schema === undefined) return { value: {} }
  // A copy with a prototype: some validators refuse objects without one.
  return whenReady(schema['~standard'].validate({ ...input }), toChecked)
}

function toChecked(result: SchemaResult<unknown>): Checked {
  if (result.issues === undefined) return { value: result.value as Fields }
  return { issues: result.issues.slice(0, maxIssues).map(toIssue) }
}

/** More than anybody reads. */
export const maxIssues = 1000
/** Characters of a message: some libraries repeat in it what was sent. */
const maxMessageLength = 500
/** Keys of a path, and characters of a key: a sender may choose them, and each of many issues has its own. */
const maxKeys = 32
const maxKeyLength = 100

function toIssue({ message, path = [] }: SchemaIssue): Issue {
  const keys = path.slice(0, maxKeys).map((part) => (typeof part === 'object' ? part.key : part))
  const parts = keys.map((key) => String(key).slice(0, maxKeyLength))
  return { message: shorten(message), path: parts.join('.') }
}

function shorten(message: string): string {
  return message.length <= maxMessageLength ? message : `${message.slice(0, maxMessageLength - 1)}…`
}

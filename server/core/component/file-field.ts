import { checkOptions, checkPositive } from '../check-options.ts'
import { isForbidden } from '../codec/check-value.ts'
import { ConfigError, type Issue } from '../errors.ts'
import type { StoredFile } from '../stored-file.ts'
import { english, type Texts } from '../texts.ts'
import type { Fields } from './schema.ts'

/** One file field of a method. */
export interface FileField {
  /** Bytes of one file; 10 MiB. */
  readonly maxBytes?: number
  /**
   * Media types as their content tells them, for instance `image/png`; any without. A `text/…` type takes any
   * UTF-8 text.
   */
  readonly types?: readonly string[]
  /** How many files may come: with it the method gets a list, without it one file. */
  readonly maxFiles?: number
  /** Whether the field may stay empty. */
  readonly optional?: boolean
}

/** File fields by name. */
export type FileFields = Readonly<Record<string, FileField>>

/** What a method gets for its file fields. */
export type FilesOf<F> = {
  [K in keyof F]: F[K] extends { readonly maxFiles: number }
    ? StoredFile[]
    : F[K] extends { readonly optional: boolean }
      ? StoredFile | undefined
      : StoredFile
}

const options = new Set(['maxBytes', 'types', 'maxFiles', 'optional'])

/**
 * @param place names the method in errors
 * @throws ConfigError when a name, a number or a type can't mean what it says
 */
export function toFileFields(
  place: string,
  files: FileFields = {},
): ReadonlyMap<string, FileField> {
  const fields = new Map(Object.entries(files))
  for (const [name, field] of fields) {
    if (name === '' || name.startsWith('_') || isForbidden(name)) {
      throw new ConfigError(`File '${name}' of ${place}: this name can't be used.`)
    }
    checkField(`File '${name}' of ${place}`, field)
  }
  return fields
}

function checkField(what: string, field: FileField): void {
  checkOptions(what, field, options)
  const { maxBytes = 1, maxFiles = 1, types = ['a/b'] } = field
  checkPositive(`${what}:`, { maxBytes })
  if (!Number.isSafeInteger(maxFiles) || maxFiles < 1) {
    throw new ConfigError(`${what}: maxFiles has to be a whole number above 0.`)
  }
  const wrong = types.find((type) => !/^[a-z]+\/[a-z\d.+-]+$/.test(type))
  if (wrong === undefined && types.length > 0) return
  throw new ConfigError(`${what}: types are a list of media types such as image/png.`)
}

/** Files of a request by field, and what was wrong with others. */
export interface ReceivedFiles {
  readonly files: ReadonlyMap<string, readonly StoredFile[]>
  readonly issues: readonly Issue[]
}

/** Gives each file field its files, and a message where one is missing. */
export function readFiles(
  fields: ReadonlyMap<string, FileField>,
  { files, issues }: ReceivedFiles,
  texts: () => Texts = () => english,
): { readonly values: Fields; readonly issues: readonly Issue[] } {
  const refused = new Set(issues.map(({ path }) => path))
  const missing: Issue[] = []
  const values: Fields = {}
  for (const [name, { optional, maxFiles }] of fields) {
    const list = files.get(name) ?? []
    values[name] = maxFiles === undefined ? list[0] : list
    if (list.length > 0 || optional === true || refused.has(name)) continue
    missing.push({ path: name, message: texts().chooseFile })
  }
  return { values, issues: [...issues, ...missing] }
}

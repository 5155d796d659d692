import { checkOptions } from '../check-options.ts'
import { ConfigError } from '../errors.ts'
import { namesOf } from './field-names.ts'
import { type FileField, type FileFields, toFileFields } from './file-field.ts'
import type { Schema } from './schema.ts'

/** One method as the engine calls it. */
export interface AnyMethod {
  readonly name: string
  readonly params: Schema | undefined
  readonly paramNames: ReadonlySet<string> | undefined
  readonly files: ReadonlyMap<string, FileField>
  readonly once: boolean
  readonly reload: boolean
  readonly download: boolean
  readonly run: (self: any, params: any) => unknown
}

/**
 * Brings the methods of a definition into one form.
 * @param component its name
 * @throws ConfigError when one can't be called, or a name is taken
 */
export function toMethods(
  component: string,
  entries: object = {},
  publicNames: ReadonlySet<string> | undefined,
): ReadonlyMap<string, AnyMethod> {
  const methods = new Map<string, AnyMethod>()
  for (const [name, entry] of Object.entries(entries)) {
    methods.set(name, toMethod(`${component}.${name}`, name, entry))
  }
  for (const method of methods.values()) checkMethod(component, method, publicNames)
  return methods
}

const methodOptions = new Set(['params', 'files', 'once', 'reload', 'download', 'run'])

interface MethodOptions extends Partial<Omit<AnyMethod, 'files'>> {
  readonly files?: FileFields
}

function toMethod(place: string, name: string, entry: unknown): AnyMethod {
  const options = (typeof entry === 'function' ? { run: entry } : entry) as MethodOptions
  if (typeof options?.run !== 'function')
    throw new ConfigError(`Method ${place} has no run function.`)
  checkOptions(`Method ${place}`, options, methodOptions)
  // A method that writes to `this` writes here.
  return Object.freeze({
    name,
    params: options.params,
    paramNames: namesOf(options.params, `params of ${place}`),
    files: toFileFields(place, options.files),
    once: options.once === true,
    reload: options.reload !== false,
    download: options.download === true,
    run: options.run,
  })
}

const notMethods = new Set(['load', 'init', 'authorize', '__proto__', 'constructor', 'prototype'])

function checkMethod(
  component: string,
  method: AnyMethod,
  publicNames: ReadonlySet<string> = new Set(),
) {
  const { paramNames = new Set(), files } = method
  const place = `${component}.${method.name}`
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(method.name) || notMethods.has(method.name)) {
    throw new ConfigError(`Method ${place}: this name can't be used.`)
  }
  for (const param of paramNames) {
    if (param.startsWith('_')) throw new ConfigError(`Param '${param}' of ${place} begins with _.`)
    if (publicNames.has(param)) {
      throw new ConfigError(`'${param}' is public state and a param of ${place}.`)
    }
  }
  for (const file of files.keys()) {
    if (publicNames.has(file) || paramNames.has(file)) {
      throw new ConfigError(`File '${file}' of ${place}: this name is taken.`)
    }
  }
}

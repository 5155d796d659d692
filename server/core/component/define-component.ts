import { ConfigError } from '../errors.ts'
import { checkOptions } from './check-options.ts'
import type { Component, Definition, None, NoSchema } from './component.ts'
import { type FileField, type FileFields, toFileFields } from './file-field.ts'
import { checkComponentName, selfWords, templateWords } from './names.ts'
import { fieldNames, type Schema } from './schema.ts'

/** A definition as the engine reads it: types erased, methods in one form, names known. */
export interface AnyComponent extends Component<any, any, any, any, any> {
  readonly definition: Definition<any, any, any, any, any>
  readonly methods: ReadonlyMap<string, AnyMethod>
  /** Names of public state as far as the schema tells them. */
  readonly publicNames: ReadonlySet<string> | undefined
}

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
 * Checks a component's definition.
 * @param definition name, template, state, `load` and methods
 * @returns the component, to be listed in `createSealwax({ components })`
 * @throws ConfigError when a name can't be used or is used twice
 */
export function defineComponent<
  A extends Schema = NoSchema,
  P extends Schema = NoSchema,
  S extends object = None,
  L extends object = None,
  X = None,
  F = None,
>(definition: Definition<A, P, S, L, X, F>): Component<A, P, S, L, X> {
  const { name, template } = definition
  checkComponentName(name)
  if (typeof template !== 'string') throw new ConfigError(`Component ${name} has no template.`)
  checkOptions(`Component ${name}`, definition, definitionOptions)
  checkHooks(name, definition)
  checkNumbers(name, definition)
  const argNames = namesOf(definition.args, `args of ${name}`)
  const publicNames = namesOf(definition.publicState, `publicState of ${name}`)
  checkNames(`Arg`, name, { names: argNames, taken: [templateWords] })
  // The browser may write public state: it must not stand before an arg of the same name.
  const taken = [templateWords, selfWords, argNames ?? new Set<string>()]
  checkNames(`Public state`, name, { names: publicNames, taken })
  const methods = new Map<string, AnyMethod>()
  for (const [method, entry] of Object.entries(definition.methods ?? {})) {
    methods.set(method, toMethod(`${name}.${method}`, method, entry))
  }
  for (const method of methods.values()) checkMethod(name, method, publicNames)
  const component: AnyComponent = { name, template, definition, methods, publicNames }
  return Object.freeze(component)
}

const hooks = ['state', 'migrate', 'init', 'authorize', 'load'] as const
const values = ['name', 'template', 'args', 'publicState', 'version', 'maxAge', 'methods']
const definitionOptions = new Set([...values, ...hooks])

function checkHooks(name: string, definition: Partial<Record<(typeof hooks)[number], unknown>>) {
  for (const hook of hooks) {
    if (definition[hook] === undefined || typeof definition[hook] === 'function') continue
    throw new ConfigError(`Component ${name}: ${hook} has to be a function.`)
  }
}

/** Both are compared with numbers from a seal, where only whole versions and real times mean something. */
function checkNumbers(name: string, { version = 0, maxAge = 1 }: Numbers): void {
  if (!Number.isSafeInteger(version) || version < 0) {
    throw new ConfigError(`Component ${name}: version has to be a whole number.`)
  }
  if (typeof maxAge !== 'number' || !(maxAge > 0)) {
    throw new ConfigError(`Component ${name}: maxAge has to be a number above 0.`)
  }
}

interface Numbers {
  readonly version?: number
  readonly maxAge?: number
}

/** Names of a schema's fields, as far as it tells them. */
function namesOf(schema: Schema | undefined, place: string): ReadonlySet<string> | undefined {
  if (schema !== undefined && typeof schema?.['~standard']?.validate !== 'function') {
    throw new ConfigError(`The ${place} are no Standard Schema.`)
  }
  return fieldNames(schema)
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
  return {
    name,
    params: options.params,
    paramNames: namesOf(options.params, `params of ${place}`),
    files: toFileFields(place, options.files),
    once: options.once === true,
    reload: options.reload !== false,
    download: options.download === true,
    run: options.run,
  }
}

interface Names {
  readonly names: Iterable<string> | undefined
  readonly taken: readonly ReadonlySet<string>[]
}

function checkNames(what: string, component: string, { names = [], taken }: Names): void {
  for (const name of names) {
    if (name.startsWith('_') || taken.some((words) => words.has(name))) {
      throw new ConfigError(`${what} '${name}' of ${component}: this name is taken.`)
    }
  }
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

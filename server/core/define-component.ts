import type { Component, Definition, None, NoSchema } from './component.ts'
import { ConfigError } from './errors.ts'
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
  readonly once: boolean
  readonly reload: boolean
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
>(definition: Definition<A, P, S, L, X>): Component<A, P, S, L, X> {
  const { name, template } = definition
  checkComponentName(name)
  if (typeof template !== 'string') throw new ConfigError(`Component ${name} has no template.`)
  const publicNames = fieldNames(definition.publicState as Schema | undefined)
  checkPublicNames(name, publicNames)
  const methods = new Map(
    Object.entries(definition.methods ?? {}).map(([method, entry]) => [
      method,
      toMethod(method, entry),
    ]),
  )
  for (const method of methods.values()) checkMethod(name, method, publicNames)
  const component: AnyComponent = { name, template, definition, methods, publicNames }
  return Object.freeze(component)
}

function toMethod(name: string, entry: unknown): AnyMethod {
  const options = (typeof entry === 'function' ? { run: entry } : entry) as Partial<AnyMethod>
  if (typeof options?.run !== 'function')
    throw new ConfigError(`Method ${name} has no run function.`)
  return {
    name,
    params: options.params,
    paramNames: fieldNames(options.params),
    once: options.once === true,
    reload: options.reload !== false,
    run: options.run,
  }
}

function checkPublicNames(component: string, names: Iterable<string> = []): void {
  for (const name of names) {
    if (name.startsWith('_') || selfWords.has(name) || templateWords.has(name)) {
      throw new ConfigError(`Public state '${name}' of ${component}: this name is taken.`)
    }
  }
}

const notMethods = new Set(['load', 'init', 'authorize', '__proto__', 'constructor', 'prototype'])

function checkMethod(
  component: string,
  method: AnyMethod,
  publicNames: ReadonlySet<string> = new Set(),
) {
  const place = `${component}.${method.name}`
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(method.name) || notMethods.has(method.name)) {
    throw new ConfigError(`Method ${place}: this name can't be used.`)
  }
  for (const param of method.paramNames ?? []) {
    if (param.startsWith('_')) throw new ConfigError(`Param '${param}' of ${place} begins with _.`)
    if (publicNames.has(param)) {
      throw new ConfigError(`'${param}' is public state and a param of ${place}.`)
    }
  }
}

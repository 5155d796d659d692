import { checkOptions, checkPositive } from '../check-options.ts'
import { ConfigError } from '../errors.ts'
import type { Component, Definition, None, NoSchema } from './component.ts'
import { namesOf } from './field-names.ts'
import { type AnyMethod, toMethods } from './methods.ts'
import { checkComponentName, selfWords, templateWords } from './names.ts'
import type { Schema } from './schema.ts'

/** A definition as the engine reads it: types erased, methods in one form, names known. */
export interface AnyComponent extends Component<any, any, any, any, any> {
  readonly definition: Definition<any, any, any, any, any>
  readonly methods: ReadonlyMap<string, AnyMethod>
  /** Names of public state as far as the schema tells them. */
  readonly publicNames: ReadonlySet<string> | undefined
  /** Whether one of its methods runs once only: just then its states need a lineage. */
  readonly hasOnce: boolean
  /** Whether one of its methods answers with a file: just then its state form must not be sent by a script. */
  readonly hasDownload: boolean
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
  checkDefinition(definition)
  const { name, template } = definition
  const publicNames = namesOfState(definition)
  const methods = toMethods(name, definition.methods, publicNames)
  const all = [...methods.values()]
  const hasOnce = all.some(({ once }) => once)
  const hasDownload = all.some(({ download }) => download)
  const known = { definition, methods, publicNames, hasOnce, hasDownload }
  const component: AnyComponent = { name, template, ...known }
  return Object.freeze(component)
}

type AnyDefinition = AnyComponent['definition']

function checkDefinition(definition: AnyDefinition): void {
  const { name, template } = definition
  checkComponentName(name)
  if (typeof template !== 'string') throw new ConfigError(`Component ${name} has no template.`)
  checkOptions(`Component ${name}`, definition, definitionOptions)
  checkHooks(name, definition)
  checkNumbers(name, definition)
}

/** Names of public state, once it is known that neither they nor those of args are taken. */
function namesOfState({ name, args, publicState }: AnyDefinition): ReadonlySet<string> | undefined {
  const argNames = namesOf(args, `args of ${name}`)
  const publicNames = namesOf(publicState, `publicState of ${name}`)
  checkNames(`Arg`, name, { names: argNames, taken: [templateWords] })
  // The browser may write public state: it must not stand before an arg of the same name.
  const taken = [templateWords, selfWords, argNames ?? new Set<string>()]
  checkNames(`Public state`, name, { names: publicNames, taken })
  return publicNames
}

const hooks = ['state', 'migrate', 'init', 'authorize', 'load', 'topics'] as const
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
  checkPositive(`Component ${name}:`, { maxAge })
}

interface Numbers {
  readonly version?: number
  readonly maxAge?: number
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

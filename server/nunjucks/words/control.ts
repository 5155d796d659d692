import {
  type AnyMethod,
  ConfigError,
  callUrl,
  stateFormId,
  toPublicJson,
} from '../../core/rooms.ts'
import { SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import { ownerOf, type Scope, type ScopeHolder } from '../draw/scope.ts'
import { createWord, noNames, type Passed } from './arguments.ts'
import { type Attributes, toText, writeAttributes, writeJson } from './attributes.ts'
import { besideField } from './beside-field.ts'
import { noteControl } from './companions.ts'
import { checkTrigger, foreignTarget, withoutFiles } from './trigger.ts'

/** What a template says of a call. */
interface CallOptions {
  readonly method: AnyMethod
  /** Event on which a control calls by itself; `undefined` for a button. */
  readonly trigger: unknown
  /** Whether the control is a field as well. */
  readonly beside: unknown
  readonly params: Readonly<Record<string, unknown>>
}

/** `call("toggle")`: the attributes that make a button, or a control with `trigger=`, call a method. */
export function createCall(scopes: ScopeHolder) {
  return createWord((passed) => {
    const scope = scopes.current('call()')
    const owner = ownerOf(scope, 'call()')
    const options = readCallOptions(scope, owner, passed)
    const attributes = callAttributes(scope, owner, options)
    noteCall(scope, owner, options)
    return new SafeString(attributes + writeParams(options))
  })
}

function readCallOptions(scope: Scope, owner: Owner, { positional, named }: Passed): CallOptions {
  if (named === noNames) {
    const method = findMethod(scope, owner, positional[0])
    return { method, trigger: undefined, beside: undefined, params: noNames }
  }
  const { trigger, [besideField]: beside, ...params } = named
  if (trigger !== undefined) checkTrigger(toText(trigger))
  const method = findMethod(scope, owner, positional[0])
  if (trigger !== undefined && method.download) {
    throw new ConfigError(`Method ${method.name} answers with a file: call it by a button.`)
  }
  return { method, trigger, beside, params }
}

function callAttributes(scope: Scope, owner: Owner, options: CallOptions): string {
  const { method, trigger } = options
  const url = callUrl(scope.render.visit.toolkit, owner.name, method.name)
  const own =
    trigger === undefined
      ? buttonAttributes(owner, method, url)
      : writeAttributes(controlAttributes(scope, owner, { ...options, url })).slice(1)
  return own + writeAttributes(foreignTarget(scope, owner))
}

/** Of what most controls are, as text: neither ids nor URLs hold anything to escape. */
function buttonAttributes({ id }: Owner, { download }: AnyMethod, url: string): string {
  const sent = download ? '' : ` hx-post="${url}"`
  return `form="${stateFormId(id)}" formaction="${url}"${sent}`
}

interface Control extends CallOptions {
  readonly url: string
}

function controlAttributes(scope: Scope, owner: Owner, control: Control): Attributes {
  const { method, trigger, beside, url } = control
  // A button calls by the state form. A control stays in the form around it, and a field has named its form.
  const isInForm = scope.form !== undefined || beside === true
  return {
    form: isInForm ? undefined : stateFormId(owner.id),
    formaction: isPressed(trigger) ? url : undefined,
    ...sentByHtmx(method, url),
    'hx-trigger': trigger,
    ...(method.files.size === 0 ? withoutFiles(scope.form) : {}),
  }
}

/** What is clicked calls by its own URL without JavaScript. */
function isPressed(trigger: unknown): boolean {
  return /\bclick\b/.test(toText(trigger))
}

/** A control before the hidden form would be what Enter in a loose field presses. */
function noteCall(scope: Scope, { id }: Owner, { method, trigger }: CallOptions): void {
  const { drawing, form } = scope
  if (drawing?.instance.id === id && drawing.sealed === 0) drawing.calledBeforeSealed = true
  if (trigger !== undefined && form === undefined) noteControl(scope, method)
}

/** A file has to be asked for by the browser itself: what a script fetches is not saved. */
export function sentByHtmx({ download }: AnyMethod, url: string): Attributes {
  return download ? {} : { 'hx-post': url }
}

/** @throws ConfigError when the component has no such method */
export function findMethod({ render }: Scope, { name }: Owner, method: unknown): AnyMethod {
  const found = render.visit.toolkit.components.get(name)?.methods.get(String(method))
  if (found !== undefined) return found
  throw new ConfigError(`Component ${name} has no method ${JSON.stringify(method)}.`)
}

function writeParams({ method, params }: CallOptions): string {
  const { name, params: schema, paramNames } = method
  if (Object.keys(params).length === 0) return ''
  if (schema === undefined) throw new ConfigError(`Method ${name} takes no params.`)
  const stray = Object.keys(params).find((param) => paramNames?.has(param) === false)
  if (stray !== undefined) throw new ConfigError(`Method ${name} has no param '${stray}'.`)
  return ` name="_params" value=${writeJson(toPublicJson(params))}`
}

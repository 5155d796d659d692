import {
  type AnyMethod,
  ConfigError,
  callUrl,
  stateFormId,
  toPublicJson,
} from '../../core/index.ts'
import { SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import { ownerOf, type Scope, type ScopeHolder } from '../draw/scope.ts'
import { createWord } from './arguments.ts'
import { type Attributes, toText, writeAttributes, writeJson } from './attributes.ts'
import { besideField } from './beside-field.ts'
import { noteControl } from './companions.ts'
import { checkTrigger, foreignTarget, withoutFiles } from './trigger.ts'

/** `call("toggle")`: the attributes that make a button, or a control with `trigger=`, call a method. */
export function createCall(scopes: ScopeHolder) {
  return createWord(({ positional, named }) => {
    const scope = scopes.current('call()')
    const owner = ownerOf(scope, 'call()')
    const { trigger, [besideField]: beside, ...params } = named
    if (trigger !== undefined) checkTrigger(toText(trigger))
    const method = findMethod(scope, owner, positional[0])
    if (trigger !== undefined && method.download) {
      throw new ConfigError(`Method ${method.name} answers with a file: call it by a button.`)
    }
    const url = callUrl(scope.render.visit.toolkit, owner.name, method.name)
    const attributes: Attributes = {
      ...ownForm(scope, owner, { trigger, beside }),
      ...(isPressed(trigger) ? { formaction: url } : {}),
      ...sentByHtmx(method, url),
      ...(trigger === undefined ? {} : triggeredBy(scope, method, trigger)),
      ...foreignTarget(scope, owner),
    }
    noteCall(scope, owner)
    if (trigger !== undefined && scope.form === undefined) noteControl(scope, method)
    return new SafeString(writeAttributes(attributes).slice(1) + writeParams(method, params))
  })
}

/** What is clicked is a button: without JavaScript it calls by its own URL. */
function isPressed(trigger: unknown): boolean {
  return trigger === undefined || /\bclick\b/.test(toText(trigger))
}

function triggeredBy({ form }: Scope, { files }: AnyMethod, trigger: unknown): Attributes {
  return { 'hx-trigger': trigger, ...(files.size === 0 ? withoutFiles(form) : {}) }
}

/** A button calls by the state form. A control stays in the form around it, and a field has named its form. */
function ownForm(
  { form }: Scope,
  { id }: Owner,
  { trigger, beside }: { readonly trigger: unknown; readonly beside: unknown },
): Attributes {
  const isControl = trigger !== undefined
  return isControl && (form !== undefined || beside === true) ? {} : { form: stateFormId(id) }
}

/** A control before the hidden form would be what Enter in a loose field presses. */
function noteCall({ drawing }: Scope, { id }: Owner): void {
  if (drawing?.instance.id === id && drawing.sealed === 0) drawing.calledBeforeSealed = true
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

function writeParams(method: AnyMethod, params: Record<string, unknown>): string {
  const { name, params: schema, paramNames } = method
  if (Object.keys(params).length === 0) return ''
  if (schema === undefined) throw new ConfigError(`Method ${name} takes no params.`)
  const stray = Object.keys(params).find((param) => paramNames?.has(param) === false)
  if (stray !== undefined) throw new ConfigError(`Method ${name} has no param '${stray}'.`)
  return ` name="_params" value=${writeJson(toPublicJson(params))}`
}

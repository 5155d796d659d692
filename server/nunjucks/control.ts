import { type AnyMethod, ConfigError, callUrl, stateFormId, toPublicJson } from '../core/index.ts'
import { createWord } from './arguments.ts'
import { type Attributes, toText, writeAttributes, writeJson } from './attributes.ts'
import { SafeString } from './internals.ts'
import type { Owner } from './owner.ts'
import { ownerOf, type Scope, type ScopeHolder } from './scope.ts'

/** `call("toggle")`: the attributes that make a button, or a control with `trigger=`, call a method. */
export function createCall(scopes: ScopeHolder) {
  return createWord(({ positional, named }) => {
    const scope = scopes.current('call()')
    const owner = ownerOf(scope, 'call()')
    const { trigger, ...params } = named
    if (trigger !== undefined) checkTrigger(toText(trigger))
    const method = findMethod(scope, owner, positional[0])
    if (trigger !== undefined && method.download) {
      throw new ConfigError(`Method ${method.name} answers with a file: call it by a button.`)
    }
    const url = callUrl(scope.render.visit.toolkit, owner.name, method.name)
    const attributes: Attributes = {
      form: stateFormId(owner.id),
      ...(trigger === undefined ? { formaction: url } : {}),
      ...sentByHtmx(method, url),
      ...(trigger === undefined ? {} : { 'hx-trigger': trigger }),
      ...foreignTarget(scope, owner),
    }
    noteCall(scope, owner)
    return new SafeString(writeAttributes(attributes).slice(1) + writeParams(method, params))
  })
}

/** The parts of a trigger that htmx evaluates as JavaScript, which a content security policy forbids. */
function checkTrigger(trigger: string): void {
  if (!/\[|js:/.test(trigger)) return
  throw new ConfigError(`trigger=${JSON.stringify(trigger)}: a filter in it would run script.`)
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

/** In a slot the nearest root is not the owner's, so the target can't be inherited from it. */
function foreignTarget({ drawing }: Scope, { id }: Owner): Attributes {
  if (drawing?.instance.id === id) return {}
  return { 'hx-target': `#${id}`, 'hx-sync': `#${id}:queue all` }
}

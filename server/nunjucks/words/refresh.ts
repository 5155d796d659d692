import { callUrl, stateFormId } from '../../core/rooms.ts'
import { type Safe, SafeString } from '../compile/internals.ts'
import type { Owner } from '../draw/owner.ts'
import type { Scope } from '../draw/scope.ts'
import { type Attributes, writeAttributes } from './attributes.ts'
import { checkTrigger, foreignTarget, withoutFiles } from './trigger.ts'

/**
 * Attributes that have a field refresh its component when htmx's trigger comes: messages of what was typed so
 * far, choices that depend on another.
 * @param name the field
 */
export function refreshBy(
  scope: Scope,
  owner: Owner,
  { name, trigger }: { readonly name: string; readonly trigger: string },
): Attributes {
  checkTrigger(trigger)
  const { form } = scope
  if (form !== undefined) form.refreshes = true
  return {
    'hx-post': callUrl(scope.render.visit.toolkit, owner.name),
    'hx-trigger': trigger,
    ...(form === undefined ? {} : { 'hx-vals': JSON.stringify({ _field: name }) }),
    ...withoutFiles(form),
    ...foreignTarget(scope, owner),
  }
}

/** Attributes of a button that does the same without JavaScript. */
export function refreshButton(scope: Scope, owner: Owner, name: string): Safe {
  const { form } = scope
  if (form !== undefined) Object.assign(form, { refreshes: true, hasButton: true })
  const url = callUrl(scope.render.visit.toolkit, owner.name)
  const attributes = {
    form: form === undefined ? stateFormId(owner.id) : undefined,
    formaction: url,
    'hx-post': url,
    formnovalidate: true,
    name: '_field',
    value: name,
    ...withoutFiles(form, 'formenctype'),
    ...withoutFiles(form),
    ...foreignTarget(scope, owner),
  }
  return new SafeString(writeAttributes(attributes).slice(1))
}

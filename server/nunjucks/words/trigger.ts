import { ConfigError } from '../../core/rooms.ts'
import type { Owner } from '../draw/owner.ts'
import type { FormScope, Scope } from '../draw/scope.ts'
import type { Attributes } from './attributes.ts'

/** Refuses the parts of a trigger that htmx evaluates as JavaScript, which a content security policy forbids. */
export function checkTrigger(trigger: string): void {
  if (!/\[|js:/.test(trigger)) return
  throw new ConfigError(`trigger=${JSON.stringify(trigger)}: a filter in it would run script.`)
}

const none: Attributes = Object.freeze({})

/** In a slot the nearest root is not the owner's, so the target can't be inherited from it. */
export function foreignTarget({ drawing }: Scope, { id }: Owner): Attributes {
  if (drawing?.instance.id === id) return none
  return { 'hx-target': `#${id}`, 'hx-sync': `#${id}:queue all` }
}

/** Has a control of a form with files send none of them: they go with the form itself, once. */
export function withoutFiles(form: FormScope | undefined, attribute = 'hx-encoding'): Attributes {
  return form?.hasFiles === true ? { [attribute]: 'application/x-www-form-urlencoded' } : {}
}

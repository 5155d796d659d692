import assert from 'node:assert/strict'
import { type CallResult, call, type Instance, NotFound, StateRejected } from '../../core/rooms.ts'
import { findTarget } from '../../koa/call-target.ts'
import { isOther } from '../../koa/session/session.ts'
import type { Entry } from '../page/form.ts'
import type { Outcome, Sent } from '../page/surface.ts'
import type { Site } from './create-site.ts'
import { type Person, visitOf } from './person.ts'

/** Resumes a component from what its page sends, as the call route does. */
export async function sendCall(site: Site, person: Person, sent: Sent): Promise<Outcome> {
  const { renderer, toolkit, session } = site
  assert(sent.id !== undefined, 'A form of the page itself needs the app: use createVisitor.')
  assert(sent.files === undefined, 'A form with files needs the app: use createVisitor.')
  const target = findTarget(toolkit, sent.action)
  if (target === undefined) throw new NotFound()
  const fields = fieldsOf(sent.fields)
  const visit = visitOf(site, person, 'call')
  const before = session.identity(visit.ctx)
  const sealed = fields['_state']?.[0]
  if (sealed === undefined) throw new StateRejected('not one _state')
  const { component, method } = target
  const { hasSlots } = renderer
  const result = await call(visit, { component, method, sealed, fields, hasSlots })
  const hasLeft = !result.invalid && isOther(before, session.identity(visit.ctx))
  const isFile = method?.download === true && result.returned !== undefined
  const html = hasLeft || isFile ? undefined : await draw(site, result)
  const redirect = result.instance.effects.redirect ?? (hasLeft ? site.page : undefined)
  return { ...outcomeOf(result), redirect, ...(html !== undefined && { html }) }
}

function fieldsOf(entries: readonly Entry[]): Record<string, string[]> {
  const fields = Object.create(null) as Record<string, string[]>
  for (const [name, value] of entries) (fields[name] ??= []).push(value)
  return fields
}

async function draw({ renderer }: Site, { instance }: CallResult): Promise<string | undefined> {
  const { removed, redirect } = instance.effects
  return removed || redirect !== undefined ? undefined : renderer.fragment(instance)
}

/** What is queued travels with the answer of a call that is done, never with one that failed. */
function outcomeOf({ instance, invalid, returned }: CallResult): Outcome {
  const { errors } = instance
  if (invalid) return { errors }
  return { ...effectsOf(instance), errors, value: returned }
}

function effectsOf({ effects }: Instance): Outcome {
  const { events, messages, history, title, removed, refreshed } = effects
  return {
    events: events.map(([name, detail]) => ({ name, detail })),
    messages,
    pushedUrl: history?.url,
    title,
    removed,
    refreshed: [...refreshed],
  }
}

import { ConfigError, type Fields } from '../../core/rooms.ts'
import type { SlotPlace } from '../compile/hoist-slots.ts'
import type { Owner } from '../draw/owner.ts'
import type { Render } from '../draw/render.ts'
import type { Scope } from '../draw/scope.ts'
import { isPlain, pick } from './pick.ts'
import { type HandedOn, isSlots, SlotContent, type SlotReference } from './slot.ts'

/** Where a slot's text stands, and the outer variables that it uses. */
export interface SlotSource extends SlotPlace {
  readonly values: Fields
  readonly globals: Fields
  /** Which slot it is, for errors. */
  readonly what: string
}

/**
 * Keeps the variables that a slot uses, as they are where its tag stands.
 * @throws ConfigError or SealingBlocked for one that can't be kept
 */
export function captureSlot(source: SlotSource, scope: Scope): SlotReference {
  const { view, text, values, what } = source
  const { render } = scope
  if (Object.hasOwn(values, 'errors')) checkErrors(scope.owner)
  noteWords(scope, values)
  const { variables, slots } = keepValues(source, render)
  // What can't be sealed is refused here already, where its place is known.
  if (Object.keys(variables).length > 0) render.visit.toolkit.codec.check(variables, what)
  const owner = ownersWords.some((word) => Object.hasOwn(values, word)) ? scope.owner : undefined
  const { id = '', name = '' } = owner ?? {}
  const fields = Object.hasOwn(values, 'field') ? (owner?.publicState ?? {}) : {}
  const reference = withoutEmptyEnd([view, text, variables, id, name, fields, slots])
  if (owner !== undefined) render.owners.set(reference, owner)
  return reference
}

/** Words that belong to the component whose template holds the slot. */
const ownersWords = ['attrs', 'call', 'errors', 'field', 'sealed']

function keepValues({ values, uses, globals }: SlotSource, render: Render) {
  const { isTyped } = render.visit.toolkit.codec
  const variables: Fields = {}
  const slots: Record<string, HandedOn> = {}
  for (const [name, whole] of Object.entries(values)) {
    // Messages are the owner's; globals the slot finds again by itself.
    const isGlobal = Object.hasOwn(globals, name) && globals[name] === whole
    if (whole == null || name === 'errors' || isGlobal) continue
    const value = pick(whole, uses[name] ?? true, isTyped)
    if (value instanceof SlotContent) slots[name] = value.reference
    else if (isSlots(value)) slots[name] = referencesOf(value)
    else variables[name] = checkVariable(name, value, render)
  }
  return { variables, slots }
}

function referencesOf(slots: Readonly<Record<string, SlotContent>>) {
  const references = Object.entries(slots).map(([name, { reference }]) => [name, reference])
  return Object.fromEntries(references) as Record<string, SlotReference>
}

function checkErrors(owner: Owner | undefined): void {
  if (owner === undefined) throw new ConfigError("errors belongs into a component's template.")
}

/** The owner's own hidden form is drawn before the slot is, and has to know what will belong to it. */
function noteWords({ owner, drawing }: Scope, words: Fields): void {
  if (drawing === undefined || drawing.instance.id !== owner?.id) return
  if (Object.hasOwn(words, 'field')) drawing.looseFields = true
  if (Object.hasOwn(words, 'call') && drawing.sealed === 0) drawing.calledBeforeSealed = true
}

function checkVariable(name: string, value: unknown, render: Render): unknown {
  if (typeof value === 'function') {
    throw new ConfigError(
      `the slot uses ${name}, a function: make it a global, or a macro at the top of the template.`,
    )
  }
  const passing = findPassing(value, render)
  if (passing === undefined) return value
  throw new ConfigError(`the slot uses ${name}, which holds ${passing}`)
}

/** Finds, however deep, what means something in this render only; says what it is, and the way round. */
export function findPassing(value: unknown, render: Render): string | undefined {
  return typeof value === 'number' ? undefined : findPassingIn(value, render, new Set())
}

function findPassingIn(value: unknown, render: Render, seen: Set<unknown>): string | undefined {
  if (value instanceof SlotContent) return 'a slot: use {{ slot }} or slots.NAME in a slot itself.'
  if (render.isWaiting(value)) return "a component: put the component's tag into a slot itself."
  if (seen.has(value) || !(Array.isArray(value) || isPlain(value))) return undefined
  seen.add(value)
  for (const part of Object.values(value)) {
    const found = findPassingIn(part, render, seen)
    if (found !== undefined) return found
  }
  return undefined
}

function withoutEmptyEnd(parts: unknown[]): SlotReference {
  while (Object.keys(parts.at(-1) as object | string).length === 0) parts.pop()
  return parts as unknown as SlotReference
}

import assert from 'node:assert/strict'
import { controlsOf, isDisabled, isSubmitter } from './form.ts'
import { rootOf, type Spot, stateFormOf } from './spot.ts'
import type { Surface } from './surface.ts'
import { nameOf } from './text.ts'
import { attributeOf, closest, type Element, elementsIn, isComponent } from './tree.ts'

/** @throws AssertionError unless there is just one button of this name, and it can be pressed */
export function findButton(within: Element, { document }: Surface, name: string): Element {
  const buttons = elementsIn(within).filter(isSubmitter)
  const found = buttons.filter((button) => nameOf(button, document) === name)
  const names = buttons.map((button) => nameOf(button, document)).filter(Boolean)
  const there = `The buttons are: ${names.join(', ') || 'none'}.`
  assert(found.length === 1, `There are ${found.length} buttons ${JSON.stringify(name)}. ${there}`)
  const [button] = found as [Element]
  assert(!isDisabled(button), `The button ${JSON.stringify(name)} is disabled.`)
  return button
}

/** The form that calls a method, and the button that Enter presses in it. */
export function findForm(spot: Spot, method: string): { form: Element; button: Element } {
  const { document } = spot.surface
  const url = `${attributeOf(stateFormOf(spot), 'action')}/${method}`
  const form = elementsIn(rootOf(spot)).find(
    (one) => one.tagName === 'form' && attributeOf(one, 'action') === url && isOwn(spot, one),
  )
  assert(form !== undefined, `The component ${spot.id} has no form for its method ${method}.`)
  return { form, button: controlsOf(form, document).find(isSubmitter) ?? form }
}

/** Whether an element belongs to the component itself, not to one that lives in it. */
function isOwn(spot: Spot, element: Element): boolean {
  return closest(element, isComponent) === rootOf(spot)
}

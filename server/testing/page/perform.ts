import { composeCall } from './compose.ts'
import type { Entry } from './form.ts'
import { note, type Outcome, type Sent, type Surface } from './surface.ts'
import {
  attributeOf,
  type Element,
  elementsIn,
  findById,
  parsePart,
  removeElement,
  replaceElement,
} from './tree.ts'

/** A child that stays, and has to ask for itself with new args. */
interface Renewed {
  readonly id: string
  readonly args: string
}

/**
 * Sends what a control sends, and does to the page what `sealwax.js` would do with the answer.
 * @throws what the call was refused with
 */
export async function perform(surface: Surface, sent: Sent): Promise<void> {
  const outcome = await sendOrRemove(surface, sent)
  const renewed = apply(surface, sent.id, outcome)
  await surface.changed()
  for (const { id, args } of renewed) await refresh(surface, id, args)
  for (const id of outcome.refreshed ?? []) await refresh(surface, id)
}

/** Data that is gone takes the element out of the page. */
async function sendOrRemove(surface: Surface, sent: Sent): Promise<Outcome> {
  try {
    return await surface.send(sent)
  } catch (error) {
    if (surface.scripted && isGone(error)) remove(surface, sent.id)
    throw error
  }
}

export function isGone(error: unknown): boolean {
  return (error as { status?: unknown }).status === 410
}

function remove({ document }: Surface, id = ''): void {
  const element = findById(document, id)
  if (element !== undefined) removeElement(element)
}

function apply(surface: Surface, id: string | undefined, outcome: Outcome): readonly Renewed[] {
  if (id !== undefined) note(surface, id, outcome)
  if (outcome.document !== undefined) surface.document = outcome.document
  else if (outcome.removed === true) remove(surface, id)
  const root = id === undefined ? undefined : findById(surface.document, id)
  return outcome.html === undefined || root === undefined ? [] : redraw(root, outcome.html)
}

/** A child that an answer leaves alone keeps its place in the page, and all that is in it. */
function redraw(root: Element, html: string): readonly Renewed[] {
  const [next] = elementsIn(parsePart(html))
  if (next === undefined) return []
  const renewed = elementsIn(next).flatMap((element) => keepChild(root, element))
  replaceElement(root, [next])
  return renewed
}

function keepChild(root: Element, stand: Element): readonly Renewed[] {
  const args = attributeOf(stand, 'data-keep')
  if (args === undefined) return []
  const id = attributeOf(stand, 'id') ?? ''
  const child = findById(root, id)
  replaceElement(stand, child === undefined ? [] : [child])
  return args === '' || child === undefined ? [] : [{ id, args }]
}

/** Has a component draw itself anew, if it is there. What is gone leaves the page, as it would in a browser. */
async function refresh(surface: Surface, id: string, args?: string): Promise<void> {
  if (findById(surface.document, id) === undefined) return
  try {
    const sent = composeCall({ surface, id, disguise: {} })
    const more: readonly Entry[] = args === undefined ? [] : [['_args', args]]
    await perform(surface, { ...sent, fields: [...sent.fields, ...more] })
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

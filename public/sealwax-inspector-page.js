// @ts-check
// What the inspector finds in the page itself: its components, and mistakes that no single state shows.

/** @typedef {{ root: Element, id: string, name: string, level: number, state: string | undefined }} Found */
/** @typedef {{ code: string, text: string, advice: string }} Warning */

/** @type {(root: Element) => string | undefined} The state of a component, from its hidden form. */
const stateOf = (root) => {
  const form = /** @type {any} */ (document.getElementById(`${root.id}__f`))
  return form?.elements?._state?.value
}

/** @type {(root: Element) => number} Components around it. */
const levelOf = (root) => {
  const around = root.parentElement?.closest('[data-component]')
  return around ? levelOf(around) + 1 : 1
}

/** @type {() => Found[]} All components of the page, in its order. */
export function findComponents() {
  const roots = [...document.querySelectorAll('[data-component]')]
  return roots.map((root) => ({
    root,
    id: root.id,
    name: root.getAttribute('data-component') ?? '',
    level: levelOf(root),
    state: stateOf(root),
  }))
}

/** @type {(found: readonly Found[]) => Warning[]} */
export function pageWarnings(found) {
  return [...scripts(found), ...duplicates(found), ...unkeyed(found), ...stateless(found)]
}

/** @type {(found: readonly Found[]) => Warning[]} A bundle has another name: then a call shows that it is there. */
function scripts(found) {
  if (found.length === 0) return []
  if (!('htmx' in window)) {
    const advice = 'Without it calls load the page. Add <script src="/_sealwax/htmx.js" defer>.'
    return [{ code: 'NoHtmx', text: 'htmx is not on this page.', advice }]
  }
  const hasTag = [...document.scripts].some(({ src }) => /sealwax(\.min)?\.js(\?|$)/.test(src))
  if (hasTag || found.some(({ root }) => 'calls' in root)) return []
  const advice = 'Add <script src="/_sealwax/sealwax.js" defer> behind htmx, unless you bundle it.'
  return [{ code: 'NoScript', text: 'sealwax.js is not on this page.', advice }]
}

/** @type {(found: readonly Found[]) => Warning[]} */
function duplicates(found) {
  const ids = new Set(found.map(({ id }) => id))
  const twice = [...ids].filter((id) => document.querySelectorAll(`#${CSS.escape(id)}`).length > 1)
  return twice.map((id) => ({
    code: 'DuplicateId',
    text: `The id ${id} is on this page more than once.`,
    advice:
      'Give each component its own key=, or the fragment an idPrefix: answers go to the first.',
  }))
}

/** So many in one place, without keys, are a list. */
const listLength = 3

/** @type {(found: readonly Found[]) => Warning[]} */
function unkeyed(found) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const { id } of found) {
    const [, place] = /^(.*)--\d+$/.exec(id) ?? []
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count >= listLength)
    .map(([place, count]) => ({
      code: 'UnkeyedList',
      text: `${place}--1 to ${place}--${count} have no key.`,
      advice:
        'Give each a key= of its row: by number alone, a row that goes leaves its state to the next.',
    }))
}

/** Ids that one warning names. */
const mostNamed = 3

/** @type {(found: readonly Found[]) => Warning[]} */
function stateless(found) {
  const ids = found.filter(({ state }) => state === undefined).map(({ id }) => id)
  if (ids.length === 0) return []
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''
  return [
    {
      code: 'NoState',
      text: `No sealed state in the page: ${ids.slice(0, mostNamed).join(', ')}${more}.`,
      advice:
        'Put sealed() where HTML lets a form stand: inside the root, in a table row inside a cell.',
    },
  ]
}

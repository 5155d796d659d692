// @ts-check
// What the inspector's panel is made of, and how its tree and outline look.

import { make } from './sealwax-inspector-details.js'

/** @typedef {import('./sealwax-inspector-page.js').Found} Found */

export function createParts() {
  const summary = make('p', { class: 'summary' })
  const pick = make('button', { type: 'button', class: 'pick', 'aria-pressed': 'false' }, 'Pick')
  pick.title = 'Choose a component in the page'
  const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×')
  close.title = 'Close (Esc)'
  const side = make('button', { type: 'button', 'aria-label': 'To the other side' }, '⇄')
  side.title = 'To the other side'
  const tree = make('div', { role: 'tree', class: 'tree', 'aria-label': 'Components of this page' })
  const page = make('div', {
    class: 'page',
    tabindex: '0',
    role: 'region',
    'aria-label': 'Warnings',
  })
  const details = make('div', {
    class: 'details',
    tabindex: '0',
    role: 'region',
    'aria-label': 'Chosen component',
  })
  const title = make('h2', {}, 'Inspector')
  const panel = make(
    'section',
    { class: 'panel', role: 'dialog', 'aria-label': 'Inspector' },
    make('header', {}, make('div', { class: 'title' }, title, summary), pick, side, close),
    page,
    tree,
    details,
  )
  panel.hidden = true
  const outline = make('div', { class: 'outline', 'aria-hidden': 'true' }, make('span', {}))
  outline.hidden = true
  return { panel, tree, details, summary, page, pick, side, close, outline }
}

/** @type {(found: readonly Found[]) => string} */
export function summarize(found) {
  const characters = found.reduce((sum, { state = '' }) => sum + state.length, 0)
  const count = found.length === 1 ? '1 component' : `${found.length} components`
  return `${count}, ${characters.toLocaleString('en')} characters sealed`
}

/** @type {(one: Found, isSelected: boolean, calls: any[]) => HTMLElement} */
export function drawItem({ id, name, level, state }, isSelected, calls) {
  const count = calls.filter(({ root }) => root === id).length
  const item = make(
    'div',
    { role: 'treeitem', 'aria-level': String(level), class: 'item' },
    make('span', { class: 'name' }, name),
    make('span', { class: 'id', title: `#${id}` }, `#${id.split('__').at(-1)}`),
    count > 0 && make('span', { class: 'count' }, count === 1 ? '1 call' : `${count} calls`),
    make('span', { class: 'size' }, state === undefined ? 'no seal' : String(state.length)),
  )
  item.style.setProperty('--level', String(level))
  mark(item, isSelected)
  return item
}

/** @type {(item: Element, isSelected: boolean) => void} */
export function mark(item, isSelected) {
  item.setAttribute('aria-selected', String(isSelected))
  item.setAttribute('tabindex', isSelected ? '0' : '-1')
}

/** @type {(key: string, at: number, length: number) => number} -1 where the key moves nothing. */
export function nextIndex(key, at, length) {
  if (key === 'ArrowDown') return Math.min(at + 1, length - 1)
  if (key === 'ArrowUp') return Math.max(at - 1, 0)
  if (key === 'Home') return 0
  return key === 'End' ? length - 1 : -1
}

/** @type {(outline: HTMLElement, root: any) => void} */
export function placeOutline(outline, root) {
  outline.hidden = !root?.isConnected
  if (outline.hidden) return
  const { top, left, width, height } = root.getBoundingClientRect()
  Object.assign(outline.style, {
    top: `${top}px`,
    left: `${left}px`,
    width: `${width}px`,
    height: `${height}px`,
  })
  const [label] = outline.children
  if (label) label.textContent = root.dataset.component
}

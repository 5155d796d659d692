// @ts-check
// The inspector's panel: the tree of components, outlines in the page, focus and keys. What is shown of one component
// is drawn by sealwax-inspector-details.js.

import { drawDetails, drawWarnings } from './sealwax-inspector-details.js'
import { findComponents, pageWarnings } from './sealwax-inspector-page.js'
import {
  createParts,
  drawItem,
  mark,
  nextIndex,
  placeOutline,
  summarize,
} from './sealwax-inspector-parts.js'

/** @typedef {import('./sealwax-inspector-page.js').Found} Found */
/** @typedef {{ shadow: ShadowRoot, launcher: HTMLElement, calls: any[], url: string, remember: (isOpen: boolean) => void }} Room */

/** What Alt+S opens. */
export class Panel {
  /** @type {Found[]} */
  found = []
  /** @type {Found | undefined} */
  selected
  /** Where the focus was. @type {Element | null} */
  before = null
  isPicking = false
  isDue = false
  /** What was asked for last: an answer to an older question is dropped. */
  asked = 0
  /** What the server said last, and of which state. @type {{ id?: string, state?: string, opened?: any }} */
  last = {}

  /** @param {Room} room */
  constructor(room) {
    this.room = room
    this.parts = createParts()
    this.observer = new MutationObserver(() => this.update())
    room.launcher.after(this.parts.panel, this.parts.outline)
    this.listenInside()
    this.listenOutside()
  }

  /** @param {boolean} isAsked whether somebody asked for it: else focus stays where it is */
  toggle(isAsked) {
    if (this.parts.panel.hidden) this.open(isAsked)
    else this.close()
  }

  /** Draws once more, with the next frame. */
  update() {
    if (this.parts.panel.hidden || this.isDue) return
    this.isDue = true
    requestAnimationFrame(() => {
      this.isDue = false
      this.draw()
    })
  }

  /** @param {boolean} isAsked */
  open(isAsked) {
    const { shadow, launcher, remember } = this.room
    this.before = shadow.activeElement ?? document.activeElement
    this.parts.panel.hidden = false
    launcher.setAttribute('aria-expanded', 'true')
    this.observer.observe(document.documentElement, observed)
    remember(true)
    this.draw()
    if (isAsked) (this.item() ?? this.parts.close).focus()
  }

  close() {
    const { before, parts, room } = this
    this.pick(false)
    this.observer.disconnect()
    parts.panel.hidden = true
    parts.outline.hidden = true
    room.launcher.setAttribute('aria-expanded', 'false')
    room.remember(false)
    const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body
    const next = isThere ? before : room.launcher
    next.focus()
  }

  draw() {
    const { tree, summary, page } = this.parts
    const hadFocus = tree.contains(this.room.shadow.activeElement)
    const old = this.selected
    this.found = findComponents()
    this.selected = this.found.find(({ id }) => id === old?.id) ?? this.found[0]
    const { calls } = this.room
    tree.replaceChildren(...this.found.map((one) => drawItem(one, one === this.selected, calls)))
    tree.hidden = this.found.length === 0
    summary.textContent = summarize(this.found)
    page.replaceChildren(...drawWarnings(pageWarnings(this.found)))
    page.hidden = page.childElementCount === 0
    if (hadFocus) this.item()?.focus()
    this.outline()
    void this.drawSelected()
  }

  /** Asks the server only for a state that it has not opened yet. */
  async drawSelected() {
    const { selected, last, parts, room } = this
    const number = ++this.asked
    const { id, state } = selected ?? {}
    const isKnown = id === last.id && state === last.state
    const opened = isKnown ? last.opened : await openState(room.url, selected)
    if (number !== this.asked) return
    this.last = { id, state, opened }
    parts.details.replaceChildren(...drawDetails(selected, opened, room.calls))
  }

  /** Item of the tree for what is chosen. */
  item() {
    const at = this.selected ? this.found.indexOf(this.selected) : -1
    return /** @type {HTMLElement | undefined} */ (this.parts.tree.children[at])
  }

  /** @param {Found | undefined} one */
  select(one) {
    if (one === undefined) return
    this.selected = one
    const items = [...this.parts.tree.children]
    for (const [at, item] of items.entries()) mark(item, this.found[at] === one)
    one.root.scrollIntoView({ block: 'nearest' })
    this.outline()
    void this.drawSelected()
  }

  /** @param {Element} [root] */
  outline(root = this.selected?.root) {
    placeOutline(this.parts.outline, root)
  }

  /** @param {boolean} isPicking */
  pick(isPicking) {
    this.isPicking = isPicking
    this.parts.pick.setAttribute('aria-pressed', String(isPicking))
    document.documentElement.style.cursor = isPicking ? 'crosshair' : ''
    this.outline()
  }

  listenInside() {
    const { tree, panel, pick, side, close } = this.parts
    side.addEventListener('click', () => panel.classList.toggle('left'))
    tree.addEventListener('keydown', (event) => this.move(event))
    tree.addEventListener('click', (event) => this.select(this.itemAt(event)))
    tree.addEventListener('pointerover', (event) => this.outline(this.itemAt(event)?.root))
    tree.addEventListener('pointerleave', () => this.outline())
    pick.addEventListener('click', () => this.pick(!this.isPicking))
    close.addEventListener('click', () => this.close())
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.leave(event)
    })
  }

  listenOutside() {
    const redraw = () => this.parts.panel.hidden || this.outline()
    addEventListener('scroll', redraw, { capture: true, passive: true })
    addEventListener('resize', redraw)
    addEventListener(
      'pointerover',
      (event) => this.isPicking && this.outline(this.foundAt(event)?.root),
      true,
    )
    addEventListener('click', (event) => this.isPicking && this.pickAt(event), true)
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const at = this.selected ? this.found.indexOf(this.selected) : 0
    const one = this.found[nextIndex(event.key, at, this.found.length)]
    if (one === undefined) return
    event.preventDefault()
    this.select(one)
    this.item()?.focus()
  }

  /** @param {Event} event */
  leave(event) {
    event.stopPropagation()
    if (this.isPicking) this.pick(false)
    else this.close()
  }

  /** The click is for us, not for the page. @param {Event} event */
  pickAt(event) {
    if (event.target === this.room.shadow.host) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.select(this.foundAt(event))
    this.pick(false)
    this.item()?.focus()
  }

  /** @param {Event} event */
  foundAt({ target }) {
    const root = /** @type {Element} */ (target).closest?.('[data-component]')
    return this.found.find((one) => one.root === root)
  }

  /** @param {Event} event */
  itemAt({ target }) {
    const item = /** @type {Element} */ (target).closest('[role=treeitem]')
    return item ? this.found[[...this.parts.tree.children].indexOf(item)] : undefined
  }
}

/** Changes of the page that the panel shows. */
const observed = {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ['id', 'value', 'data-public', 'data-component'],
}

/** @type {(url: string, one: Found | undefined) => Promise<any>} What the server finds in a state. */
async function openState(url, one) {
  if (one?.state === undefined) return undefined
  try {
    const body = new URLSearchParams({ component: one.name, state: one.state })
    const answer = await fetch(url, { method: 'POST', body })
    return await answer.json()
  } catch {
    return { error: { code: 'Network', message: 'The server did not answer.' } }
  }
}

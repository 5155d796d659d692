// @ts-check
// What sealwax.js does when a call was not answered by a drawn component: a component whose data is gone leaves
// the page; one whose state no longer opens, or that came back from the back/forward cache, is drawn anew from
// the page. A module, so that it can be loaded on demand; it works with what sealwax.js hands it as tools.

/** @typedef {{ api: any, stateOf: (id: string, place?: any) => any, fire: (root: any, name: string, more?: object & { on?: Element }) => boolean, keeps?: (element: any) => boolean }} Tools */

/** @type {(tools: Tools, call: any, answer: { status: number, text: string }) => Promise<void> | void} */
export function fail(tools, { root, at }, { status, text }) {
  /** @type {{ code: unknown, message: unknown }} */
  const error = { code: 'Unknown', message: '' }
  try {
    Object.assign(error, JSON.parse(text).error)
  } catch {}
  const isState = String(error.code).startsWith('State')
  const name = status === 410 ? 'stale' : isState ? 'expired' : 'error'
  // What is queued was meant for what could be seen.
  if (name !== 'error') root.calls.clear()
  if (!tools.fire(root, name, { error })) return undefined
  if (name === 'stale') remove(tools, root)
  return name === 'expired' ? refetch(tools, root, { at, error }) : undefined
}

/** @type {(tools: Tools, ids: string[]) => void} Has components draw themselves again, each in its turn. */
export function refresh({ stateOf }, ids) {
  for (const id of ids) {
    const root = document.getElementById(id)
    // Fields of the form may have the names of its properties.
    const url = stateOf(id)?.form.getAttribute('action')
    if (root && url) window['htmx'].ajax('POST', url, { source: root, root, values: {} })
  }
}

/** @type {(tools: Tools, at: number) => void} Draws all components of a page that came back as it was. */
export function restore(tools, at) {
  for (const root of document.querySelectorAll('[data-component]'))
    void refetch(tools, root, { at })
}

/** @type {(tools: Tools, root: any) => void} Takes a component out of the page, and the focus to a neighbour. */
export function remove(tools, root) {
  const { parentElement: on, nextElementSibling: next, previousElementSibling: previous } = root
  if (!on) return
  const hadFocus = root.matches(':focus-within')
  swap(tools, root, { style: 'delete' })
  if (hadFocus && ![next, previous, on.closest('[data-component]')].some(focusIn)) {
    on.tabIndex = -1
    on.focus()
  }
  tools.fire(root, 'removed', { on })
}

/** @type {(tools: Tools, target: any, how: { style: string, content?: Node[] }) => void} */
function swap({ api }, target, { style, content = [] }) {
  const fragment = new DocumentFragment()
  fragment.append(...content)
  api.insertContent({ target, swapSpec: { style }, fragment })
}

/** @type {(place?: any) => boolean} Whether something in there took the focus. */
function focusIn(place) {
  return [...(place?.querySelectorAll('*') ?? [])].some((element) => {
    element.focus()
    return element === document.activeElement
  })
}

/** @type {Promise<Document | false>} */
let page
let pageAt = -1

/** @type {() => Promise<Document | false>} The page as it is now; `false` if it can't be had. */
async function fetchPage() {
  try {
    // A browser has requests for one address wait for each other, in case the first fills its cache.
    const answer = await fetch(location.href, { cache: 'no-store' })
    if (!answer.ok || answer.redirected) return false
    return new DOMParser().parseFromString(await answer.text(), 'text/html')
  } catch {
    return false
  }
}

/** @type {(tools: Tools, root: any, why: { at: number, error?: object }) => Promise<void>} */
async function refetch(tools, root, { at, error }) {
  // One fetch serves all calls that were made before it. No cache stores a page with sealed states.
  if (pageAt < at) {
    pageAt = performance.now()
    page = fetchPage()
  }
  const fresh = await page
  const next = root.isConnected && fresh && fresh.getElementById(root.id)
  if (next) {
    redraw(tools, root, fresh)
    tools.fire(root, 'updated')
  } else if (error) tools.fire(root, 'error', { error })
}

/** @type {(tools: Tools, root: any, fresh: Document) => void} Keeps what was typed. */
function redraw(tools, root, fresh) {
  const typed = [...root.querySelectorAll('[id]')].filter(isTyped)
  if (typed.every(({ id }) => fresh.getElementById(id))) {
    // What parents have given meanwhile was for states that are replaced now.
    for (const one of [root, ...root.querySelectorAll('[data-digest]')])
      if (!isUnchanged(one, root, fresh)) one.args = 0
    tools.keeps = (element) => isTyped(element) || isUnchanged(element, root, fresh)
    const next = /** @type {Node} */ (fresh.getElementById(root.id))
    swap(tools, root, { style: 'outerMorph', content: [next.cloneNode(true)] })
    tools.keeps = undefined
    return
  }
  // The fresh component has no place for what was typed: its state has to do.
  root.args = 0
  tools.stateOf(root.id).value = tools.stateOf(root.id, fresh).value
  for (const once of root.querySelectorAll('[name=_once]')) once.remove()
}

/** @type {(element: any) => boolean} */
function isTyped(element) {
  if (!element.matches('input,select,textarea')) return false
  return element.options
    ? [...element.options].some((option) => option.selected !== option.defaultSelected)
    : element.value !== element.defaultValue || element.checked !== element.defaultChecked
}

/** @type {(element: any, root: any, fresh: Document) => boolean} A child that goes on as it is. */
function isUnchanged({ id, dataset }, root, fresh) {
  const { digest } = dataset ?? {}
  return (
    digest !== undefined && id !== root.id && fresh.getElementById(id)?.dataset['digest'] === digest
  )
}

// @ts-check
// What sealwax.js does when a call was not answered by a drawn component: a component whose data is gone leaves
// the page; one whose state no longer opens, or that came back from the back/forward cache, is drawn anew from
// the page. A module, so that it can be loaded on demand; it works with what sealwax.js hands it as tools.

const { htmx } = /** @type {any} */ (window)

/** @typedef {{ api: any, stateOf: (id: string, place?: any) => any, fire: (root: any, name: string, more?: object) => boolean }} Tools */

/** @type {(tools: Tools, call: any) => Promise<void>} Does what an answer asks for that is no drawn component. */
export async function settle(tools, call) {
  if (!call.response.headers.has('X-Component')) return fail(tools, call)
  // Its method removed it. What else came along is swapped in; no root: sealwax.js has no part in that.
  const swapped = htmx.swap({ ...call, root: undefined, swap: 'none transition:false' })
  remove(tools, call.root)
  return swapped
}

/** @type {(tools: Tools, call: any) => Promise<void> | void} */
function fail(tools, { root, page, text, response: { status } }) {
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
  return name === 'expired'
    ? refetch(tools, root, { page: page ?? sharedPage(), error })
    : undefined
}

/** @type {(tools: Tools, ids?: string[]) => void} Has components draw themselves again, each in its turn; without ids the page. */
export function refresh(tools, ids) {
  if (!ids) return restore(tools)
  for (const id of ids) {
    const source = tools.stateOf(id)
    // Fields of the form may have the names of its properties.
    const url = source?.form.getAttribute('action')
    if (url) htmx.ajax('POST', url, { source })
  }
}

/** @type {(tools: Tools) => void} Draws all components of a page that came back as it was. */
export function restore(tools) {
  const page = sharedPage()
  for (const root of document.querySelectorAll('[data-component]'))
    void refetch(tools, root, { page })
}

/** @type {(tools: Tools, root: any) => void} Takes a component out of the page, and the focus to a neighbour. */
function remove(tools, root) {
  if (!root.isConnected) return
  const { id, dataset, parentElement: on, nextElementSibling: next } = root
  const { previousElementSibling: previous } = root
  const hadFocus = root.matches(':focus-within')
  swap(tools, root, { style: 'delete' })
  if (hadFocus && ![next, previous, on.closest('[data-component]')].some(focusIn)) {
    on.tabIndex = -1
    on.focus()
  }
  htmx.trigger(on, 'sealwax:component-removed', { id, component: dataset.component })
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

/** @type {any} */
let policy

/** @type {(html: string) => any} Under Trusted Types a page of the site itself is HTML; an app's default policy will do, too. */
function trust(html) {
  try {
    policy ??= /** @type {any} */ (window).trustedTypes?.createPolicy('sealwax-recovery', {
      createHTML: String,
    })
  } catch {}
  return policy?.createHTML(html) ?? html
}

/** @type {() => Promise<Document | false>} The page as it is now; `false` if it can't be had. */
async function fetchPage() {
  try {
    // A browser has requests for one address wait for each other, in case the first fills its cache.
    const answer = await fetch(location.href, { cache: 'no-store' })
    if (!answer.ok || answer.redirected) return false
    return new DOMParser().parseFromString(trust(await answer.text()), 'text/html')
  } catch {
    return false
  }
}

/** @type {() => Promise<Document | false>} One page for all calls that were made by now. No cache stores a page with sealed states. */
function sharedPage() {
  const page = fetchPage()
  for (const { calls } of /** @type {any} */ (document.querySelectorAll('[data-component]')))
    for (const call of calls ?? []) call.page = page
  return page
}

/** @type {(tools: Tools, root: any, how: { page: Promise<Document | false>, error?: object }) => Promise<void>} */
async function refetch(tools, root, { page, error }) {
  const fresh = await page
  const next = root.isConnected && fresh && fresh.getElementById(root.id)
  if (next) {
    redraw(tools, root, fresh)
    tools.fire(root, 'updated')
  } else if (error) tools.fire(root, 'error', { error })
}

/** @type {(tools: Tools, root: any, fresh: Document) => void} Keeps what was typed, and unchanged children. */
function redraw(tools, root, fresh) {
  const typed = [...root.querySelectorAll('input,select,textarea')].filter(isTyped)
  const children = [...root.querySelectorAll('[data-digest]')]
  const next = /** @type {any} */ (fresh.getElementById(root.id))
  if (typed.every(({ id }) => !id || fresh.getElementById(id))) {
    const unchanged = children.filter(
      ({ id, dataset }) => fresh.getElementById(id)?.dataset['digest'] === dataset.digest,
    )
    // What parents have given meanwhile was for states that are replaced now.
    for (const one of [root, ...children]) if (!unchanged.includes(one)) one.args = 0
    morphAround([...typed, ...unchanged], () =>
      swap(tools, root, { style: 'outerMorph', content: [next.cloneNode(true)] }),
    )
    return
  }
  // The fresh component has no place for what was typed: its state has to do.
  root.args = 0
  tools.stateOf(root.id).value = tools.stateOf(root.id, fresh).value
  for (const once of root.querySelectorAll('[name=_once]')) once.remove()
}

/** @type {(elements: any[], morph: () => void) => void} Elements stay as they are. An app may have its own setting. */
function morphAround(elements, morph) {
  const { morphSkip } = htmx.config
  htmx.config.morphSkip = [morphSkip, '[data-kept]'].filter(Boolean).join()
  for (const { dataset } of elements) dataset.kept = ''
  morph()
  for (const { dataset } of elements) delete dataset.kept
  htmx.config.morphSkip = morphSkip
}

/** @type {(element: any) => boolean} */
function isTyped(element) {
  return element.options
    ? [...element.options].some((option) => option.selected !== option.defaultSelected)
    : element.value !== element.defaultValue || element.checked !== element.defaultChecked
}

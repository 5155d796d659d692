// @ts-check
// What sealwax.js does when a call was not answered by a drawn component: a component whose data is gone leaves
// the page; one whose state no longer opens, or that came back from the back/forward cache, is drawn anew from
// the page. A module, so that it can be loaded on demand; it works with the `api` that htmx gives to extensions.

const { htmx } = /** @type {any} */ (window)

/** @type {(id: string, place?: any) => any} Nothing for an element that only looks like a component. */
const stateOf = (id, place = document) => place.getElementById(id + '__f')?.elements._state

/** @type {(root: any, name: string, more?: object) => boolean} */
const fire = (root, name, more) =>
  root.isConnected &&
  htmx.trigger(root, 'sealwax:component-' + name, {
    id: root.id,
    component: root.dataset.component,
    ...more,
  })

/** @type {(api: any, call: any) => Promise<void>} Does what an answer asks for that is no drawn component. */
export async function settle(api, call) {
  if (!call.response.headers.has('X-Component')) return fail(api, call)
  // Its method removed it. What else came along is swapped in; no root: sealwax.js has no part in that.
  const swapped = htmx.swap({ ...call, root: undefined, swap: 'none transition:false' })
  remove(api, call.root)
  return swapped
}

/** @type {(api: any, call: any) => Promise<void> | void} */
function fail(api, { root, page, text, response: { status } }) {
  /** @type {{ code: unknown, message: unknown }} */
  const error = { code: 'Unknown', message: '' }
  try {
    Object.assign(error, JSON.parse(text).error)
  } catch {}
  const isState = String(error.code).startsWith('State')
  const name = status === 410 ? 'stale' : isState ? 'expired' : 'error'
  // What is queued was meant for what could be seen.
  if (name !== 'error') root.calls.clear()
  if (!fire(root, name, { error })) return undefined
  if (name === 'stale') remove(api, root)
  return name === 'expired' ? refetch(api, root, { page: page ?? sharedPage(), error }) : undefined
}

/** @type {(api: any, ids?: string[]) => void} Has components draw themselves again, each in its turn; without ids the page. */
export function refresh(api, ids) {
  if (!ids) return restore(api)
  for (const id of ids) {
    const source = stateOf(id)
    // Fields of the form may have the names of its properties.
    const url = source?.form.getAttribute('action')
    if (url) htmx.ajax('POST', url, { source })
  }
}

/** @type {(api: any) => void} Draws all components of a page that came back as it was. */
export function restore(api) {
  const page = sharedPage()
  for (const root of document.querySelectorAll('[data-component]'))
    void refetch(api, root, { page })
}

/** @type {(api: any, root: any) => void} Takes a component out of the page, and the focus to a neighbour. */
function remove(api, root) {
  if (!root.isConnected) return
  const { id, dataset, parentElement: on, nextElementSibling: next } = root
  const { previousElementSibling: previous } = root
  const hadFocus = root.matches(':focus-within')
  swap(api, root, { style: 'delete' })
  if (hadFocus && ![next, previous, on.closest('[data-component]')].some(focusIn)) {
    on.tabIndex = -1
    on.focus()
  }
  htmx.trigger(on, 'sealwax:component-removed', { id, component: dataset.component })
}

/** @type {(api: any, target: any, how: { style: string, content?: Node[] }) => void} */
function swap(api, target, { style, content = [] }) {
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

/** @type {(api: any, root: any, how: { page: Promise<Document | false>, error?: object }) => Promise<void>} */
async function refetch(api, root, { page, error }) {
  const fresh = await page
  const next = root.isConnected && fresh && fresh.getElementById(root.id)
  if (next) {
    redraw(api, root, fresh)
    fire(root, 'updated')
  } else if (error) fire(root, 'error', { error })
}

/** @type {(api: any, root: any, fresh: Document) => void} Keeps what was typed, and unchanged children. */
function redraw(api, root, fresh) {
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
      swap(api, root, { style: 'outerMorph', content: [next.cloneNode(true)] }),
    )
    return
  }
  // The fresh component has no place for what was typed: its state has to do.
  root.args = 0
  stateOf(root.id).value = stateOf(root.id, fresh).value
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

// @ts-check
// Sealwax for htmx 4: newest state at send time, gone components removed, expired ones fetched anew.
;(() => {
  /** @type {any} */
  const htmx = /** @type {any} */ (window).htmx
  /** @type {any} */
  let api

  /** @type {(id: string) => any} */
  const byId = (id) => document.getElementById(id)
  /** @type {(root: any) => any} */
  const stateOf = (root) => root.querySelector(':scope [name=_state]')
  /** @type {(root: any) => any[]} */
  const statesOf = (root) =>
    [...root.querySelectorAll('[name=_state]')].filter(
      (s) => s.closest('[data-component]') === root,
    )

  /** @type {(root: any, name: string, more?: object) => boolean} */
  const fire = (root, name, more) =>
    root.dispatchEvent(
      new CustomEvent('sealwax:component-' + name, {
        bubbles: true,
        cancelable: true,
        detail: { id: root.id, component: root.dataset.component, ...more },
      }),
    )

  /** @type {(text: string) => { code: string, message: string }} */
  const readError = (text) => {
    try {
      return JSON.parse(text).error
    } catch {
      return { code: 'Unknown', message: '' }
    }
  }

  const focusable = 'a[href],button,input:not([type=hidden]),select,textarea,[tabindex]'

  /** @type {(root: any) => void} */
  const remove = (root) => {
    const {
      parentElement: parent,
      nextElementSibling: next,
      previousElementSibling: previous,
    } = root
    const hadFocus = root.contains(document.activeElement)
    const detail = { id: root.id, component: root.dataset.component }
    root.remove()
    if (hadFocus) {
      const near = [next, previous, parent.closest('[data-component]'), parent]
      const place = near
        .map((e) => e && [...e.querySelectorAll(focusable)].find((f) => f.checkVisibility()))
        .find(Boolean)
      if (!place) parent.tabIndex = -1
      ;(place || parent).focus()
    }
    parent.dispatchEvent(new CustomEvent('sealwax:component-removed', { bubbles: true, detail }))
  }

  /** @type {Promise<[Document, boolean]> | undefined} */
  let page
  /** One fetch for all components that fail at the same time. */
  const fetchPage = () => {
    page ||= fetch(location.href, { cache: 'no-store' })
      .then(
        async (r) =>
          /** @type {[Document, boolean]} */ ([
            new DOMParser().parseFromString(await r.text(), 'text/html'),
            r.ok && !r.redirected,
          ]),
      )
      .finally(() => {
        page = undefined
      })
    return page
  }

  /** @type {(root: any, error: object) => Promise<void>} */
  const refetch = async (root, error) => {
    const [fresh, whole] = await fetchPage().catch(() => /** @type {any} */ ([document, false]))
    const next = whole && fresh.getElementById(root.id)
    if (!next || !root.isConnected) {
      if (root.isConnected) fire(root, 'error', { error })
      return
    }
    const typed = [...root.querySelectorAll('input,textarea,select')]
      .filter((f) => f.name && f.name[0] !== '_' && f.type !== 'hidden')
      .filter(
        (f) =>
          ('checked' in f && f.checked !== f.defaultChecked) ||
          (f.selectedOptions ? true : f.value !== f.defaultValue),
      )
      .map((f) => [f.id, f.value, f.checked])
    // What was typed has no place in the fresh component: keep the element, give it the fresh state.
    if (typed.some(([id]) => id && !fresh.getElementById(id))) {
      for (const state of statesOf(root)) state.value = stateOf(next).value
    } else {
      const fragment = document.createDocumentFragment()
      fragment.append(next)
      api.morph(root, fragment, false)
      for (const [id, value, checked] of typed) {
        const field = id && byId(id)
        if (field) Object.assign(field, 'checked' in field ? { checked } : { value })
      }
      htmx.process(byId(root.id))
    }
    fire(byId(root.id), 'updated')
  }

  htmx.registerExtension('sealwax', {
    init: (/** @type {any} */ internals) => {
      api = internals
    },

    htmx_config_request: (/** @type {any} */ elt, /** @type {any} */ { ctx }) => {
      const form = elt.form || elt.closest('form')
      const root = form?.elements._state && form.closest('[data-component]')
      if (root) ctx.sealwax = { id: root.id, at: performance.now() }
    },

    htmx_before_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      if (!ctx.sealwax) return
      const root = byId(ctx.sealwax.id)
      // Gone, or a removal was vetoed after this was queued.
      if (!root || root.sealwaxKept > ctx.sealwax.at) return false
      ctx.request.body.set('_state', stateOf(root).value)
      root.setAttribute('aria-busy', 'true')
    },

    htmx_after_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const root = ctx.sealwax && byId(ctx.sealwax.id)
      if (!root) return
      const { status, headers } = ctx.response
      if (headers.get('X-Component')) {
        ctx.sealwax.drawn = true
        if (ctx.hx.reswap !== 'delete') return
        remove(root)
        return false
      }
      if (status < 400) return
      const error = readError(ctx.text)
      if (status === 410) {
        if (fire(root, 'stale', { error })) remove(root)
        else root.sealwaxKept = performance.now()
      } else if (/^State/.test(error.code)) {
        // htmx waits for this promise before it sends what is queued.
        if (fire(root, 'expired', { error })) ctx.extensionPromise = refetch(root, error)
      } else fire(root, 'error', { error })
      return false
    },

    htmx_before_swap: (/** @type {any} */ _, /** @type {any} */ { ctx, tasks }) => {
      // An app may have told htmx to swap no errors; this one is a component with messages.
      if (ctx.sealwax?.drawn)
        for (const task of tasks)
          if (task.type === 'main') task.swapSpec.style = ctx.hx.reswap || 'outerMorph'
    },

    htmx_error: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const root = ctx?.sealwax && byId(ctx.sealwax.id)
      if (root) fire(root, 'error', { error: { code: 'Network', message: '' } })
    },

    htmx_finally_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const root = ctx.sealwax && byId(ctx.sealwax.id)
      if (!root) return
      root.removeAttribute('aria-busy')
      if (ctx.sealwax.drawn)
        fire(root, 'updated', {
          value: JSON.parse(ctx.response.headers.get('X-Component-Value') || 'null'),
        })
    },
  })

  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    for (const root of document.querySelectorAll('[data-component]'))
      void refetch(root, { code: 'StateExpired' })
  })
})()

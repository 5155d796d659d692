// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// Sealwax for htmx 4. A call carries the newest state of its component; only an answer that was drawn for a
// component is swapped in; a component whose data is gone leaves the page; one whose state no longer opens
// is drawn anew from the page. A root is an element with `data-component`; its `calls` wait or are under way.
{
  const { htmx } = /** @type {any} */ (window)
  /** @type {any} What htmx lends to extensions. */
  let api

  /** @type {(id: string, page?: Document) => HTMLInputElement} */
  const stateOf = (id, { forms } = document) =>
    /** @type {any} */ (forms.namedItem(id + '__f')).elements._state

  /** @type {(root: any, name: string, more?: object & { on?: Element }) => boolean} */
  const fire = (root, name, { on = root, ...more } = {}) =>
    on.dispatchEvent(
      new CustomEvent('sealwax:component-' + name, {
        bubbles: true,
        cancelable: true,
        detail: { id: root.id, component: root.dataset.component, ...more },
      }),
    )

  /** @type {(target: any, style: string, ...content: Node[]) => void} */
  const swap = (target, style, ...content) => {
    const fragment = new DocumentFragment()
    fragment.append(...content)
    api.insertContent({ target, swapSpec: { style }, fragment })
  }

  /** @type {(place?: any) => boolean} Whether something in there took the focus. */
  const focusIn = (place) =>
    place &&
    [...place.querySelectorAll('*')].some((element) => {
      element.focus()
      return element === document.activeElement
    })

  /** @type {(root: any) => void} */
  const remove = (root) => {
    const { parentElement: on, nextElementSibling: next, previousElementSibling: previous } = root
    if (!on) return
    const hadFocus = root.contains(document.activeElement)
    swap(root, 'delete')
    if (hadFocus && ![next, previous, on.closest('[data-component]')].some(focusIn)) {
      on.tabIndex = -1
      on.focus()
    }
    fire(root, 'removed', { on })
  }

  /** @type {(element: any) => boolean} */
  const isTyped = (element) =>
    element.matches('input,select,textarea') &&
    (element.options
      ? [...element.options].some((option) => option.selected !== option.defaultSelected)
      : element.value !== element.defaultValue || element.checked !== element.defaultChecked)

  let keepTyped = false
  /** @type {Promise<Document | false>} */
  let page
  let pageAt = -1

  /** @type {(root: any, at: number, error?: object) => Promise<void>} */
  const refetch = async (root, at, error) => {
    // One fetch serves all calls that were made before it. No cache stores a page with sealed states.
    if (pageAt < at) {
      pageAt = performance.now()
      page = fetch(location.href)
        .then(
          async (answer) =>
            answer.ok &&
            !answer.redirected &&
            new DOMParser().parseFromString(await answer.text(), 'text/html'),
        )
        .catch(() => false)
    }
    const fresh = await page
    const next = root.isConnected && fresh && fresh.getElementById(root.id)
    if (next) {
      const places = [...root.querySelectorAll('[id]')].filter(isTyped)
      keepTyped = true
      if (places.every(({ id }) => fresh.getElementById(id)))
        swap(root, 'outerMorph', next.cloneNode(true))
      // The fresh component has no place for what was typed: its state has to do.
      else stateOf(root.id).value = stateOf(root.id, fresh).value
      keepTyped = false
      fire(root, 'updated')
    } else if (error) fire(root, 'error', { error })
  }

  htmx.registerExtension('sealwax', {
    init: (/** @type {any} */ internals) => {
      api = internals
      addEventListener('pageshow', (event) => {
        if (event.persisted)
          for (const root of document.querySelectorAll('[data-component]'))
            void refetch(root, event.timeStamp)
      })
    },

    htmx_config_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const { form } = ctx.request
      const root = form?.elements._state?.closest('[data-component]')
      if (!root) return
      ctx.sealwax = { root, at: performance.now() }
      root.calls ||= new Set()
      root.calls.add(ctx)
    },

    // A call leaves the queue. Its body is as old as the click.
    htmx_before_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      if (!ctx.sealwax) return true
      const { root } = ctx.sealwax
      if (!root.isConnected || !root.calls.has(ctx)) return false
      ctx.request.body?.set('_state', stateOf(root.id).value)
      root.ariaBusy = true
      return true
    },

    htmx_after_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const { sealwax: call, response } = ctx
      if (!call) return
      call.drawn = response.headers.has('X-Component')
      if (call.drawn || response.status === 204) return
      const error = { code: 'Unknown', message: '' }
      try {
        Object.assign(error, JSON.parse(ctx.text).error)
      } catch {}
      const name =
        response.status === 410 ? 'stale' : error.code.startsWith?.('State') ? 'expired' : 'error'
      ctx.text = ctx.hx.retarget = ''
      // What is queued was meant for what could be seen.
      if (name !== 'error') call.root.calls.clear()
      if (!fire(call.root, name, { error })) return
      if (name === 'stale') remove(call.root)
      // htmx waits for this promise before the next call.
      if (name === 'expired') ctx.extensionPromise = refetch(call.root, call.at, error)
    },

    htmx_before_swap: (/** @type {any} */ _, /** @type {any} */ { ctx, tasks }) => {
      const { sealwax: call, hx } = ctx
      if (!call?.drawn) return !call
      // An app may have told htmx to swap no errors: this one is a component with messages.
      for (const { type, swapSpec } of tasks)
        if (type === 'main' && !hx.reswap) swapSpec.style = 'outerMorph'
      // An accepted form shows what the server says, unless somebody has typed on.
      call.accepted =
        ctx.response.status === 200 &&
        ctx.request.form === ctx.sourceElement &&
        [...new FormData(ctx.request.form)].every(([name, value]) =>
          ctx.request.body.getAll(name).includes(value),
        )
      if (hx.reswap === 'delete') remove(call.root)
      return true
    },

    htmx_before_morph_node: (/** @type {any} */ element) => !keepTyped || !isTyped(element),

    htmx_error: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      if (ctx?.sealwax) fire(ctx.sealwax.root, 'error', { error: { code: 'Network', message: '' } })
    },

    htmx_finally_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      if (!ctx.sealwax) return
      const { root, drawn, accepted } = ctx.sealwax
      root.ariaBusy = null
      root.calls.delete(ctx)
      // A control that was redrawn away has lost its way to the queue.
      for (const call of root.calls) if (!call.sourceElement.isConnected) call.sourceElement = root
      if (accepted) ctx.request.form.reset()
      if (drawn)
        fire(root, 'updated', { value: JSON.parse(ctx.response.headers.get('X-Component-Value')) })
    },
  })
}

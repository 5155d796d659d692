// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// Sealwax for htmx 4. A call carries the newest state of its component; only an answer that was drawn for a
// component is swapped in; a child that lives in a component stays when its parent is drawn again. What else
// may happen, such as data that is gone or a state that has expired, is in sealwax-recovery.js, which lies
// beside this file and is loaded when it is needed first; the tag of a script from another site needs `crossorigin`.
// A root is an element with `data-component`; its `calls` wait or are under way. Each is the `ctx` of htmx.
{
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

  /** @type {(form: any) => string} What stands in a form. Its state is no concern of the user. */
  const typedIn = (form) => {
    const data = new FormData(form)
    data.delete('_state')
    return JSON.stringify([...data])
  }

  /** @type {any} What htmx has for extensions. */
  let api

  /** @type {(step: 'refresh' | 'restore' | 'settle', what?: any) => any} */
  const recover = (step, what) =>
    import('./sealwax-recovery.js').then((steps) => steps[step](api, what))

  /** @type {(root: any) => void} */
  const lost = (root) => fire(root, 'error', { error: { code: 'Network', message: '' } })

  /** @type {(run: (root: any, ctx: any, tasks: any) => any) => (_: any, detail: any) => any} */
  const onCall =
    (run) =>
    (_, { ctx, tasks }) =>
      ctx?.root && run(ctx.root, ctx, tasks)

  htmx.registerExtension('sealwax', {
    init: (/** @type {any} */ given) => {
      api = given
      // htmx would focus it once more with the next answer, whatever the user is at by then.
      addEventListener('focusin', (/** @type {any} */ { target }) => (target.autofocus = false))
      addEventListener('pageshow', ({ persisted }) => persisted && recover('restore'))
      addEventListener('sealwax:refresh', (/** @type {any} */ { detail }) =>
        recover('refresh', detail.ids),
      )
    },

    htmx_config_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const { form } = ctx.request
      const root = (ctx.root = form?.elements._state?.closest('[data-component]'))
      if (root) {
        ctx.data = typedIn(form)
        root.calls ||= new Set()
        root.calls.add(ctx)
        // What a component hands down is for its calls: a boosted link in it leads to another page.
      } else if (ctx.sourceElement._htmx?.boosted && ctx.target?.dataset.component)
        ctx.target = document.body
    },

    // A call leaves the queue. Its body is as old as the click.
    htmx_before_request: onCall((root, ctx) => {
      const { body } = ctx.request
      if (!root.isConnected || !root.calls.has(ctx)) return false
      body.set('_state', stateOf(root.id).value)
      ctx.args = root.args
      if (ctx.args) body.set('_args', ctx.args)
      // The states of the first children go along, of all others just what tells whether they changed.
      let room = 4096
      const live = []
      for (const { id, dataset } of root.querySelectorAll('* [data-digest]')) {
        const value = stateOf(id)?.value
        live.push((room -= value?.length) > 0 ? [id, dataset.digest, value] : [id, dataset.digest])
      }
      ctx.live = JSON.stringify(live)
      if (live[0]) body.set('_live', ctx.live)
      return (root.ariaBusy = true)
    }),

    htmx_after_request: onCall((root, ctx) => {
      ctx.updated = ctx.response.headers.has('X-Component') && ctx.hx.reswap !== 'delete'
      // The root is where it was, or it has left: htmx need not look for it.
      ctx.hx.retarget = ''
      // htmx waits for this promise before the next call.
      if (!ctx.updated && ctx.response.status !== 204)
        ctx.extensionPromise = recover('settle', ctx).catch(() => lost(root))
    }),

    htmx_before_swap: onCall((root, ctx, [{ swapSpec, fragment }]) => {
      const { form } = ctx.request
      if (ctx.updated) {
        // Whatever attributes and settings say: an app may have told htmx to swap no errors, such as refused input.
        swapSpec.style = 'outerMorph'
        // A child that moved on meanwhile stays, and asks for itself with what its parent gives it now.
        for (const { id, dataset } of fragment.querySelectorAll('* [data-digest]')) {
          const child = stateOf(id)?.closest('[data-component]')
          if (child)
            if (child.calls?.size || !ctx.live.includes(stateOf(id).value))
              dataset.keep = stateOf(id, fragment)?.value
            else child.args = 0
        }
        if (root.args === ctx.args) root.args = 0
        // What was sent shows what the server says, unless somebody has typed on.
        if (ctx.data === typedIn(form)) {
          if (ctx.response.status === 200 && form === ctx.sourceElement) form.reset()
          // The state form has the controls that stand outside of any other. An option has the form of its list.
          for (const one of root.querySelectorAll('*'))
            if (form.hidden && one.form === form) {
              one.checked = one.defaultChecked
              one.selected = one.defaultSelected
            }
        }
      }
      return ctx.updated
    }),

    htmx_before_morph_node: (/** @type {any} */ element, /** @type {any} */ { newNode }) => {
      const keep = newNode.dataset?.keep
      if (keep) {
        element.args = keep
        void recover('refresh', [element.id])
      }
      // A browser goes by the attribute only until the user chose.
      if (element.defaultChecked !== newNode.defaultChecked) element.checked = newNode.checked
      if (element.defaultSelected !== newNode.defaultSelected) element.selected = newNode.selected
      return keep == null
    },

    htmx_error: onCall(lost),

    htmx_finally_request: onCall((root, ctx) => {
      root.ariaBusy = null
      root.calls.delete(ctx)
      // A control that was redrawn away has lost its way to the queue.
      for (const call of root.calls) if (!call.sourceElement.isConnected) call.sourceElement = root
      // What stands for a child that left meanwhile.
      for (const rest of root.querySelectorAll('[data-keep]')) rest.remove()
      if (ctx.updated)
        fire(root, 'updated', { value: JSON.parse(ctx.response.headers.get('X-Component-Value')) })
    }),
  })
}

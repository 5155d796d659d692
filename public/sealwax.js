// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// Sealwax for htmx 4. A call carries the newest state of its component; only an answer that was drawn for a
// component is swapped in; a child that lives in a component stays when its parent is drawn again. What else
// may happen, such as data that is gone or a state that has expired, is in sealwax-recovery.js, which lies
// beside this file and is loaded when it is needed first.
// A root is an element with `data-component`; its `calls` wait or are under way.
{
  const { htmx } = /** @type {any} */ (window)
  const { currentScript: script } = document
  // An image with this name would stand in for it, and have recovery come from where it likes.
  const src = script instanceof HTMLScriptElement ? script.src : ''

  /** @type {(id: string, place?: any) => any} Nothing for an element that only looks like a component. */
  const stateOf = (id, place = document) => place.getElementById(id + '__f')?.elements._state

  /** @type {(root: any, name: string, more?: object & { on?: Element }) => boolean} */
  const fire = (root, name, { on = root, ...more } = {}) =>
    on.dispatchEvent(
      new CustomEvent('sealwax:component-' + name, {
        bubbles: true,
        cancelable: true,
        detail: { id: root.id, component: root.dataset.component, ...more },
      }),
    )

  /** @type {(form: any) => string} What stands in a form. Its state is no concern of the user. */
  const typedIn = (form) => {
    const data = new FormData(form || undefined)
    data.delete('_state')
    return String(new URLSearchParams(/** @type {any} */ (data)))
  }

  /** @type {any} What recovery works with; it adds `keeps`, the elements that a morph leaves alone. */
  const tools = { stateOf, fire }

  /** @type {(step: 'fail' | 'refresh' | 'remove' | 'restore', ...parts: any[]) => Promise<any>} */
  const recover = async (step, ...parts) => {
    const steps = await import(String(new URL('sealwax-recovery.js', src)))
    return steps[step](tools, ...parts)
  }

  /** @type {(call: any) => void} */
  const lost = ({ root }) => fire(root, 'error', { error: { code: 'Network', message: '' } })

  /** @type {(run: (call: any, ctx: any, detail: any) => any) => (_: any, detail: any) => any} */
  const onCall = (run) => (_, detail) =>
    detail.ctx?.sealwax && run(detail.ctx.sealwax, detail.ctx, detail)

  htmx.registerExtension('sealwax', {
    init: (/** @type {any} */ api) => {
      tools.api = api
      // htmx would focus it once more with the next answer, whatever the user is at by then.
      addEventListener('focusin', (/** @type {any} */ { target }) => (target.autofocus = false))
      addEventListener('pageshow', ({ persisted, timeStamp }) => {
        if (persisted) void recover('restore', timeStamp)
      })
      addEventListener('sealwax:refresh', (/** @type {any} */ { detail }) => {
        void recover('refresh', detail.ids)
      })
    },

    htmx_config_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const root = ctx.root || ctx.request.form?.elements._state?.closest('[data-component]')
      if (!root) return
      ctx.sealwax = { root, at: performance.now(), sent: {}, typed: typedIn(ctx.request.form) }
      root.calls ||= new Set()
      root.calls.add(ctx)
    },

    // A call leaves the queue. Its body is as old as the click.
    htmx_before_request: onCall((call, ctx) => {
      const { root, sent } = call
      const { body } = ctx.request
      if (!root.isConnected || !root.calls.has(ctx)) return false
      body.set('_state', stateOf(root.id).value)
      call.args = root.args
      if (call.args) body.set('_args', call.args)
      // The states of the first children go along, of all others just what tells whether they changed.
      let room = 4096
      const live = [...root.querySelectorAll('[data-digest]')].map(({ id, dataset, calls }) => {
        const { value } = stateOf(id) || {}
        const child = [id, dataset.digest]
        if (!calls?.size && (room -= value?.length) > 0) child.push((sent[id] = value))
        return child
      })
      if (live[0]) body.set('_live', JSON.stringify(live))
      root.ariaBusy = true
      return true
    }),

    htmx_after_request: onCall((call, ctx) => {
      const { status, headers } = ctx.response
      call.drawn = headers.has('X-Component')
      if (call.drawn || status === 204) return
      // htmx waits for this promise before the next call.
      ctx.extensionPromise = recover('fail', call, { status, text: ctx.text }).catch(() =>
        lost(call),
      )
      ctx.text = ctx.hx.retarget = ''
    }),

    htmx_before_swap: onCall((call, ctx, { tasks }) => {
      const { root, drawn, sent } = call
      const { hx, response, request } = ctx
      if (!drawn) return false
      if (hx.reswap === 'delete') {
        ctx.extensionPromise = recover('remove', root)
        // Its main swap would delete without a word; what else came along takes its place.
        tasks.shift()
      }
      for (const { type, swapSpec, fragment } of tasks)
        if (type === 'main') {
          // An app may have told htmx to swap no errors: this one is a component with messages.
          if (!hx.reswap) swapSpec.style = 'outerMorph'
          // A child that moved on meanwhile stays, and asks for itself with what its parent gives it now.
          for (const { id, dataset } of fragment.querySelectorAll('[data-digest]')) {
            const child = /** @type {any} */ (document.getElementById(id))
            if (child && child !== root)
              if (child.calls?.size || sent[id] !== stateOf(id)?.value)
                dataset.keep = stateOf(id, fragment)?.value
              else child.args = 0
          }
        }
      // What was sent shows what the server says, unless somebody has typed on.
      call.settled = call.typed === typedIn(request.form) && request.form
      call.accepted = response.status === 200 && request.form === ctx.sourceElement
      return true
    }),

    htmx_before_morph_node: (/** @type {any} */ element, /** @type {any} */ { newNode }) => {
      const { keep } = newNode.dataset || {}
      if (keep) {
        element.args = keep
        void recover('refresh', [element.id])
      }
      // A browser goes by the attribute only until the user chose.
      if (element.defaultChecked !== newNode.defaultChecked) element.checked = newNode.checked
      if (element.defaultSelected !== newNode.defaultSelected) element.selected = newNode.selected
      return keep == null && !tools.keeps?.(element)
    },

    htmx_error: onCall(lost),

    htmx_finally_request: onCall(({ root, drawn, settled, accepted, args }, ctx) => {
      root.ariaBusy = null
      root.calls.delete(ctx)
      // A control that was redrawn away has lost its way to the queue.
      for (const call of root.calls) if (!call.sourceElement.isConnected) call.sourceElement = root
      // What stands for a child that left meanwhile.
      for (const rest of root.querySelectorAll('[data-keep]')) rest.remove()
      if (settled && accepted) settled.reset()
      // The state form has the controls that stand outside of any other.
      if (settled?.hidden)
        for (const control of settled.elements) {
          control.checked = control.defaultChecked
          for (const option of control.options || []) option.selected = option.defaultSelected
        }
      if (drawn) {
        if (root.args === args) root.args = 0
        fire(root, 'updated', { value: JSON.parse(ctx.response.headers.get('X-Component-Value')) })
      }
    }),
  })
}

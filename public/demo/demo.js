// @ts-check
// Says what happened, and puts the focus where an update took it away from.
;(() => {
  const shownFor = 6000
  const notice = /** @type {Element} */ (document.getElementById('sealwax-messages'))
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** The control that had the focus last. @type {HTMLElement | undefined} */
  let last
  /** Id of the component that it stood in. */
  let lastId = ''
  /** Id of the component that the focus goes to once it is there. */
  let next = ''

  /** @param {string} message */
  function say(message) {
    const line = document.createElement('p')
    line.textContent = message
    notice.replaceChildren(line)
  }

  function forgetLater() {
    clearTimeout(timer)
    if (notice.childElementCount > 0) timer = setTimeout(() => notice.replaceChildren(), shownFor)
  }

  /** @param {Event} event */
  function onProblem(event) {
    const detail = /** @type {CustomEvent} */ (event).detail
    say(detail?.error?.message || 'Something went wrong.')
  }

  /** @param {Event} event */
  function onExpired(event) {
    // A second click on what was done: there is nothing to repeat.
    if (/** @type {CustomEvent} */ (event).detail.error.code === 'StateReplayed') return
    say('This page had grown old. It is fresh again: please repeat what you did.')
  }

  /** @param {Event} event */
  function onUpdate(event) {
    const { detail } = /** @type {CustomEvent} */ (event)
    next = detail.value?.focusIn || next
    if (document.activeElement !== document.body) return
    const place = document.getElementById(next)
    const target = place ? sameControl(place) : controlIn(event.target)
    target?.focus()
  }

  /** @type {(place: Element) => HTMLElement | undefined} The control that did something, in another place. */
  function sameControl(place) {
    /** @type {HTMLElement[]} */
    const moves = [...place.querySelectorAll('[data-move]')]
    return moves.find(({ dataset }) => dataset['move'] === last?.dataset['move']) || moves.at(-1)
  }

  /** @type {(root: any) => HTMLElement | null | undefined} What the focus goes back to in a component. */
  function controlIn(root) {
    if (last?.isConnected) return root.contains(last) ? last : null
    return root.id === lastId ? root.querySelector('[data-focus-back]') : null
  }

  new MutationObserver(forgetLater).observe(notice, { childList: true })
  forgetLater()
  document.addEventListener('sealwax:component-stale', onProblem)
  document.addEventListener('sealwax:component-error', onProblem)
  document.addEventListener('sealwax:component-expired', onExpired)
  document.addEventListener('sealwax:component-updated', onUpdate)
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    last = target
    next = ''
    lastId = target.closest('[data-component]')?.id ?? ''
  })
})()

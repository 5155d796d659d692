// @ts-check
// Says what happened, and puts the focus back where an update took it away.
;(() => {
  const shownFor = 6000
  const notice = document.querySelector('[data-notice]')
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** Id of the component that had the focus last. */
  let lastId = ''

  /** @param {string} message */
  function say(message) {
    if (!notice) return
    notice.textContent = message
    clearTimeout(timer)
    timer = setTimeout(() => notice.replaceChildren(), shownFor)
  }

  /** @param {Event} event */
  function onProblem(event) {
    const detail = /** @type {CustomEvent} */ (event).detail
    say(detail?.error?.message || 'Something went wrong.')
  }

  /** @param {Event} event */
  function onUpdate(event) {
    const root = event.target
    if (!(root instanceof Element) || root.id !== lastId) return
    if (document.activeElement !== document.body) return
    const target = root.querySelector('[data-focus-back]')
    if (target instanceof HTMLElement) target.focus()
  }

  document.addEventListener('sealwax:component-stale', onProblem)
  document.addEventListener('sealwax:component-error', onProblem)
  document.addEventListener('sealwax:component-expired', () => {
    say('This page had grown old. It is fresh again: please repeat what you did.')
  })
  document.addEventListener('sealwax:component-updated', onUpdate)
  document.addEventListener('focusin', (event) => {
    const root = event.target instanceof Element && event.target.closest('[data-component]')
    lastId = root ? root.id : ''
  })
})()

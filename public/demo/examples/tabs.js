// @ts-check
// Arrow keys, Home and End go through the tabs of a list; Tab stops at the selected one only.
;(() => {
  /** @type {(place: any) => any[]} */
  function tabsIn(place) {
    return [...place.querySelectorAll('[role="tab"]')]
  }

  /** @param {any} place */
  function leaveOneStop(place) {
    for (const tab of tabsIn(place)) tab.tabIndex = tab.ariaSelected === 'true' ? 0 : -1
  }

  /** @param {any} event */
  function onKey(event) {
    const list = event.target.closest('[role="tablist"]')
    if (!list) return
    const tabs = tabsIn(list)
    const at = tabs.indexOf(event.target)
    const steps = { ArrowLeft: at - 1, ArrowRight: (at + 1) % tabs.length, Home: 0, End: -1 }
    if (!Object.hasOwn(steps, event.key)) return
    event.preventDefault()
    tabs.at(steps[event.key]).focus()
  }

  document.addEventListener('keydown', onKey)
  document.addEventListener('sealwax:component-updated', ({ target }) => leaveOneStop(target))
  leaveOneStop(document)
})()

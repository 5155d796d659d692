// @ts-check
// Arrow keys, Home and End go through the tabs of a list; Tab stops at the selected one only.
{
  /** @type {(place: any) => any[]} */
  const tabsIn = (place) => [...place.querySelectorAll('[role="tab"]')]

  /** @param {any} place */
  const leaveOneStop = (place) => {
    for (const tab of tabsIn(place)) tab.tabIndex = tab.ariaSelected === 'true' ? 0 : -1
  }

  document.addEventListener('keydown', (event) => {
    const { target, key } = /** @type {any} */ (event)
    const list = target.closest('[role="tablist"]')
    if (!list) return
    const tabs = tabsIn(list)
    const at = tabs.indexOf(target)
    const next = { ArrowLeft: at - 1, ArrowRight: (at + 1) % tabs.length, Home: 0, End: -1 }[key]
    if (next === undefined) return
    event.preventDefault()
    tabs.at(next).focus()
  })

  document.addEventListener('sealwax:component-updated', ({ target }) => leaveOneStop(target))
  leaveOneStop(document)
}

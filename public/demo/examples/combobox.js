// @ts-check
// Arrow keys go through the options of a combobox, Enter takes one, Escape closes the list. The focus stays in the field.
;(() => {
  /** @type {(input: any) => any} */
  function listOf(input) {
    return document.getElementById(input.getAttribute('aria-controls'))
  }

  /** @type {(place: any) => any[]} */
  function optionsIn(place) {
    return [...place.querySelectorAll('[role="option"]')]
  }

  /** @type {(input: any, option?: any) => void} */
  function mark(input, option) {
    for (const one of optionsIn(listOf(input))) one.ariaSelected = String(one === option)
    if (option) input.setAttribute('aria-activedescendant', option.id)
    else input.removeAttribute('aria-activedescendant')
  }

  /** @type {(input: any, isOpen: boolean) => void} */
  function show(input, isOpen) {
    listOf(input).hidden = !isOpen
    input.ariaExpanded = String(isOpen)
    if (!isOpen) mark(input)
  }

  /** @type {Record<string, (input: any, options: any[], at: number) => void>} */
  const keys = {
    ArrowDown: (input, options, at) => mark(input, options[at + 1] ?? options[0]),
    ArrowUp: (input, options, at) => mark(input, options.at(at < 0 ? -1 : at - 1)),
    Enter: (_, options, at) => options[at].click(),
    Escape: (input) => show(input, false),
  }

  /** @param {any} event */
  function onKey(event) {
    const input = event.target.closest('[role="combobox"]')
    const press = Object.hasOwn(keys, event.key) && keys[event.key]
    if (!input || !press) return
    const options = optionsIn(listOf(input))
    const at = options.findIndex(({ ariaSelected }) => ariaSelected === 'true')
    if (options.length === 0 || (event.key === 'Enter' && at < 0)) return
    event.preventDefault()
    if (event.key.startsWith('Arrow')) show(input, true)
    press(input, options, at)
  }

  /** An option that is pressed does not take the focus. @param {any} event */
  function onMouseDown(event) {
    if (event.target.closest('[role="option"]')) event.preventDefault()
  }

  /** The name of the option is what was typed. @param {any} event */
  function onClick({ target }) {
    const list = target.closest('[role="option"]')?.closest('[role="listbox"]')
    const input = list && document.querySelector(`[aria-controls="${list.id}"]`)
    if (input) Object.assign(input, { value: target.innerText })
  }

  /** @param {any} event */
  function onFocusOut({ target }) {
    if (target.matches('[role="combobox"]')) show(target, false)
  }

  /** @param {any} place */
  function leaveNoStops(place) {
    for (const option of optionsIn(place)) option.tabIndex = -1
  }

  document.addEventListener('keydown', onKey)
  document.addEventListener('mousedown', onMouseDown)
  document.addEventListener('click', onClick)
  document.addEventListener('focusout', onFocusOut)
  document.addEventListener('sealwax:component-updated', ({ target }) => leaveNoStops(target))
  leaveNoStops(document)
})()

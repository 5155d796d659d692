// @ts-check
// Arrow keys go through the options of a combobox, Enter takes one, Escape closes the list. The focus stays in the field.
{
  /** @type {(input: any) => any} */
  const listOf = (input) => document.getElementById(input.getAttribute('aria-controls'))

  /** @type {(input: any) => any[]} */
  const optionsOf = (input) => [...listOf(input).querySelectorAll('[role="option"]')]

  /** @type {(input: any, option: any) => void} */
  const mark = (input, option) => {
    for (const one of optionsOf(input)) one.ariaSelected = String(one === option)
    if (option) input.setAttribute('aria-activedescendant', option.id)
    else input.removeAttribute('aria-activedescendant')
    option?.scrollIntoView({ block: 'nearest' })
  }

  /** @type {(input: any, isOpen: boolean) => void} */
  const show = (input, isOpen) => {
    listOf(input).hidden = !isOpen
    input.ariaExpanded = String(isOpen)
    if (!isOpen) mark(input, undefined)
  }

  /** @type {Record<string, (input: any, options: any[], at: number) => void>} */
  const keys = {
    ArrowDown: (input, options, at) => mark(input, options[at + 1] ?? options[0]),
    ArrowUp: (input, options, at) => mark(input, options.at(at < 0 ? -1 : at - 1)),
    Enter: (_, options, at) => options[at].click(),
    Escape: (input) => show(input, false),
  }

  document.addEventListener('keydown', (/** @type {any} */ event) => {
    const input = event.target.closest('[role="combobox"]')
    const press = keys[event.key]
    if (!input || !press) return
    const options = optionsOf(input)
    const at = options.findIndex(({ ariaSelected }) => ariaSelected === 'true')
    if (options.length === 0 || (event.key === 'Enter' && at < 0)) return
    event.preventDefault()
    if (event.key.startsWith('Arrow')) show(input, true)
    press(input, options, at)
  })

  document.addEventListener('focusout', (/** @type {any} */ { target }) => {
    if (target.matches('[role="combobox"]')) show(target, false)
  })

  // An option that is pressed does not take the focus, and its name is what was typed.
  document.addEventListener('mousedown', (/** @type {any} */ event) => {
    if (event.target.closest('[role="option"]')) event.preventDefault()
  })
  document.addEventListener('click', (/** @type {any} */ { target }) => {
    const list = target.closest('[role="option"]')?.closest('[role="listbox"]')
    const input = list && document.querySelector(`[aria-controls="${list.id}"]`)
    if (input) Object.assign(input, { value: target.innerText })
  })

  /** @param {any} place */
  const skipOptions = (place) => {
    for (const option of place.querySelectorAll('[role="option"]')) option.tabIndex = -1
  }
  document.addEventListener('sealwax:component-updated', ({ target }) => skipOptions(target))
  skipOptions(document)
}

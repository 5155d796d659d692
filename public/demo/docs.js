// @ts-check
// Copies code, and takes the focus to the search by a key.
;(() => {
  const shownFor = 2000

  /** @param {Element} figure */
  function addButton(figure) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    button.textContent = 'Copy'
    const name = figure.querySelector('pre')?.getAttribute('aria-label') ?? 'code'
    button.setAttribute('aria-label', `Copy ${name}`)
    button.addEventListener('click', () => void copy(figure, button))
    figure.append(button)
  }

  /** @type {(figure: Element, button: Element) => Promise<void>} */
  async function copy(figure, button) {
    const text = figure.querySelector('code')?.textContent ?? ''
    const done = await navigator.clipboard.writeText(text).then(
      () => 'Copied',
      () => 'Not copied',
    )
    button.textContent = done
    setTimeout(() => {
      button.textContent = 'Copy'
    }, shownFor)
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { target, key, ctrlKey, metaKey, altKey } = event
    if (key !== '/' || ctrlKey || metaKey || altKey) return
    if (target instanceof Element && target.matches('input, textarea, select, [contenteditable]'))
      return
    /** @type {HTMLInputElement | null} */
    const search = document.querySelector('[data-shortcut="/"]')
    if (!search) return
    event.preventDefault()
    search.focus()
    search.select()
  }

  if (navigator.clipboard)
    for (const figure of document.querySelectorAll('.code')) addButton(figure)
  document.addEventListener('keydown', onKey)
})()

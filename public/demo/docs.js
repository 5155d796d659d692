// @ts-check
// Copies code, takes the focus to the search by a key, opens the contents where there is room for them, and shows
// there where one is.
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

  const wide = matchMedia('(min-width: 64rem)')

  /** The style sheet shows them anyhow: this says it to who goes by the page's structure. */
  function openMenus() {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const menus = document.querySelectorAll('.docs-menu')
    for (const menu of menus) menu.open = wide.matches
  }

  /** Of a list that has more than its room shows. */
  function showCurrent() {
    const list = document.querySelector('.docs-navs')
    const current = list?.querySelector('[aria-current]')
    if (!list || !current) return
    const below = current.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom
    if (below > 0) list.scrollTop += below + list.clientHeight / 2
  }

  wide.addEventListener('change', openMenus)
  openMenus()
  showCurrent()
  if (navigator.clipboard)
    for (const figure of document.querySelectorAll('.code')) addButton(figure)
  document.addEventListener('keydown', onKey)
})()

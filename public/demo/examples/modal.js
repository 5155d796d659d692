// @ts-check
// Shows a dialog that a component has drawn open as a modal one, and takes the focus back when it is gone.
{
  /** @param {any} place */
  const showIn = (place) => {
    for (const dialog of place.querySelectorAll('dialog[open]:not(:modal)')) {
      dialog.open = false
      dialog.showModal()
    }
  }

  document.addEventListener('sealwax:component-updated', (/** @type {any} */ { target }) => {
    showIn(target)
    if (document.activeElement === document.body) {
      target.querySelector('[aria-haspopup="dialog"]')?.focus()
    }
  })

  // Escape closes the dialog in the browser. Its component does not know yet. The event does not bubble.
  const onClose = (/** @type {any} */ { target }) => target.querySelector('[data-close]')?.click()
  document.addEventListener('close', onClose, true)

  showIn(document)
}

// @ts-check
// Shows a dialog that a component has drawn open as a modal one, and takes the focus back when it is gone.
;(() => {
  /** @param {any} place */
  function showIn(place) {
    for (const dialog of place.querySelectorAll('dialog[open]:not(:modal)')) {
      dialog.open = false
      dialog.showModal()
    }
  }

  /** @param {any} event */
  function onUpdate({ target }) {
    showIn(target)
    if (document.activeElement === document.body) {
      target.querySelector('[aria-haspopup="dialog"]')?.focus()
    }
  }

  /** Escape closes the dialog in the browser. Its component does not know yet. @param {any} event */
  function onClose({ target }) {
    target.querySelector('[data-close]')?.click()
  }

  document.addEventListener('sealwax:component-updated', onUpdate)
  // This event does not bubble.
  document.addEventListener('close', onClose, true)
  showIn(document)
})()

// @ts-check
// Lets a row be dragged to another place. What drops it there is the component's own button, with other params.
;(() => {
  /** @type {any} */
  let dragged

  /** @param {any} place */
  function letDrag(place) {
    for (const row of place.querySelectorAll('.round li')) row.draggable = true
  }

  /** @type {(event: any) => any} The row under the pointer, in the list of the one that is dragged. */
  function rowAt({ target }) {
    const row = target.closest?.('.round li')
    return row?.parentNode === dragged?.parentNode ? row : undefined
  }

  /** @param {any} event */
  function onStart({ target, dataTransfer }) {
    dragged = target.closest?.('.round li')
    dragged?.classList.add('dragged')
    dataTransfer.effectAllowed = 'move'
  }

  function onEnd() {
    dragged?.classList.remove('dragged')
    dragged = undefined
  }

  /** @param {any} event */
  function onDrop(event) {
    const row = rowAt(event)
    if (!row) return
    event.preventDefault()
    const button = row.closest('.round').querySelector('[data-drop]')
    const stop = dragged.querySelector('span').innerText
    button.value = JSON.stringify({ stop, to: [...row.parentNode.children].indexOf(row) })
    button.click()
  }

  document.addEventListener('dragstart', onStart)
  document.addEventListener('dragover', (event) => rowAt(event) && event.preventDefault())
  document.addEventListener('drop', onDrop)
  document.addEventListener('dragend', onEnd)
  document.addEventListener('sealwax:component-updated', ({ target }) => letDrag(target))
  letDrag(document)
})()

// @ts-check
// Lets a row be dragged to another place. What drops it there is the component's own button, with other params.
{
  /** @type {any} */
  let dragged

  /** @param {any} place */
  const letDrag = (place) => {
    for (const row of place.querySelectorAll('.round li')) row.draggable = true
  }

  /** @type {(target: any) => any} The row under the pointer, in the list of the one that is dragged. */
  const rowAt = (target) => {
    const row = target.closest?.('.round li')
    return row?.parentNode === dragged?.parentNode ? row : undefined
  }

  document.addEventListener('dragstart', (/** @type {any} */ { target, dataTransfer }) => {
    dragged = target.closest?.('.round li')
    dragged?.classList.add('dragged')
    dataTransfer.effectAllowed = 'move'
  })
  document.addEventListener('dragend', () => {
    dragged?.classList.remove('dragged')
    dragged = undefined
  })
  document.addEventListener('dragover', (event) => {
    if (rowAt(event.target)) event.preventDefault()
  })
  document.addEventListener('drop', (event) => {
    const row = rowAt(event.target)
    if (!row) return
    event.preventDefault()
    const drop = row.closest('.round').querySelector('[data-drop]')
    const stop = dragged.querySelector('span').innerText
    drop.value = JSON.stringify({ stop, to: [...row.parentNode.children].indexOf(row) })
    drop.click()
  })

  document.addEventListener('sealwax:component-updated', ({ target }) => letDrag(target))
  letDrag(document)
}

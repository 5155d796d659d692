// Keeps the component events of a page in `window.events`, as they were when they came.
window.events = []
window.veto = ''
for (const name of ['stale', 'removed', 'expired', 'error', 'updated'])
  document.addEventListener('sealwax:component-' + name, (event) => {
    const { target, detail, bubbles, cancelable } = event
    const root = document.getElementById(detail.id)
    window.events.push({
      name,
      on: target.id || target.localName,
      detail,
      bubbles,
      cancelable,
      inPage: !!root,
    })
    // Tests wait for the n-th event: html[data-events~='n'].
    document.documentElement.dataset.events = window.events.map((_, index) => index + 1).join(' ')
    if (window.veto === name) event.preventDefault()
  })

// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// For development: shows a view that was saved in the page that is open, and a failed call where it was made. What was
// typed stays: components draw themselves again, and around them the page is morphed. A restarted server, whose
// components may be others, is heard of by its name. `{{ development() }}` writes the tag of this file.
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript)
  const { htmx } = /** @type {any} */ (window)

  /** @type {any} htmx's own functions for extensions. */
  let api
  htmx?.registerExtension('sealwax-development', {
    init: (/** @type {any} */ internal) => {
      api = internal
    },
  })

  /** @type {HTMLElement | undefined} */
  let note

  /** @type {(text: string) => void} Not a dialog: the focus stays where it is. */
  const show = (text) => {
    hide()
    note = document.createElement('div')
    note.className = 'sealwax-note'
    note.role = 'alert'
    const close = document.createElement('button')
    close.type = 'button'
    close.textContent = 'Close'
    close.addEventListener('click', hide)
    const report = document.createElement('pre')
    report.tabIndex = 0
    report.textContent = text
    note.append(close, report)
    document.documentElement.append(note)
  }

  const hide = () => {
    note?.remove()
    note = undefined
  }

  const addStyle = () => {
    const href = new URL('sealwax-development.css', src).href
    if (document.querySelector('link[href$="/sealwax-development.css"]')) return
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }))
  }

  /** @type {(roots: Iterable<Element>) => void} */
  const redraw = (roots) => {
    const ids = Array.from(roots, ({ id }) => id)
    if (ids.length > 0) htmx.trigger(document.body, 'sealwax:refresh', { ids })
  }

  /** @type {(names: string[]) => void} */
  const redrawNamed = (names) => {
    hide()
    const roots = /** @type {any} */ (document.querySelectorAll('[data-component]'))
    redraw([...roots].filter(({ dataset }) => names.includes(dataset.component)))
  }

  /** @type {() => Promise<void>} Around the components: they keep their states, and ask for themselves. */
  const renew = async () => {
    if (!api) return location.reload()
    const answer = await fetch(location.href, {
      cache: 'no-store',
      headers: { Accept: 'text/html' },
    })
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (!answer.ok) return show(fresh.querySelector('main')?.textContent ?? `${answer.status}`)
    hide()
    const kept = [...document.querySelectorAll('[data-component]')]
    document.title = fresh.title
    morph(fresh)
    redraw(kept.filter(({ isConnected }) => isConnected))
  }

  /** @type {(fresh: Document) => void} */
  const morph = (fresh) => {
    const { morphSkip } = htmx.config
    htmx.config.morphSkip = [morphSkip, '[data-component]'].filter(Boolean).join()
    const fragment = new DocumentFragment()
    fragment.append(...fresh.body.childNodes)
    api.insertContent({ target: document.body, swapSpec: { style: 'innerMorph' }, fragment })
    htmx.config.morphSkip = morphSkip
  }

  /** @type {string | undefined} Of the server's process and of its views, when this page was last in step. */
  let known

  /** @type {EventSource | undefined} */
  let stream

  const listen = () => {
    stream = new EventSource(new URL('sealwax-development.events', src))
    stream.addEventListener('hello', ({ data }) => {
      if (known !== undefined && known !== data) void renew()
      known = data
    })
    stream.addEventListener('changed', ({ data }) => {
      const { version, components } = JSON.parse(data)
      known = version
      void (components && api ? redrawNamed(components) : renew())
    })
    // A site that is not in development, or asked from elsewhere, says so by 404: that is no reason to ask again.
  }

  // A browser has six connections for a site: pages that nobody looks at leave theirs to others.
  const follow = () => {
    if (document.hidden) stream?.close()
    else if (stream?.readyState !== EventSource.OPEN) listen()
  }

  addEventListener('htmx:after:request', (/** @type {any} */ { detail: { ctx } }) => {
    if (!(ctx.response?.status >= 500)) return
    try {
      const { development } = JSON.parse(ctx.text)
      if (development) show(development)
    } catch {
      // Not of Sealwax.
    }
  })
  document.addEventListener('visibilitychange', follow)
  addStyle()
  follow()
}

// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// The inspector of Sealwax, for development: what the components of this page hold, what their seals cost, how long
// their calls took. This file keeps the calls and shows the button; Alt+S or the button loads the rest from beside it.
// All of it lives in a shadow root behind <body>, so that its CSS and the page's do not meet and no swap removes it.
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript)
  const { htmx } = /** @type {any} */ (window)
  const storageKey = 'sealwax-inspector'
  /** Calls of the whole page that are kept. */
  const maxCalls = 200

  /** @typedef {{ root: string, name: string, status: number, outcome: string, total: number, parts: [string, number][], elapsed: number }} Call */

  /** @type {Call[]} The newest last. */
  const calls = []
  /** @type {WeakMap<object, number>} */
  const starts = new WeakMap()

  /** @type {(header: string) => { name: string, desc: string, dur: number }[]} */
  const readTimings = (header) =>
    [...header.matchAll(/([\w-]+)(?:;desc="([^"]*)")?;dur=([\d.]+)/g)].map(
      ([, name = '', desc = '', dur]) => ({ name, desc, dur: Number(dur) }),
    )

  /** @type {(event: any) => void} */
  const keepCall = ({ detail: { ctx } }) => {
    const header = ctx.response?.headers.get('Server-Timing')
    if (!ctx.root || !header) return
    const [whole, ...parts] = readTimings(header)
    const method = ctx.request.action.split('/').at(-1)
    calls.push({
      root: ctx.root.id,
      name: method === ctx.root.dataset.component ? 'refresh' : method,
      status: ctx.response.status,
      outcome: whole?.desc ?? '',
      total: whole?.dur ?? 0,
      parts: parts.map(({ name, dur }) => [name, dur]),
      elapsed: performance.now() - (starts.get(ctx) ?? Number.NaN),
    })
    if (calls.length > maxCalls) calls.shift()
    panel?.update()
  }

  /** @type {(event: any) => void} */
  const startCall = ({ detail: { ctx } }) => starts.set(ctx, performance.now())

  /** @type {(name: string, listener: (event: any) => void) => void} */
  const onHtmx = (name, listener) =>
    addEventListener(name.replaceAll(':', htmx?.config.metaCharacter || ':'), listener, true)

  /** @type {any} What Alt+S opened. */
  let panel
  const host = document.createElement('sealwax-inspector')
  const shadow = host.attachShadow({ mode: 'open' })

  const launcher = document.createElement('button')
  launcher.type = 'button'
  launcher.className = 'launcher'
  launcher.textContent = 'S'
  launcher.title = 'Inspect components (Alt+S)'
  for (const [name, value] of [
    ['aria-label', 'Inspect components'],
    ['aria-keyshortcuts', 'Alt+S'],
    ['aria-expanded', 'false'],
  ])
    launcher.setAttribute(name, value)

  /** @type {(isOpen: boolean) => void} The next page goes on as this one ended. A browser may keep nothing for us. */
  const remember = (isOpen) => {
    try {
      sessionStorage.setItem(storageKey, isOpen ? 'open' : '')
    } catch {}
  }

  /** @type {() => boolean} */
  const wasOpen = () => {
    try {
      return sessionStorage.getItem(storageKey) === 'open'
    } catch {
      return false
    }
  }

  /** @type {(isAsked: boolean) => Promise<void>} Focus moves only for who asked. */
  const toggle = async (isAsked) => {
    const { Panel } = await import('./sealwax-inspector-panel.js')
    const url = new URL('sealwax-inspector.json', src).href
    panel ??= new Panel({ shadow, launcher, calls, url, remember })
    panel.toggle(isAsked)
  }

  const start = () => {
    const style = document.createElement('link')
    style.rel = 'stylesheet'
    style.href = new URL('sealwax-inspector.css', src).href
    // Nothing is seen before it has its looks.
    host.hidden = true
    for (const ended of ['load', 'error'])
      style.addEventListener(ended, () => (host.hidden = false))
    const room = document.createElement('aside')
    room.setAttribute('aria-label', 'Sealwax inspector')
    room.append(launcher)
    shadow.append(style, room)
    document.documentElement.append(host)
    launcher.addEventListener('click', () => void toggle(true))
    addEventListener('keydown', (event) => {
      const { code, altKey, ctrlKey, metaKey, shiftKey } = event
      if (code !== 'KeyS' || !altKey || ctrlKey || metaKey || shiftKey) return
      event.preventDefault()
      void toggle(true)
    })
    onHtmx('htmx:before:request', startCall)
    onHtmx('htmx:after:request', keepCall)
    if (wasOpen()) void toggle(false)
  }

  // A page that holds the tag twice has one inspector.
  if (!document.querySelector('sealwax-inspector')) start()
}

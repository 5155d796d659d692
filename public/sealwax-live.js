// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// Living pages for sealwax.js, behind which it stands. A root with topics has `data-topics="KEY.MARK.SEALED"`: the page
// posts what is sealed, and hears over one stream of server-sent events which of it changed, and what its mark is now.
// A component that has another mark asks for a fresh fragment, children before their parents. What somebody types stays.
{
  const { htmx } = /** @type {any} */ (window)
  /** Milliseconds between two refreshes of one component. */
  const pause = 1000
  /** Refreshes under way at a time: there are six connections to a site. */
  const most = 3
  /** Milliseconds after which a stream that gives no sign of life is none. */
  const patience = 90_000
  /** Milliseconds that a hidden page keeps its connection. */
  const hiddenFor = 10_000

  /** The mark that a component should have, by id, and since when. @type {Map<string, { mark: string, since: number }>} */
  const due = new Map()
  /** Ids of those that were asked to draw themselves anew, until that is done. @type {Set<string>} */
  const asked = new Set()
  /** Sealed texts that the server did not open. @type {Set<string>} */
  const refused = new Set()
  /** What is sealed, by `KEY.MARK.`, in the order in which the stream knows it. @type {Map<string, string>} */
  let followed = new Map()
  /** @type {AbortController | undefined} */
  let stream
  /** Path of the calls, as far as their components' names: what has a stream. */
  let place = ''
  let failures = 0

  /** @type {Record<string, any>} */
  const timers = {}
  /** @type {(name: string, time: number, run: () => void) => void} One timer for each thing to do. */
  const later = (name, time, run) => {
    clearTimeout(timers[name])
    timers[name] = setTimeout(() => {
      timers[name] = undefined
      run()
    }, time)
  }

  /** @type {(root: any) => any} Where a component is called. Fields of its form may have the names of properties. */
  const actionOf = (root) => {
    const form = /** @type {any} */ (document.getElementById(root.id + '__f'))
    const around = form?.elements?._state?.closest?.('[data-component]')
    return around === root && form.attributes.action?.value
  }

  /** @type {(key?: string) => any[]} Without what only looks like a component: users may write it. */
  const rootsWith = (key = '') =>
    /** @type {any[]} */ ([...document.querySelectorAll('[data-topics]')]).filter(
      (root) => root.dataset.topics.startsWith(key) && actionOf(root),
    )

  /** @type {() => Map<string, string>} */
  const shown = () => {
    const all = new Map()
    for (const { dataset } of rootsWith()) {
      const [key, mark, sealed] = dataset.topics.split('.')
      if (!refused.has(sealed)) all.set(`${key}.${mark}.`, sealed)
    }
    return all
  }

  /** @type {(key: string) => string} */
  const topicsOf = (key) => key.split('.')[0] + '.'

  const open = () => void follow()

  const follow = async () => {
    const roots = rootsWith()
    const all = shown()
    if (stream || document.hidden || !all.size) return
    const own = (stream = new AbortController())
    const { signal } = own
    const began = Date.now()
    followed = all
    try {
      // Another one's where there is no stream.
      const url = actionOf(roots[failures % roots.length]).replace(/[^/]*$/, '')
      const answer = await fetch(url + 'live', {
        method: 'POST',
        mode: 'same-origin',
        headers: { 'HX-Request': 'true' },
        body: new URLSearchParams({ topics: [...all.values()].join('.') }),
        signal,
      })
      if (answer.status === 403) refuse([...all.values()])
      else if (answer.ok) {
        place = url
        await read(answer, [...all], own)
      }
    } catch {}
    if (stream !== own) return
    stream = undefined
    failures = Date.now() - began > 10_000 ? 0 : failures + 1
    later('open', Math.min(2 ** failures, 60) * 500 * (1 + Math.random()), open)
  }

  /** @type {(answer: any, all: [string, string][], own: AbortController) => Promise<void>} */
  const read = async ({ body }, all, own) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      later('silence', patience, () => own.abort())
      const { done, value } = await reader.read()
      if (done) return
      const events = (text + value).split('\n\n')
      text = /** @type {string} */ (events.pop())
      for (const event of events) if (event[0] !== ':') take(JSON.parse(event.slice(5)), all)
    }
  }

  /** @type {(event: any, all: [string, string][]) => void} */
  const take = ({ changed = [], refused: at = [] }, all) => {
    for (const [index, mark] of changed) note(all[index][0], mark)
    for (const index of at) {
      refused.add(all[index][1])
      note(all[index][0], '')
    }
    // Not everybody at once.
    later('flush', Math.random() * 300, flush)
  }

  /** @type {(key: string, mark: string) => void} */
  const note = (key, mark) => {
    for (const { id } of rootsWith(topicsOf(key)))
      due.set(id, { mark, since: due.get(id)?.since ?? Date.now() })
  }

  /** @type {(texts: string[]) => void} Somebody else is there, or nobody: the page is drawn anew for them. */
  const refuse = (texts) => {
    for (const text of texts) refused.add(text)
    dispatchEvent(new CustomEvent('sealwax:refresh', { detail: {} }))
  }

  const stop = () => {
    const old = stream
    stream = undefined
    old?.abort()
  }

  const look = () => {
    const all = shown()
    const keys = new Set([...followed.keys()].map(topicsOf))
    if (!all.size || [...all.keys()].some((key) => !keys.has(topicsOf(key)))) stop()
    if (!timers['open']) open()
  }

  const flush = () => {
    const now = Date.now()
    let next = Infinity
    for (const id of asked) if (!document.getElementById(id)) asked.delete(id)
    /** @type {(time: number) => void} */
    const wait = (time) => (next = Math.min(next, time))
    for (const [id, { mark, since }] of due) {
      const root = /** @type {any} */ (document.getElementById(id))
      if (document.hidden || asked.size >= most) return
      // What has no stream is asked for nothing.
      if (
        !root ||
        actionOf(root) !== place + root.dataset.component ||
        (mark && hasShown(root, mark))
      )
        due.delete(id)
      // A call may bring what is new; behind it we look again.
      else if (root.calls?.size || asked.has(id)) continue
      else if (root.freshAt > now) wait(root.freshAt - now)
      else if (now < since + 2 * pause && [...due.keys(), ...asked].some(isIn(root))) wait(100)
      else {
        due.delete(id)
        asked.add(id)
        root.freshAt = now + pause
        dispatchEvent(new CustomEvent('sealwax:refresh', { detail: { ids: [id] } }))
      }
    }
    if (next < Infinity) later('flush', next, flush)
  }

  /** @type {(root: any, mark: string) => boolean} News may be older than what a call has brought. */
  const hasShown = ({ dataset, marks = [] }, mark) =>
    [dataset.topics?.split('.')[1], ...marks].includes(mark)

  /** @type {(root: any) => (id: string) => boolean} A child that leaves should do so by itself, and be missed. */
  const isIn = (root) => (id) => root.id !== id && root.contains(document.getElementById(id))

  /** @type {(element: any) => boolean} */
  const isTyped = (element) =>
    element === document.activeElement ||
    (element.options
      ? [...element.options].some((option) => option.selected !== option.defaultSelected)
      : element.value !== element.defaultValue || element.checked !== element.defaultChecked)

  htmx.registerExtension('sealwax-live', {
    htmx_before_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const { root, sourceElement, request } = ctx
      if (!asked.has(root?.id) || sourceElement.name !== '_state') return
      ctx.isLive = true
      // What is typed stays here, so that nothing is found wrong with it, and is not taken for sent.
      ctx.data = ''
      for (const name of Array.from(request.body.keys()))
        if (!/^_(state|args|live|flash)$/.test(name)) request.body.delete(name)
    },

    htmx_before_swap: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      if (!ctx.isLive) return
      const { morphSkip } = htmx.config
      if (!morphSkip?.includes('[data-typed]'))
        htmx.config.morphSkip = [morphSkip, '[data-typed]'].filter(Boolean).join()
      ctx.kept = [...ctx.root.querySelectorAll('input,select,textarea,[contenteditable]')]
      ctx.kept = ctx.kept.filter(isTyped)
      for (const { dataset } of ctx.kept) dataset.typed = ''
    },

    htmx_finally_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      for (const { dataset } of ctx.kept ?? []) delete dataset.typed
      const { root, isLive, response, sourceElement } = ctx
      if (sourceElement?.name === '_state') asked.delete(root?.id)
      if (isLive) {
        // The server did not get to it: we try again, ever more rarely.
        const isLost = !(response?.status < 500 && response.status !== 429)
        root.delay = isLost ? Math.min(2 * (root.delay ?? 2 * pause), 300_000) : undefined
        if (isLost) {
          root.freshAt = Date.now() + root.delay * (1 + Math.random())
          if (!due.has(root.id)) due.set(root.id, { mark: '', since: Date.now() })
        }
      }
      later('flush', 0, flush)
    },
  })

  /** @type {(records: any[]) => void} */
  const remember = (records) => {
    for (const { target, oldValue } of records)
      if (oldValue) target.marks = [oldValue.split('.')[1], ...(target.marks ?? [])].slice(0, 20)
    later('look', 100, look)
  }

  new MutationObserver(remember).observe(document, {
    subtree: true,
    childList: true,
    attributeOldValue: true,
    attributeFilter: ['data-topics'],
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return later('stop', hiddenFor, stop)
    clearTimeout(timers['stop'])
    open()
    flush()
  })
  // A page with an open connection is not kept for Back.
  addEventListener('pagehide', stop)
  addEventListener('pageshow', open)
  look()
}

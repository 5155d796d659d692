// @ts-check
// Draws what the inspector knows of one component. Elements and text only: no HTML is parsed.

/** @type {(tag: string, attributes: Record<string, string>, ...children: any[]) => HTMLElement} */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.filter((child) => child !== false && child != null))
  return element
}

/** What the parts of a state are called. */
const partNames = /** @type {Record<string, string>} */ ({
  args: 'args',
  publicState: 'public state',
  state: 'server state',
  attrs: 'attributes',
  slots: 'slots',
  visited: 'visited fields',
  types: 'types',
  head: 'id, page, times',
})

/** @type {(warnings: readonly { code: string, text: string, advice: string }[]) => HTMLElement[]} */
export function drawWarnings(warnings) {
  return warnings.map(({ code, text, advice }) =>
    make('p', { class: 'warning', 'data-code': code }, make('b', {}, text), ` ${advice}`),
  )
}

/** @type {(one: any, opened: any, calls: any[]) => HTMLElement[]} */
export function drawDetails(one, opened, calls) {
  if (one === undefined) return [make('p', { class: 'empty' }, 'This page has no components.')]
  return [
    drawHeading(one),
    ...drawOpened(opened),
    ...drawPublic(one.root.getAttribute('data-public') ?? undefined),
    ...drawLoad(opened?.load),
    ...drawCalls(calls.filter(({ root }) => root === one.id)),
  ]
}

/** @type {(one: any) => HTMLElement} Where the browser lets us, with what opens the state on the command line. */
function drawHeading({ name, id, state }) {
  const title = make('h3', {}, name, ' ', make('span', { class: 'id' }, `#${id}`))
  if (state === undefined || !('clipboard' in navigator)) return title
  const copy = make('button', { type: 'button', class: 'copy' }, 'Copy')
  copy.title = 'Copy the command that shows this state'
  const command = `npx sealwax inspect ${state} --component ${name}`
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(command).then(
      () => (copy.textContent = 'Copied'),
      () => (copy.textContent = 'Not allowed'),
    )
  })
  return make('div', { class: 'heading' }, title, copy)
}

/** @type {(opened: any) => HTMLElement[]} */
function drawOpened(opened) {
  if (opened === undefined) return []
  if (opened.error) {
    const { code, message } = opened.error
    return drawWarnings([{ code, text: code, advice: `${message} The log says why.` }])
  }
  return [
    ...drawWarnings(opened.warnings),
    ...section('Seal', drawBar(shares(opened), opened.bytes, 'bytes'), drawFacts(opened)),
    ...section('Sealed', ...opened.parts.map(drawPart)),
  ]
}

/** @type {(title: string, ...children: any[]) => HTMLElement[]} */
function section(title, ...children) {
  return [make('h4', {}, title), ...children]
}

/** @type {(opened: any) => [string, number][]} */
function shares({ parts, typeBytes, headBytes }) {
  const held = parts.map((/** @type {any} */ { name, bytes }) => [name, bytes])
  const rest = /** @type {[string, number][]} */ ([
    ['types', typeBytes],
    ['head', headBytes],
  ])
  return [...held, ...rest.filter(([, size]) => size > 0)]
}

/** @type {(shares: [string, number][], whole: number, unit: string) => HTMLElement} A bar, and what is what. */
function drawBar(shares, whole, unit) {
  const bar = make('div', { class: 'bar', 'aria-hidden': 'true' })
  for (const [name, size] of shares.filter(([, size]) => size > 0)) {
    const share = make('i', { 'data-part': name })
    share.style.flexGrow = String(size / whole)
    bar.append(share)
  }
  const legend = make('ul', { class: 'legend' })
  for (const [name, size] of shares) {
    const mark = make('i', { 'data-part': name, 'aria-hidden': 'true' })
    legend.append(
      make('li', {}, mark, `${partNames[name] ?? name} `, make('b', {}, `${size} ${unit}`)),
    )
  }
  return make('div', { class: 'shares' }, bar, legend)
}

/** @type {(opened: any) => HTMLElement} */
function drawFacts({ seal, bytes, page, issued, born, lineage, version, now, expires }) {
  const facts = {
    Size: `${seal.characters} characters (${seal.bytes} bytes, ${bytes} inside)`,
    Key: `${seal.keyId}, ${seal.isNewest ? 'the newest' : 'an older one'}`,
    Age: `${duration(now - issued)}, opens for ${duration(expires - now)}`,
    Since: new Date(born).toLocaleTimeString(),
    Lineage: lineage || 'none: no method is once',
    Version: String(version),
    Page: page,
  }
  const list = make('dl', { class: 'facts' })
  for (const [name, value] of Object.entries(facts)) {
    list.append(make('div', {}, make('dt', {}, name), make('dd', {}, value)))
  }
  return list
}

/** @type {(milliseconds: number) => string} */
function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** @type {(part: any) => HTMLElement} */
function drawPart({ name, keys, more }) {
  return drawTable(partNames[name] ?? name, keys, more)
}

/** @type {(title: string, keys: any[], more?: number) => HTMLElement} */
function drawTable(title, keys, more = 0) {
  const body = make('tbody', {})
  for (const { name, value, type, bytes } of keys) {
    const row = make(
      'tr',
      {},
      make('th', { scope: 'row' }, name, type && make('small', {}, type)),
      make('td', {}, make('code', {}, value)),
      bytes !== undefined && make('td', { class: 'bytes' }, `${bytes} B`),
    )
    body.append(row)
  }
  if (more > 0) body.append(make('tr', {}, make('td', { colspan: '3' }, `and ${more} more`)))
  return make('table', {}, make('caption', {}, title), body)
}

/** @type {(text: string | undefined) => HTMLElement[]} Public state as the page has it now. */
function drawPublic(text = '{}') {
  const fields = Object.entries(JSON.parse(text))
  if (fields.length === 0) return []
  const keys = fields.map(([name, value]) => ({ name, value: JSON.stringify(value) }))
  return section('In the page', drawTable('public state', keys))
}

/** @type {(load: any) => HTMLElement[]} */
function drawLoad(load) {
  if (load === undefined) return []
  if (load.error) {
    const { code, message } = load.error
    const failed = { code: 'LoadFailed', text: code, advice: message }
    return section('From load', ...drawWarnings([failed]))
  }
  if (!load.hasLoad) return []
  const nothing = make('p', { class: 'empty' }, 'It returned nothing.')
  return section(
    'From load',
    load.keys.length > 0 ? drawTable('read again, never sealed', load.keys, load.more) : nothing,
  )
}

/** @type {(calls: any[]) => HTMLElement[]} The newest first. */
function drawCalls(calls) {
  const hint = make('p', { class: 'empty' }, 'None yet. Its calls will show here with their times.')
  if (calls.length === 0) return section('Calls', hint)
  const list = make('ol', { class: 'calls', reversed: '' })
  for (const call of calls.slice(-20).toReversed()) list.append(drawCall(call))
  return section('Calls', list)
}

/** @type {(call: any) => HTMLElement} */
function drawCall({ name, status, outcome, total, parts, elapsed }) {
  const measured = parts.reduce(
    (/** @type {number} */ sum, /** @type {any} */ [, dur]) => sum + dur,
    0,
  )
  const shares = [...parts, ['other', total - measured]].map(([part, dur]) => [part, round(dur)])
  const head = make(
    'p',
    { class: outcome === 'Ok' ? 'call' : 'call failed' },
    make('b', {}, name),
    make('span', { class: 'status' }, `${status} ${outcome}`),
    make('span', { class: 'time' }, `${round(total)} ms of ${Math.round(elapsed)}`),
  )
  return make('li', {}, head, drawBar(/** @type {any} */ (shares), total, 'ms'))
}

/** @type {(milliseconds: number) => number} */
function round(milliseconds) {
  return Math.max(0, Math.round(milliseconds * 100) / 100)
}

/** What is measured of a site: a page, or what a button on it does. */
export interface Asked {
  /** Path of the page. */
  readonly page: string
  /** Path that is posted to once before, so that the visitor has a session as one who comes back. */
  readonly before?: string
  /** Component and method, of a page of components: `todo-item/toggle`. */
  readonly press?: string
  /** Path that a button of a page by hand posts to. */
  readonly post?: string
  /** Fields that go along. */
  readonly fields?: Readonly<Record<string, string>>
  /** Fields whose newest value stands in the last answer. */
  readonly carry?: readonly string[]
  /** Whether everybody comes for the first time, without cookies. */
  readonly fresh?: boolean
  /** How many people ask; as many as there are connections. */
  readonly visitors?: number
}

/** A request as it is sent. */
export interface Sent {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** Somebody with a page open, who asks again and again. */
export interface Visitor {
  readonly next: () => Sent
  /** Takes what the next request needs from an answer: cookies, states, fields. */
  readonly take: (text: string, cookies: readonly string[]) => void
}

/** Makes a visitor who has opened the page already. */
export async function createVisitor(port: number, asked: Asked): Promise<Visitor> {
  const cookies = new Map<string, string>()
  const form = createForm(asked)
  const take = (text: string, set: readonly string[]) => {
    for (const cookie of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    form.take(text)
  }
  const site = `http://127.0.0.1:${port}`
  const callHeaders = headersOf(site, asked.page)
  const next = (): Sent => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const cookieHeader = cookie !== '' && !asked.fresh && { cookie }
    const path = pathOf(asked)
    if (path === asked.page) return { method: 'GET', path, headers: { ...cookieHeader }, body: '' }
    return { method: 'POST', path, headers: { ...callHeaders, ...cookieHeader }, body: form.body() }
  }
  if (asked.before !== undefined) {
    const first = await fetch(site + asked.before, { method: 'POST', headers: callHeaders })
    take('', first.headers.getSetCookie())
  }
  const response = await fetch(site + asked.page)
  take(await response.text(), response.headers.getSetCookie())
  return { next, take }
}

/** Several visitors who ask in turn. */
export function inTurn(visitors: readonly Visitor[]): Visitor {
  let turn = 0
  const current = () => visitors[turn % visitors.length] as Visitor
  return {
    next: () => current().next(),
    take(...answer) {
      current().take(...answer)
      turn++
    },
  }
}

/** The page's HTML, as somebody sees it who comes for the first time. */
export async function open(port: number, page: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${page}`)
  if (!response.ok) throw new Error(`${page} answered ${response.status}.`)
  return response.text()
}

/** Sends one request of a visitor, and returns the answer's text. */
export async function ask(port: number, visitor: Visitor): Promise<string> {
  const { method, path, headers, body } = visitor.next()
  const sent = method === 'GET' ? { method, headers } : { method, headers, body }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, sent)
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
  visitor.take(text, response.headers.getSetCookie())
  return text
}

/** What htmx 4 and a browser say of a call that a server may go by. */
function headersOf(site: string, page: string): Record<string, string> {
  return {
    accept: 'text/html',
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    'hx-current-url': site + page,
    'hx-request': 'true',
    'hx-request-type': 'partial',
    'hx-source': 'button',
    'hx-target': 'section#part',
    origin: site,
    referer: site + page,
    'sec-fetch-site': 'same-origin',
  }
}

function pathOf({ page, press, post }: Asked): string {
  return press === undefined ? (post ?? page) : `/_sealwax/${press}`
}

/** What is posted, as htmx and our script would make it. */
function createForm({ press = '', fields = {}, carry = [] }: Asked) {
  const component = press.split('/', 1)[0]
  const carried: Record<string, string> = {}
  const children = new Map<string, Child>()
  return {
    take(text: string) {
      for (const name of carry) carried[name] = valueOf(text, name) ?? carried[name] ?? ''
      if (press === '') return
      const state = stateOf(text, text.indexOf(`data-component="${component}"`))
      if (state !== undefined) carried['_state'] = state
      for (const child of childrenOf(text)) children.set(child.id, child)
    },
    body(): string {
      const form = new URLSearchParams({ ...fields, ...carried })
      if (children.size > 0) form.set('_live', liveOf([...children.values()]))
      return form.toString()
    },
  }
}

interface Child {
  readonly id: string
  readonly digest: string
  readonly state: string
}

function valueOf(text: string, name: string): string | undefined {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1]
}

/** The first state from a root on. */
function stateOf(text: string, root: number): string | undefined {
  return root < 0 ? undefined : valueOf(text.slice(root, root + 100_000), '_state')
}

/** Not what stands for a child that stays. */
function childrenOf(text: string): Child[] {
  const found = text.matchAll(/ id="([^"]+)"(?: data-component="[^"]*")? data-digest="([^"]+)"/g)
  return [...found].map(({ index, 1: id = '', 2: digest = '' }) => ({
    id,
    digest,
    state: stateOf(text, index) ?? '',
  }))
}

/** The states of the first children go along, as far as the script lets them. */
function liveOf(children: readonly Child[]): string {
  let room = 4096
  return JSON.stringify(
    children.map(({ id, digest, state }) => {
      room -= state.length
      return room > 0 ? [id, digest, state] : [id, digest]
    }),
  )
}

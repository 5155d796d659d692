import { Agent } from 'node:http'
import { multipart, multipartType, type Part } from '../koa/uploads/upload-site.ts'
import { type Answer, type Asked, exchange } from './exchange.ts'
import type { Random } from './random.ts'
import { createTab, type Instance, type Tab } from './tab.ts'
import type { Tally } from './tally.ts'

/** The site that is visited, and what its visitors share. */
export interface Site {
  readonly port: number
  readonly random: Random
  readonly tally: Tally
  /** States that others have on their pages; the newest of them. */
  readonly foreign: { readonly binding: unknown; readonly instance: Instance }[]
}

/** How a request is made and counted. */
export interface How {
  readonly kind: string
  /** Statuses that are right; 200. */
  readonly expected?: readonly number[]
}

export type Fields = Readonly<Record<string, string>>

/** A call of a component's method; without a method, a refresh. */
export interface Call extends How {
  readonly method?: string
  readonly fields?: Fields
  /** Files, which make the body multipart. */
  readonly files?: readonly Part[]
}

/** Somebody with a browser: cookies, an address, one page at a time. */
export interface Visitor {
  /** Who is logged in. */
  user: string | undefined
  /** What the session's cookie holds. */
  readonly session: () => Record<string, unknown>
  readonly ask: (
    how: How,
    asked: Partial<Asked> & { readonly path: string },
  ) => Promise<Answer | undefined>
  readonly open: (path: string, kind?: string) => Promise<Tab>
  /** The page that is open, if it is this one; else opens it. */
  readonly at: (path: string) => Promise<Tab>
  /** Calls as the script does, and has the tab show the answer. */
  readonly call: (tab: Tab, instance: Instance, call: Call) => Promise<Answer>
  /** Posts a form as a browser without JavaScript does, and follows where it leads. */
  readonly submit: (path: string, fields: Fields, how: How) => Promise<Answer>
  /** Goes away; who comes back is somebody else. */
  readonly leave: () => void
}

const keptStates = 64

export function createVisitor(site: Site): Visitor {
  const { port, random, tally } = site
  const origin = `http://127.0.0.1:${port}`
  const cookies = new Map<string, string>()
  let agent = new Agent({ keepAlive: true, maxSockets: 4 })
  let address = anyAddress(random)
  let tab: Tab | undefined

  const send = async (how: How, asked: Partial<Asked> & { path: string }) => {
    const headers = {
      Cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
      'X-Forwarded-For': address,
      ...(asked.method === 'POST' && { Origin: origin, 'Sec-Fetch-Site': 'same-origin' }),
      ...asked.headers,
    }
    const answer = await exchange({ agent, port, ...asked, headers })
    if (answer === undefined) tally.cut(how.kind)
    else {
      keepCookies(cookies, answer)
      tally.answered(how.kind, answer, how.expected ?? [200])
    }
    return answer
  }
  const whole = async (how: How, asked: Partial<Asked> & { path: string }): Promise<Answer> =>
    (await send(how, asked)) as Answer

  const visitor: Visitor = {
    user: undefined,
    session: () => {
      const text = Buffer.from(cookies.get('sealwax-demo') ?? '', 'base64').toString()
      return JSON.parse(text || '{}') as Record<string, unknown>
    },
    ask: send,
    async open(path, kind = `page ${path.split('?')[0]}`) {
      const { text } = await whole({ kind }, { path })
      tab = createTab(path, text)
      const [instance] = tab.instances.values()
      if (instance) site.foreign.push({ binding: visitor.session()['sealwax'], instance })
      if (site.foreign.length > keptStates) site.foreign.shift()
      return tab
    },
    at: async (path) => (tab?.path === path ? tab : visitor.open(path)),
    async call(tab, instance, call) {
      const { id, component } = instance
      const path = ['/_sealwax', component, call.method].filter(Boolean).join('/')
      const answer = await whole(call, { path, method: 'POST', ...bodyOf(tab, instance, call) })
      const { status, headers, text } = answer
      if (headers['hx-reswap'] === 'delete') tab.remove(id)
      else if (headers['x-component'] !== undefined) tab.redraw(id, text)
      // What the script does where a state no longer opens.
      else if (status === 403 || status === 409) await visitor.open(tab.path)
      return answer
    },
    async submit(path, fields, how) {
      const type = { 'Content-Type': urlencoded, Referer: `${origin}${tab?.path ?? '/'}` }
      const body = new URLSearchParams(fields).toString()
      const answer = await whole(how, { path, method: 'POST', headers: type, body })
      const { location } = answer.headers
      if (location === undefined) return answer
      const { pathname, search } = new URL(location, origin)
      return whole({ kind: 'page after a form' }, { path: pathname + search })
    },
    leave() {
      agent.destroy()
      agent = new Agent({ keepAlive: true, maxSockets: 4 })
      address = anyAddress(random)
      cookies.clear()
      visitor.user = undefined
      tab = undefined
    },
  }
  return visitor
}

const urlencoded = 'application/x-www-form-urlencoded'

function bodyOf(tab: Tab, { id, fields: hidden }: Instance, { fields, files }: Call) {
  const live = liveIn(tab, id)
  const all = Object.entries({
    ...hidden,
    ...fields,
    ...(live.length > 0 && { _live: JSON.stringify(live) }),
  })
  const htmx = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }
  if (files === undefined) {
    const body = new URLSearchParams(all).toString()
    return { headers: { ...htmx, 'Content-Type': urlencoded }, body }
  }
  const body = multipart([...all.map(([name, value]) => ({ name, value })), ...files])
  return { headers: { ...htmx, 'Content-Type': multipartType }, body }
}

/** Children that live in the page: the first ones with their state, as the script sends them. */
function liveIn({ instances }: Tab, id: string) {
  let room = 4096
  const children = [...instances.values()].filter((one) => one.id.startsWith(`${id}__`))
  return children.map(({ id, digest, fields: { _state = '' } }) => {
    room -= _state.length
    return room > 0 ? [id, digest, _state] : [id, digest]
  })
}

function keepCookies(cookies: Map<string, string>, { headers }: Answer): void {
  for (const line of headers['set-cookie'] ?? []) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
}

/** One of some million addresses; each tenth is of IPv6. */
export function anyAddress({ below }: Random): string {
  const part = () => below(250)
  if (below(10) > 0) return `10.${part()}.${part()}.${part()}`
  return `2001:db8:${below(65_536).toString(16)}:${below(65_536).toString(16)}::1`
}

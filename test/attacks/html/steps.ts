import { type Answer, fromPage, type Headers, host, type Visit, visit, type Wire } from '../wire.ts'
import type { Act, createMirror, Point, Words } from './mirror.ts'

/** A visitor of the mirror. */
export type Mirrored = Pick<ReturnType<typeof createMirror>, 'mirror'> & { readonly wire: Wire }

/** One request whose answer may show the words. */
type Step = (site: Mirrored, words: Words) => Promise<Answer>

const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
const path = '/_sealwax/mirror'

/** Text in a URL as a client may send it: only what HTTP forbids is escaped. */
function inUrl(text: string): string {
  return wellFormed(text).replace(/[^\x21-\x7e]|[#?&+]/gu, encodeURIComponent)
}

/** Half a character has no UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}

async function open({ wire }: Mirrored, { query }: Words): Promise<Visit & { state: string }> {
  const opened = await visit(wire, `/mirror?q=${encodeURIComponent(wellFormed(query))}`)
  const id = opened.page.attribute('section', 'id') ?? ''
  return { ...opened, state: opened.page.state(id) }
}

interface Called {
  readonly method?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly htmx: boolean
}

/** Opens the page and makes a call from it. */
async function call(
  site: Mirrored,
  words: Words,
  { method, fields, htmx }: Called,
): Promise<Answer> {
  const { cookie, state } = await open(site, words)
  const body = new URLSearchParams({ _state: state, ...fields }).toString()
  const headers: Headers = [...fromPage({ cookie, htmx }), form]
  return site.wire.send({ path: method === undefined ? path : `${path}/${method}`, headers, body })
}

/** Both kinds of request for one method. */
function bothWays(
  name: string,
  called: (words: Words) => Omit<Called, 'htmx'>,
): Record<string, Step> {
  return {
    [`${name} by htmx`]: (site, words) => call(site, words, { ...called(words), htmx: true }),
    [`${name} by a form`]: (site, words) => call(site, words, { ...called(words), htmx: false }),
  }
}

function acting(name: string, act: Act): Record<string, Step> {
  const both = bothWays(name, () => ({ method: 'act' }))
  const steps = Object.entries(both).map(([what, step]): [string, Step] => [
    what,
    (site, words) => {
      site.mirror.act = act
      return step(site, words)
    },
  ])
  return Object.fromEntries(steps)
}

const pageStep: Step = ({ wire }, words) =>
  wire.send({ method: 'GET', path: `/mirror?q=${inUrl(words.query)}`, headers: [['Host', host]] })

/** Children that live in the page stay there, and are told what their parent gives them now. */
const keptStep: Step = async (site, words) => {
  const opened = await open(site, words)
  const children = [...opened.text.matchAll(/ id="([\w-]*__leaf-[ks])" data-component="leaf"/g)]
  const live = JSON.stringify(children.map(([, id]) => [id, 'A'.repeat(22)]))
  const body = new URLSearchParams({ _state: opened.state, _live: live }).toString()
  return site.wire.send({ path, headers: [...fromPage({ ...opened, htmx: true }), form], body })
}

/** After a redirect that carries messages and states along. */
const followStep: Step = async (site, words) => {
  site.mirror.act = ({ client, ctx }, { message }) => {
    client.message(message)
    ctx.sealwax.renew()
  }
  const { cookie, state } = await open(site, words)
  const body = new URLSearchParams({ _state: state }).toString()
  const { headers } = await site.wire.send({
    path: `${path}/act`,
    headers: [...fromPage({ cookie }), form],
    body,
  })
  const set = (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
  return site.wire.send({
    method: 'GET',
    path: headers.location ?? '/',
    headers: fromPage({ cookie: set }),
  })
}

const errorPage: Step = ({ wire }, { referer }) => {
  const from = `http://${host}/${inUrl(referer)}?${inUrl(referer)}`
  return wire.send({ path: '/_sealwax/none', headers: [['Host', host], form, ['Referer', from]] })
}

const gone =
  (htmx: boolean): Step =>
  async (site, words) => {
    const { cookie, state } = await open(site, words)
    site.mirror.gone = true
    const body = new URLSearchParams({ _state: state }).toString()
    const answer = await site.wire.send({
      path,
      headers: [...fromPage({ cookie, htmx }), form],
      body,
    })
    site.mirror.gone = false
    return answer
  }

const kept = { 'children that stay': keptStep }

const drawn = {
  page: pageStep,
  ...acting('a call', () => {}),
  ...bothWays('a refused call', () => ({ method: 'note', fields: { word: 'word' } })),
}

const typing = {
  ...bothWays('refused text', ({ typed }) => ({
    method: 'note',
    fields: { word: typed || 'x', tags: typed },
  })),
  ...bothWays('refused JSON', ({ typed }) => ({
    method: 'note',
    fields: { _params: JSON.stringify({ word: [typed, { a: typed }], tags: [typed] }) },
  })),
  ...bothWays('public state', ({ typed }) => ({ fields: { shown: typed } })),
  ...bothWays('public state in JSON', ({ typed }) => ({
    fields: { _public: JSON.stringify({ shown: typed }) },
  })),
  ...bothWays('unknown names', ({ typed }) => ({
    fields: { _public: JSON.stringify({ [typed]: typed }) },
  })),
  ...bothWays('a field that was left', ({ typed }) => ({
    fields: { _form: 'note', _field: typed, word: typed, [typed]: typed },
  })),
}

const refusing = {
  ...bothWays('a refused call', () => ({ method: 'note', fields: { word: 'word' } })),
  ...bothWays('a call that refuses', () => ({ method: 'note', fields: { word: '' } })),
}

/** The requests in whose answers a place shows. */
export const stepsOf: Readonly<Record<Point, Readonly<Record<string, Step>>>> = {
  arg: { ...drawn, ...kept },
  childArg: { ...drawn, ...kept },
  attribute: drawn,
  key: { ...drawn, ...refusing, 'gone by htmx': gone(true) },
  shown: drawn,
  held: { ...drawn, ...kept },
  loaded: drawn,
  shownName: drawn,
  loadedName: drawn,
  slot: drawn,
  title: { ...drawn, ...typing },
  fieldName: { ...drawn, ...typing },
  typed: typing,
  schemaMessage: refusing,
  issueMessage: refusing,
  issuePath: refusing,
  staleMessage: { 'gone by htmx': gone(true), 'gone by a form': gone(false) },
  message: {
    ...acting('a message', ({ client }, { message }) => client.message(message)),
    'a message behind a redirect': followStep,
  },
  detail: acting('an event', ({ client, ctx }, { detail }) => {
    client.dispatch('saved', { detail, list: [detail] })
    ctx.htmx.trigger('seen', detail)
  }),
  detailName: acting('an event', ({ client }, { detailName }) =>
    client.dispatch('saved', { [detailName]: 1 }),
  ),
  event: {
    ...acting('an event', ({ client }, { event }) => client.dispatch(event)),
    ...acting('two events', ({ ctx }, { event }) => {
      ctx.htmx.trigger(event)
      ctx.htmx.trigger(event)
    }),
  },
  returned: acting('a value', (_, { returned }) => ({ [returned]: [returned] })),
  url: acting('a redirect', ({ client }, { url }) => client.redirect(url)),
  pushed: {
    ...acting('a new entry', ({ client }, { pushed }) => client.pushUrl(pushed)),
    ...acting('another entry', ({ client }, { pushed }) => client.replaceUrl(pushed)),
  },
  refreshed: acting('a refresh', ({ client }, { refreshed }) => client.refresh(refreshed)),
  focus: acting('a focus', ({ client }, { focus }) => client.focus(focus)),
  selector: acting('a target', ({ ctx }, { selector }) => ctx.htmx.retarget(selector)),
  swap: acting('a swap', ({ ctx }, { swap }) => ctx.htmx.reswap(swap)),
  location: {
    ...acting('a location', ({ ctx }, { location }) => ctx.htmx.location(location)),
    ...acting('a redirect by hand', ({ ctx }, { location }) => ctx.htmx.redirect(location)),
  },
  fileName: bothWays('a file', () => ({ method: 'save' })),
  fileType: bothWays('a file', () => ({ method: 'save' })),
  query: { ...drawn, ...refusing },
  referer: { 'error page': errorPage },
  flash: bothWays('a flash', ({ flash }) => ({
    method: 'note',
    fields: { word: 'x', _flash: flash },
  })),
}

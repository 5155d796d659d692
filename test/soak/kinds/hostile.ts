import { createKeyring, createSealer } from 'sealwax/core'
import { wholeState } from '../../whole-state.ts'
import type { Instance } from '../tab.ts'
import { anyAddress, type Visitor } from '../visitor.ts'
import type { Kind, Tools } from './kind.ts'

export const hostileKinds: readonly Kind[] = [
  { name: 'state rejected', weight: 14, run: forge },
  { name: 'state of somebody else', weight: 3, run: steal },
  { name: 'state expired', weight: 2, run: comeLate },
  { name: 'many bad states of one address', weight: 2, run: flood },
  { name: 'not a call', weight: 3, run: misuse },
  { name: 'cut off', weight: 4, run: cutOff },
]

/** Posts a state that is none, from an address that nobody else has. */
async function forge(visitor: Visitor, { random }: Tools) {
  const { component, fields } = random.pick((await visitor.at('/counter')).of('counter'))
  const { _state = '' } = fields
  const at = random.below(_state.length)
  const forged = random.pick([
    `${_state.slice(0, at)}${_state[at] === 'A' ? 'B' : 'A'}${_state.slice(at + 1)}`,
    _state.slice(0, at),
    Buffer.from(Array.from({ length: 120 }, () => random.below(256))).toString('base64url'),
  ])
  const how = { kind: 'state rejected', expected: [403, 429] }
  const headers = { 'X-Forwarded-For': anyAddress(random) }
  await post(visitor, how, { component, _state: forged, headers })
}

interface Posted {
  readonly component: string
  readonly _state: string
  readonly headers?: Readonly<Record<string, string>>
}

function post(
  visitor: Visitor,
  how: { readonly kind: string; readonly expected: readonly number[] },
  { component, _state, headers = {} }: Posted,
) {
  const type = 'application/x-www-form-urlencoded'
  const body = new URLSearchParams({ _state }).toString()
  const sent = { 'Content-Type': type, 'HX-Request': 'true', ...headers }
  return visitor.ask(how, { path: `/_sealwax/${component}`, method: 'POST', headers: sent, body })
}

async function steal(visitor: Visitor, { random, foreign }: Tools) {
  await visitor.at('/counter')
  const { sealwax } = visitor.session()
  const others = foreign.filter(({ binding }) => binding !== sealwax)
  if (others.length === 0) return
  const { component, fields } = random.pick(others).instance
  const how = { kind: 'state of somebody else', expected: [403, 429] }
  const headers = { 'X-Forwarded-For': anyAddress(random) }
  await post(visitor, how, { component, _state: fields['_state'] ?? '', headers })
}

async function comeLate(visitor: Visitor, { random, key, tally }: Tools) {
  const tab = await visitor.at('/counter')
  const counter = random.pick(tab.of('counter'))
  const session = visitor.session()
  const _state = age(counter.fields['_state'] ?? '', counter, { key, session })
  const how = { kind: 'state expired', expected: [403] }
  const answer = await post(visitor, how, { component: 'counter', _state })
  if (!answer?.text.includes('StateExpired')) tally.wrong(how.kind, String(answer?.text))
}

/** Seals what stands in a state once more, as if it had been three days ago. */
function age(state: string, { component }: Instance, { key, session }: Aging): string {
  const { sealwax, userId } = session
  const sealer = createSealer(createKeyring([key]), {
    binding: String(sealwax),
    principal: userId as number | undefined,
    maxSealedLength: 65_536,
  })
  const use = { purpose: 'state', component } as const
  const opened = wholeState(component, sealer.unseal(state, use))
  opened.json[2] -= 3 * 86_400
  return sealer.seal(JSON.stringify(opened), use)
}

interface Aging {
  readonly key: string
  readonly session: Record<string, unknown>
}

function flood(visitor: Visitor) {
  const headers = { 'X-Forwarded-For': '192.0.2.66' }
  const how = { kind: 'many bad states of one address', expected: [403, 429] }
  return post(visitor, how, { component: 'counter', _state: 'x'.repeat(100), headers })
}

const tooLarge = Buffer.alloc(1.1 * 1024 * 1024, 'x')

async function misuse(visitor: Visitor, { random }: Tools) {
  const path = '/_sealwax/counter/increment'
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'HX-Request': 'true' }
  const [expected, asked] = random.pick([
    [404, { path: '/nowhere' }],
    [404, { path: '/_sealwax/counter/__proto__', method: 'POST', headers: form, body: '_state=x' }],
    [405, { path }],
    [415, { path, method: 'POST', headers: { ...form, 'Content-Type': 'text/plain' }, body: 'x' }],
    [413, { path, method: 'POST', headers: form, body: tooLarge }],
    [403, { path, method: 'POST', headers: { ...form, 'Sec-Fetch-Site': 'cross-site' } }],
  ] as const)
  await visitor.ask({ kind: 'not a call', expected: [expected] }, asked)
}

/** Goes away before the answer, in the middle of an upload or of what comes back. */
async function cutOff(visitor: Visitor, { random }: Tools) {
  const how = { kind: 'cut off' }
  const leaveAt = random.pick(['body', 'head', 'answer'] as const)
  if (leaveAt !== 'body') return visitor.ask(how, { path: '/board', leaveAt })
  const tab = await visitor.at('/contact')
  const { fields } = random.pick(tab.of('contact'))
  const head = Object.entries({ ...fields, name: 'Ada' }).map(
    ([name, value]) =>
      `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file = `--cut\r\nContent-Disposition: form-data; name="attachments"; filename="a.txt"\r\n\r\n`
  const body = `${head.join('')}${file}${'ink '.repeat(30_000)}`
  const headers = { 'Content-Type': 'multipart/form-data; boundary=cut', 'HX-Request': 'true' }
  return visitor.ask(how, {
    path: '/_sealwax/contact/send',
    method: 'POST',
    headers,
    body,
    leaveAt,
  })
}

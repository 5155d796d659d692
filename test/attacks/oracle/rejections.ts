import { deflateRawSync } from 'node:zlib'
import { newKey } from 'sealwax'
import { wholeState } from '../../whole-state.ts'
import { type Envelope, forgeEnvelope } from '../forge-envelope.ts'
import type { Vessel } from '../sealed-payloads/vessel.ts'

/** One way for a state to be refused. */
export interface Rejection {
  readonly what: string
  /** What takes the place of `_state`, by the form's rules: none, one or more. */
  readonly states: readonly string[]
  /** Other fields of the form. */
  readonly fields?: Readonly<Record<string, string>>
  readonly cookie?: ''
  /** Whether it is one of those that only the cipher tells apart: texts of our form that are not authentic. */
  readonly secret?: true
}

function one(what: string, state: string): Rejection {
  return { what, states: [state] }
}

function secret(what: string, state: string): Rejection {
  return { what, states: [state], secret: true }
}

/** Every reason for which a state does not open, each with a state of its own. */
export function rejectionsOf(vessel: Vessel, foreignFile: string): readonly Rejection[] {
  const { states, seal, key, binding, now } = vessel
  const genuine = states.vessel
  const plain = vessel.open(genuine)
  const forge = (parts: Partial<Envelope>) =>
    forgeEnvelope({ key, plain, binding, component: 'vessel', ...parts })
  const withPart = (index: number, value: unknown) => seal(changed(plain, index, value))
  return [
    { what: 'no state', states: [] },
    { what: 'two states', states: [genuine, genuine] },
    { what: 'no session', states: [genuine], cookie: '' },
    one('an empty text', ''),
    one('a short text', 'forged'),
    one('a text that is too long', 'A'.repeat(70_000)),
    one('padding', `${genuine}=`),
    one('another alphabet', `${genuine}+`),
    one('another format version', forge({ version: 2 })),
    one('an unknown key', forge({ key: newKey() })),
    ...[5, 17, 40, -17, -16, -1].map((at) =>
      secret(`a bit of byte ${at} flipped`, flip(genuine, at)),
    ),
    secret('another component', forge({ component: 'dock' })),
    secret('another purpose', forge({ purpose: 'flash' })),
    secret('another session', forge({ binding: `${binding.slice(0, -1)}!` })),
    secret('another user', forge({ principal: Buffer.from('\x01ada') })),
    secret('another key under the id of ours', forge({ key: newKey(), keyId: idOf(genuine) })),
    one('no text inside', seal('')),
    one('no JSON inside', seal(plain.slice(0, -1))),
    one(
      'a bomb inside',
      forge({ plain: Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.alloc(1e7))]) }),
    ),
    one('no state inside', seal('{"json":[]}')),
    one('the future', withPart(2, now + 1000)),
    one('an id that is none', withPart(0, '<script>')),
    one('a page elsewhere', withPart(1, '//evil.example')),
    one('a type off the list', seal(typed(plain, 'x', ['regexp']))),
    one('a plugin that refuses', seal(typed(plain, ['Decimal', '0x1f'], [['custom', 'sealwax']]))),
    one("somebody else's file", seal(typed(plain, ['file', foreignFile], [['custom', 'sealwax']]))),
    {
      what: 'arguments that do not open',
      states: [states.child],
      fields: { _args: flip(genuine, 40) },
    },
    { what: 'arguments of another child', states: [states.child], fields: { _args: genuine } },
  ]
}

function flip(sealed: string, at: number): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] as number) ^ 1
  return bytes.toString('base64url')
}

/** Id of the key. */
function idOf(sealed: string): Uint8Array {
  return Buffer.from(sealed, 'base64url').subarray(1, 5)
}

function changed(plain: string, index: number, value: unknown): string {
  const text = wholeState('vessel', plain)
  text.json[index] = value
  return JSON.stringify(text)
}

function typed(plain: string, held: unknown, type: unknown): string {
  const text = wholeState('vessel', plain)
  text.json[8] = { opens: 1, held }
  return JSON.stringify({ ...text, meta: { values: { '8.held': type }, v: 1 } })
}

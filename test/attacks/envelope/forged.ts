import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { lengthPrefixed } from '../../../server/core/seal/length-prefixed.ts'
import type { Envelope } from '../forge-envelope.ts'
import { genuine } from '../snapshots.ts'

type Parts = Partial<Envelope>
type Forged = readonly (readonly [what: string, parts: Parts])[]

const plain = JSON.stringify({ json: genuine })
const version = Uint8Array.of(1)
const numbers = (length: number) => Array.from({ length }, (_, number) => number)

/** The six purposes, and names that look like one. */
export const purposes = ['state', 'flash', 'children', 'digest', 'topic', 'upload'] as const

/** Sealed with the real key, for another use than the state of the component `card`. */
export const otherUses: Forged = [
  ...purposes
    .filter((purpose) => purpose !== 'state')
    .map((purpose) => [`for the purpose ${purpose}`, { purpose }] as const),
  ...['', 'State', 'states', 'stat', 'state\0', 'key id', 'sealwax', '\x01'].map(
    (purpose) => [`for the purpose ${JSON.stringify(purpose)}`, { purpose }] as const,
  ),
  ...['', 'Card', 'cards', 'car', 'card ', 'card\0', 'card-1', 'ca rd', 'c\u0430rd', 'state'].map(
    (component) => [`of the component ${JSON.stringify(component)}`, { component }] as const,
  ),
  ...['', 'Session', 'session ', 'sessio', 'session2', 'session\0'].map(
    (binding) => [`for the session ${JSON.stringify(binding)}`, { binding }] as const,
  ),
  ['for the user ""', { principal: Buffer.of(1) }],
  ['for the user "null"', { principal: Buffer.from('\x01null') }],
  ['for the user 0', { principal: Buffer.from('\x020') }],
  ['for a user without a tag', { principal: Buffer.alloc(0) }],
  ['for a user of another tag', { principal: Buffer.of(3) }],
  ['with purpose and component exchanged', { purpose: 'card', component: 'state' }],
  ['with purpose and component as one', { purpose: 'statecard', component: '' }],
  ['with a character that wandered', { purpose: 'statec', component: 'ard' }],
]

/** Sealed with the real key, in a way that is not ours. */
export const otherForms: Forged = [
  ...numbers(256)
    .filter((other) => other !== 1)
    .map((other) => [`of format version ${other}`, { version: other }] as const),
  ...[4, 8, 12, 13, 14, 15].map(
    (tagBytes) =>
      [`with a tag of ${tagBytes} bytes`, { tagBytes, plain: plain.padEnd(999) }] as const,
  ),
  ['without data besides', { additionalData: Buffer.alloc(0) }],
  [
    'with data besides that has no lengths',
    { additionalData: Buffer.concat([Buffer.from('state'), version, Buffer.from('card')]) },
  ],
  [
    'with a key id besides that is none',
    { additionalData: lengthPrefixed(['state', version, '', 'card']) },
  ],
  [
    'with more data besides',
    { additionalData: lengthPrefixed(['state', version, Buffer.alloc(4), 'card', 'more']) },
  ],
  ...['00000000', 'ffffffff', '01000000', '00000001', '5f5f7072'].map(
    (id) => [`under the key id ${id}`, { keyId: Buffer.from(id, 'hex') }] as const,
  ),
  ['under a key id that is cut', { keyId: Buffer.alloc(3) }],
  ['under a key id that is too long', { keyId: Buffer.alloc(5) }],
]

const marked = (...rest: Uint8Array[]) => Buffer.concat([Buffer.of(1), ...rest])
const deflated = deflateRawSync(plain)
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024)

/** Text that is compressed, or says so. */
export const compressed: Forged = [
  ['a bomb of 1 MiB', { plain: marked(deflateRawSync(zeros(1))) }],
  ['a bomb of 32 MiB', { plain: marked(deflateRawSync(zeros(32), { level: 9 })) }],
  ['a bomb of spaces in JSON', { plain: marked(deflateRawSync(`{"json":${' '.repeat(4e6)}1}`)) }],
  ['a bomb of one byte too many', { plain: marked(deflateRawSync(' '.repeat(65_536 * 2 + 1))) }],
  ['a bomb in a bomb', { plain: marked(deflateRawSync(marked(deflateRawSync(zeros(32))))) }],
  ['a bomb of stored blocks', { plain: marked(Buffer.alloc(40_000)) }],
  ['nothing behind the mark', { plain: marked() }],
  ['text behind the mark', { plain: marked(Buffer.from(plain)) }],
  ['deflate that is cut', { plain: marked(deflated.subarray(0, -5)) }],
  ['deflate with a mistake', { plain: marked(Buffer.from(deflated).fill(255, 10, 20)) }],
  ['deflate of a block type that is none', { plain: marked(Buffer.of(7)) }],
  ['zlib', { plain: marked(deflateSync(plain)) }],
  ['gzip', { plain: marked(gzipSync(plain)) }],
  ['deflate without the mark', { plain: deflated }],
  ['deflate twice', { plain: marked(deflateRawSync(marked(deflated))) }],
  ['nothing compressed', { plain: marked(deflateRawSync('')) }],
  ...numbers(256)
    .filter((mark) => mark !== 1)
    .map(
      (mark) =>
        [`the mark ${mark}`, { plain: Buffer.concat([Buffer.of(mark), deflated]) }] as const,
    ),
]

/** Bytes that are no text, or no JSON, under a real seal. */
export const noText: Forged = [
  ['nothing', { plain: '' }],
  ['one byte', { plain: 'x' }],
  ['bytes that are no UTF-8', { plain: Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]) }],
  ['UTF-16', { plain: Buffer.from(plain, 'utf16le') }],
  [
    'JSON with bytes that are no UTF-8 around it',
    { plain: Buffer.concat([Buffer.of(0xff), Buffer.from(plain)]) },
  ],
  ['a mark of byte order', { plain: `\ufeff${plain}` }],
  ['JSON and a null character', { plain: `${plain}\0` }],
  ['a longer text than is opened', { plain: plain.padEnd(70_000) }],
]

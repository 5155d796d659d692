/* oxlint-disable no-sparse-arrays -- what is refused is the subject */
import { createCodec } from 'sealwax/core'

/** Something that can't be sealed, as a programmer writes it, and what is said about it. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

class Letter {
  to = 'Ada'
}

const values: readonly (readonly [code: string, state: object])[] = [
  ['{ pattern: /wax/i }', { pattern: /wax/i }],
  ['{ onSave: () => {} }', { onSave: () => {} }],
  ['{ letter: new Letter() }', { letter: new Letter() }],
  ['{ rows: [fetch("/rows")] }', { rows: [Promise.resolve()] }],
  ['{ failure: new Error("spilt") }', { failure: new Error('spilt') }],
  ['{ key: Symbol("key") }', { key: Symbol('key') }],
  ['{ spy: new Proxy({}, {}) }', { spy: new Proxy({}, {}) }],
  ['{ due: new Date(NaN) }', { due: new Date(Number.NaN) }],
  ['{ list: [1, , 3] }', { list: [1, , 3] }],
  ['{ get now() { … } }', Object.defineProperty({}, 'now', { get: Date.now, enumerable: true })],
  ['{ ["__proto__"]: … }', JSON.parse('{ "__proto__": 1 }')],
  ['parent.child.parent = parent', cycle()],
]

function cycle(): object {
  const parent = { child: {} }
  Object.assign(parent.child, { parent })
  return parent
}

/** What the codec says of each, in its own words. */
export const refusals: readonly Refusal[] = values.map(([code, state]) => {
  return { code, message: messageOf(state) }
})

function messageOf(state: object): string {
  try {
    createCodec().write(state)
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('The codec takes a value that the demo shows as refused.')
}

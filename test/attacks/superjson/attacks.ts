import { leaves } from './leaves.ts'
import { type Attack, textOf } from './payload.ts'
import { shapes } from './shapes.ts'
import { types } from './types.ts'

export { harmless, largest } from './data.ts'

/** All that a reader of superjson's format has to refuse. */
export const attacks = [...types, ...shapes, ...leaves]

/** Each text by itself, and what it aims at. */
export function textsOf(all: readonly Attack[]): [what: string, text: string][] {
  return all.flatMap(({ aims, payloads }) =>
    payloads.flatMap(({ what, texts }) =>
      texts.map((text): [string, string] => [`refuses ${aims}: ${what}`, textOf(text)]),
    ),
  )
}

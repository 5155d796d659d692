import { ages, genuine, now } from '../snapshots.ts'

const at = { issued: 2, age: 3, version: 5 } as const

/** A state with some parts of its head exchanged, as JSON text. */
function head(parts: { readonly [part in keyof typeof at]?: string | number }): string {
  const tuple = genuine.map((part) => JSON.stringify(part))
  for (const [part, json] of Object.entries(parts))
    tuple[at[part as keyof typeof at]] = String(json)
  return `{"json":[${tuple.join()}]}`
}

const maxAge = ages.maxAge / 1000
const maxLifetime = ages.maxLifetime / 1000

/** States of other times and versions, and what opening them comes to: a code, or nothing where they open. */
export const times: readonly (readonly [what: string, text: string, code?: string])[] = [
  ['now', head({})],
  ['by a clock 300 s ahead', head({ issued: now + 300 })],
  ['by a clock 301 s ahead', head({ issued: now + 301 }), 'StateRejected'],
  ['a day ahead', head({ issued: now + 86_400 }), 'StateRejected'],
  ['a day ahead, by age in the past', head({ issued: now + 86_400, age: 86_400 }), 'StateRejected'],
  ['in a thousand years', head({ issued: now + 3.2e10 }), 'StateRejected'],
  ['at the end of numbers', head({ issued: Number.MAX_SAFE_INTEGER }), 'StateRejected'],
  ['beyond the safe numbers', head({ issued: 2 ** 53 }), 'StateRejected'],
  ['at infinity', head({ issued: '1e999' }), 'StateRejected'],
  ['at no time', head({ issued: 'null' }), 'StateRejected'],
  ['at a time in quotes', head({ issued: `"${now}"` }), 'StateRejected'],
  ['at a list of a time', head({ issued: `[${now}]` }), 'StateRejected'],
  ['at true', head({ issued: 'true' }), 'StateRejected'],
  ['at a time of an object', head({ issued: '{"valueOf":1}' }), 'StateRejected'],
  ['at half a second', head({ issued: now + 0.5 }), 'StateRejected'],
  ['before 1970', head({ issued: -1 }), 'StateRejected'],
  ['at minus zero', head({ issued: '-0' }), 'StateExpired'],
  ['in 1970', head({ issued: 0 }), 'StateExpired'],
  ['in milliseconds', head({ issued: now * 1000 }), 'StateRejected'],
  ['just in time', head({ issued: now - maxAge })],
  ['a second too late', head({ issued: now - maxAge - 1 }), 'StateExpired'],
  ['as old as a chain may be', head({ age: maxLifetime })],
  ['a second older', head({ age: maxLifetime + 1 }), 'StateExpired'],
  ['young, of an old chain', head({ issued: now - 1, age: maxLifetime }), 'StateExpired'],
  ['of a chain from before 1970', head({ age: now + 10 }), 'StateExpired'],
  ['of a chain without end', head({ age: Number.MAX_SAFE_INTEGER }), 'StateExpired'],
  ['of a chain from the future', head({ age: -1 }), 'StateRejected'],
  [
    'of a chain that makes it younger',
    head({ issued: now - maxAge - 1, age: -86_400 }),
    'StateRejected',
  ],
  ['of half a second', head({ age: 0.5 }), 'StateRejected'],
  ['of an age in quotes', head({ age: '"0"' }), 'StateRejected'],
  ['of no age', head({ age: 'null' }), 'StateRejected'],
  ['of an older version', head({ version: 0 }), 'StateOutdated'],
  ['of a newer version', head({ version: 2 }), 'StateOutdated'],
  ['of the last version', head({ version: Number.MAX_SAFE_INTEGER }), 'StateOutdated'],
  ['of a version below all', head({ version: -1 }), 'StateRejected'],
  ['of version one and a half', head({ version: 1.5 }), 'StateRejected'],
  ['of version "1"', head({ version: '"1"' }), 'StateRejected'],
  ['of version NaN', head({ version: 'null' }), 'StateRejected'],
  [
    'expired, and of another version',
    head({ issued: now - maxAge - 1, version: 0 }),
    'StateExpired',
  ],
  [
    'from the future, and of another version',
    head({ issued: now + 1000, version: 0 }),
    'StateRejected',
  ],
]

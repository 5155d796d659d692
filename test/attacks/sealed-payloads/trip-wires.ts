import type { TypePlugin } from 'sealwax'

/** What ran that must not. */
export const tripped: string[] = []

/** Names that programs read without being asked to. `then` is left out: that one is looked at, once, to be refused. */
const watched = [
  'json',
  'meta',
  'values',
  'type',
  'kind',
  'length',
  'size',
  'name',
  'id',
  'constructor',
  'toJSON',
  'toString',
  'valueOf',
  'inspect',
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.toPrimitive,
  Symbol.toStringTag,
]

const trapPrototype = { sets: 'traps' }

/** A value on which every property that somebody reads runs code. */
function makeTrap(): object {
  const trap = Object.create(trapPrototype)
  for (const name of watched) {
    Object.defineProperty(trap, name, { get: () => void tripped.push(`get ${String(name)}`) })
  }
  return trap
}

class Thenable {
  // oxlint-disable-next-line unicorn/no-thenable -- what is to be refused
  then(): void {
    tripped.push('then')
  }
}

/** Types of an app that does not know better, and one that counts. */
export const tripWires: readonly TypePlugin[] = [
  {
    name: 'trap',
    match: (value) => Object.getPrototypeOf(value) === trapPrototype,
    reduce: () => null,
    revive: makeTrap,
  },
  {
    name: 'thenable',
    match: (value) => value instanceof Thenable,
    reduce: () => null,
    revive: () => new Thenable(),
  },
  {
    name: 'counted',
    match: () => false,
    reduce: () => null,
    revive() {
      tripped.push('revive')
      return {}
    },
  },
]

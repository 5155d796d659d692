import { refuse } from './query-scope.ts'
import { flag, type Node, type Walk } from './query-walk.ts'

export function copyName(walk: Walk, name: unknown): unknown {
  const { names } = walk.allowed
  // Short enough that no database cuts it, plain enough that none folds it into another.
  if (typeof name === 'string' && (names.has(name) || /^[a-z_]\w{0,62}$/i.test(name))) return name
  throw refuse(`the name ${JSON.stringify(name)}`)
}

export function copyFunction(walk: Walk, name: unknown): unknown {
  if (typeof name === 'string' && walk.allowed.functions.has(name)) return name
  throw refuse(`function ${JSON.stringify(name)}, which is not listed`)
}

export function copyValue(walk: Walk, value: unknown): unknown {
  const converted = walk.allowed.convert(value)
  if (converted !== undefined) return converted
  throw refuse(`a value that is no text, number, boolean, bigint, date or null`)
}

/** Written into the SQL, not passed beside it. */
export function copyImmediate(walk: Walk, value: unknown, { value: written }: Node): unknown {
  if (value === true && written !== null && !['number', 'boolean'].includes(typeof written)) {
    throw refuse('a literal that is no number, boolean or null')
  }
  return flag(walk, value)
}

export function copyDirection(_: Walk, fragments: unknown): unknown {
  const text = JSON.stringify(fragments)
  if (text === '["asc"]' || text === '["desc"]') return [...(fragments as string[])]
  throw refuse('raw SQL')
}

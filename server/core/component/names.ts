import { ConfigError } from '../errors.ts'

/** Words of a component's template that nothing else may be called. */
export const templateWords: ReadonlySet<string> = new Set([
  'attrs',
  'call',
  'component',
  'errors',
  'field',
  'sealed',
  'slot',
  'slots',
])

/** Words that `self` has by itself. */
export const selfWords: ReadonlySet<string> = new Set(['args', 'state', 'client', 'ctx'])

/** No component has this name: its URL is that of the stream of living pages. */
export const liveName = 'live'

/**
 * @throws ConfigError unless the name is words of `a-z0-9` with single hyphens between: two hyphens stand
 * before the number of a component without a key
 */
export function checkComponentName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
    throw new ConfigError(
      `Component name ${JSON.stringify(name)}: use a-z, 0-9 and single hyphens, and begin with a letter.`,
    )
  }
}

/**
 * Writes a key so that it can stand in an id, a CSS selector and a header: a first hyphen, which would look
 * like a counted id, and all but letters, digits and hyphens become `_hh` for each byte of their UTF-8 form.
 */
export function encodeKey(key: string | number | bigint): string {
  // Most keys are ids of rows: nothing to look for.
  if (Number.isSafeInteger(key) && (key as number) >= 0) return String(key)
  return String(key).replace(/^-|[^A-Za-z0-9-]/gu, (character) => {
    return [...Buffer.from(character)]
      .map((byte) => `_${byte.toString(16).padStart(2, '0')}`)
      .join('')
  })
}

/** Id of a component with a key: `name-key`, behind its parent's `PARENT__`. */
export function keyedId(
  parent: string | undefined,
  name: string,
  key: string | number | bigint,
): string {
  return within(parent, `${name}-${encodeKey(key)}`)
}

/** Id of the n-th component of its name without a key: `name--n`, counted from 1 in its parent. */
export function countedId(parent: string | undefined, name: string, count: number): string {
  return within(parent, `${name}--${count}`)
}

/** Whether a text can stand as it is in an id, a CSS selector and a header. */
export function isId(text: string): boolean {
  return /^[\w-]+$/.test(text)
}

/** Id of the hidden form that holds a component's sealed state. */
export function stateFormId(id: string): string {
  return `${id}__f`
}

function within(parent: string | undefined, id: string): string {
  if (parent === undefined || parent === '') return id
  if (!isId(parent)) {
    throw new ConfigError(
      `${JSON.stringify(parent)} can't begin an id: use A-Z, a-z, 0-9, _ and -.`,
    )
  }
  return `${parent}__${id}`
}

import { atPlace } from '../compile/place-error.ts'

/** What a template passed to a function or tag. */
export interface Passed {
  readonly positional: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
  /** Template and line, for errors. */
  readonly place: string
}

/** Name under which `compileView` tells a word where it stands. */
export const placeArgument = '__place'

/** Takes apart what nunjucks hands over: keyword arguments come last, in an object that is marked. */
export function readArguments(args: readonly unknown[]): Passed {
  const last = args.at(-1)
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, '__keywords')) {
    return { positional: args, named: {}, place: 'a template' }
  }
  const { __keywords: _, [placeArgument]: place, ...named } = last as Record<string, unknown>
  const known = typeof place === 'string' ? place : 'a template'
  return { positional: args.slice(0, -1), named, place: known }
}

/** Makes a function of templates whose errors say where it was called. */
export function createWord(run: (passed: Passed) => unknown) {
  return (...args: unknown[]): unknown => {
    const passed = readArguments(args)
    return atPlace(passed.place, () => run(passed))
  }
}

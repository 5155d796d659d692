import { runtime } from '../compile/internals.ts'
import { placeError } from '../compile/place-error.ts'

/** What a template passed to a function or tag. */
export interface Passed {
  readonly positional: readonly unknown[]
  readonly named: Readonly<Record<string, unknown>>
  /** Template and line, for errors. */
  readonly place: string
}

/** Where a word stands in a template. The compiler passes it behind all other arguments; no template can. */
export class Place {
  /** View and line. */
  readonly text: string
  /** Whether the argument before it holds those that were passed by name. */
  readonly hasNames: boolean

  constructor(text: string, hasNames: boolean) {
    this.text = text
    this.hasNames = hasNames
  }
}

/** Nothing that was passed by name. */
export const noNames: Passed['named'] = Object.freeze({})

/** Takes apart what nunjucks hands over. */
export function readArguments(args: readonly unknown[]): Passed {
  const place = args.at(-1)
  if (!(place instanceof Place)) return readUnplaced(args)
  const end = place.hasNames ? args.length - 2 : args.length - 1
  const named = place.hasNames ? (args[end] as Passed['named']) : noNames
  return { positional: args.slice(0, end), named, place: place.text }
}

/** A word that a template calls by another name: there nunjucks marks the object that holds names. */
function readUnplaced(args: readonly unknown[]): Passed {
  const place = 'a template'
  const last = args.at(-1)
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, '__keywords')) {
    return { positional: args, named: noNames, place }
  }
  const { __keywords: _, ...named } = last as Record<string, unknown>
  return { positional: args.slice(0, -1), named, place }
}

const words = new WeakSet<object>()

/**
 * Gives what is called the arguments that it knows: a template may call a macro of its own by the name of a word, and
 * its names are passed in nunjucks' way.
 */
export function argumentsFor(called: unknown, args: readonly unknown[]): readonly unknown[] {
  const place = args.at(-1)
  if (!(place instanceof Place) || words.has(Object(called) as object)) return args
  const own = args.slice(0, -1)
  return place.hasNames ? [...own.slice(0, -1), runtime.makeKeywordArgs(own.at(-1) as object)] : own
}

/** Makes a function of templates whose errors say where it was called. */
export function createWord(run: (passed: Passed) => unknown) {
  const word = (...args: unknown[]): unknown => {
    const passed = readArguments(args)
    try {
      return run(passed)
    } catch (error) {
      throw placeError(error, passed.place)
    }
  }
  words.add(word)
  return word
}

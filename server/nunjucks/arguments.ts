/** What a template passed to a function or tag. */
export interface Passed {
  readonly positional: readonly unknown[]
  readonly named: Record<string, unknown>
}

/** Takes apart what nunjucks hands over: keyword arguments come last, in an object that is marked. */
export function readArguments(args: readonly unknown[]): Passed {
  const last = args.at(-1)
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, '__keywords')) {
    return { positional: args, named: {} }
  }
  const { __keywords: _, ...named } = last as Record<string, unknown>
  return { positional: args.slice(0, -1), named }
}

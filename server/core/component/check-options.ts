import { ConfigError } from '../errors.ts'

/**
 * Refuses options that nobody reads: a misspelt `authorize` would be no guard.
 * @param what stands in the message, for instance `Component card`
 * @throws ConfigError naming the first unknown option
 */
export function checkOptions(what: string, options: object, known: ReadonlySet<string>): void {
  const stray = Object.keys(options).find((option) => !known.has(option))
  if (stray !== undefined) throw new ConfigError(`${what} has no option '${stray}'.`)
}

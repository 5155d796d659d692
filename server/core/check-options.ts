import { ConfigError } from './errors.ts'

/**
 * Refuses options that nobody reads: a misspelt `authorize` would be no guard.
 * @param what stands in the message, for instance `Component card`
 * @throws ConfigError naming the first unknown option
 */
export function checkOptions(what: string, options: object, known: ReadonlySet<string>): void {
  const stray = Object.keys(options).find((option) => !known.has(option))
  if (stray !== undefined) throw new ConfigError(`${what} has no option '${stray}'.`)
}

/**
 * Refuses bounds that would be none: nothing is ever larger than NaN.
 * @param what stands in the message, for instance `Component card:`
 * @throws ConfigError naming the first that is not a number above 0
 */
export function checkPositive(what: string, numbers: Readonly<Record<string, unknown>>): void {
  for (const [name, number] of Object.entries(numbers)) {
    if (typeof number === 'number' && number > 0) continue
    throw new ConfigError(`${what} ${name} has to be a number above 0.`)
  }
}

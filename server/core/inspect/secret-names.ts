/** Words that what nobody else should read is called by. */
const secretWords: ReadonlySet<string> = new Set(
  'password passwd pwd passphrase passcode secret token hash salt ssn iban card cvc cvv otp pin credentials'.split(
    ' ',
  ),
)
/** What makes a secret of a key. */
const keyKinds: ReadonlySet<string> = new Set(['api', 'private', 'access', 'signing'])

/** Levels that are looked into. */
const maxDepth = 4

/** Whether a name looks like that of a secret: `passwordHash`, `api_key`. A part of a word is no word: `discard`. */
export function looksSecret(name: string): boolean {
  const words = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)?.map((word) => word.toLowerCase())
  return (words ?? []).some(
    (word, at, all) =>
      (secretWords.has(word) && all[at + 1] !== 'id') ||
      (word === 'key' && keyKinds.has(all[at - 1] ?? '')),
  )
}

/** Paths of the names that look like those of secrets, in what JSON holds. */
export function secretPaths(value: unknown, path = '', depth = maxDepth): string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return []
  return Object.entries(value).flatMap(([name, part]) => {
    const here = path === '' ? name : `${path}.${name}`
    return looksSecret(name) ? [here] : secretPaths(part, here, depth - 1)
  })
}

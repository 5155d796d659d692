import type { Fields } from '../component/schema.ts'
import { toPublicJson } from '../instance/public-json.ts'
import type { Opened, OpenedKey, OpenedPart } from './opened.ts'
import { secretPaths } from './secret-names.ts'

/** What a developer may want to change. */
export interface Warning {
  /** Stable name of the case. */
  readonly code: string
  readonly text: string
  /** What to do about it. */
  readonly advice: string
}

/** What is known of a state beside what it holds. Times are milliseconds. */
export interface Facts {
  /** Characters of the sealed text. */
  readonly sealed: number
  readonly now: number
  readonly maxAge: number
  readonly maxLifetime: number
  /** What `load` returned, where it ran. */
  readonly loaded?: Fields | undefined
}

/** Characters from which on a seal is called large: a page of 100 of them has 200 KB that do not compress. */
const largeSeal = 2048

/**
 * Finds what is likely to be a mistake in a component's state.
 * @returns one warning for each case, the most pressing first
 */
export function warningsOf(opened: Opened, facts: Facts): Warning[] {
  return [
    ...expiry(opened, facts),
    ...publicSecrets(opened),
    ...size(opened, facts),
    ...loadedTwice(opened, facts),
  ]
}

function expiry({ issued, born }: Opened, { now, maxAge, maxLifetime }: Facts): Warning[] {
  const ofState = issued + maxAge - now
  const ofChain = born + maxLifetime - now
  const left = Math.min(ofState, ofChain)
  if (left > maxAge / 10) return []
  const text =
    left < 0 ? 'The seal has expired.' : `The seal expires in ${Math.ceil(left / 60_000)} min.`
  const advice =
    ofChain < ofState
      ? 'Its chain of calls is near maxLifetime: the page has to be loaded again.'
      : 'A call seals it anew; if visitors stay that long, raise maxAge.'
  return [{ code: 'ExpiresSoon', text, advice }]
}

function publicSecrets({ parts }: Opened): Warning[] {
  const fields = parts.find(({ name }) => name === 'publicState')?.keys ?? []
  const paths = secretPaths(Object.fromEntries(fields.map(({ name, value }) => [name, value])))
  return paths.map((path) => ({
    code: 'PublicSecret',
    text: `Public state has '${path}', which looks like a secret.`,
    advice: 'Anybody at the browser can read public state: move it to state, or read it in load.',
  }))
}

const advices: Readonly<Record<OpenedPart['name'], string>> = {
  args: 'Pass an id and read the row in load: each call sends the state there and back.',
  state: 'Seal ids and read the rows in load: each call sends the state there and back.',
  publicState:
    'Public state travels twice, as JSON and in the seal: keep to what the browser needs.',
  slots: 'A slot keeps the values that its text reads: pass an id into a component of its own.',
  attrs: 'Attributes of the tag are sealed: keep long ones in the template.',
  visited: 'Names of visited fields are sealed: split the form.',
}

function size({ parts }: Opened, { sealed }: Facts): Warning[] {
  const most = largest(parts)
  if (sealed <= largeSeal || most === undefined) return []
  const key = largest(most.keys)
  const place = `${most.name}.${key?.name} alone has ${key?.bytes} bytes`
  const text = `The seal takes ${sealed} characters: ${place}.`
  return [{ code: 'LargeSeal', text, advice: advices[most.name] }]
}

function largest<T extends { readonly bytes: number }>(all: readonly T[]): T | undefined {
  return all.toSorted((one, other) => other.bytes - one.bytes)[0]
}

/** What is shorter may well be the same by chance. */
const minTwice = 24

/** Under one name nothing is sealed twice: what `load` returns is left out by itself. */
function loadedTwice({ parts }: Opened, { loaded = {} }: Facts): Warning[] {
  const names = new Map(Object.entries(loaded).map(([name, value]) => [writeJson(value), name]))
  const ofLoad = ({ value, bytes }: OpenedKey) =>
    bytes < minTwice ? undefined : names.get(JSON.stringify(value))
  return parts.flatMap((part) =>
    part.keys.flatMap((key) => {
      const name = ofLoad(key)
      if (name === undefined) return []
      const text = `${part.name}.${key.name} is what load returns as '${name}'.`
      const advice = 'Take it out of the state: load reads it for each call anyway.'
      return [{ code: 'LoadedTwice', text, advice }]
    }),
  )
}

/** A row may be anything: what can't be written is in no state either. */
function writeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(toPublicJson(value))
  } catch {
    return undefined
  }
}

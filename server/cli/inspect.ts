import { text as readAll } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import {
  createKeyring,
  createSealer,
  type Keyring,
  keyIdOf,
  type Principal,
  readOpened,
  readSealHeader,
  type SealHeader,
  SealwaxError,
  StateRejected,
} from '../core/rooms.ts'
import { type Command, CommandError } from './command.ts'
import { describeState, type Inspected } from './describe-state.ts'

const options = {
  key: { type: 'string', multiple: true },
  component: { type: 'string' },
  binding: { type: 'string' },
  principal: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** `sealwax inspect`. */
export const inspect: Command = {
  name: 'inspect',
  summary: 'shows what is in a sealed state',
  usage: `Usage: sealwax inspect STATE [--key KEY …] [--component NAME --binding ID [--principal ID]] [--json]

STATE is the value of a field \`_state\` of a page; - reads it from standard input. Without a key only
its header is shown. To open it takes all that it was sealed for:

--key        an app secret; once or more, newest first. Without it those in SEALWAX_KEYS, which no
             list of processes shows, with commas between
--component  name of the component: \`data-component\` of its root
--binding    the visitor's \`ctx.session.sealwax\`. koa-session keeps a session in its cookie as base64
             of JSON, or in its store; the binding is what stands there as "sealwax"
--principal  what the option \`principal\` of createSealwax returned for the visitor, if the app has
             one. Digits are tried as a number, then as a text
--json       all of it as JSON, with whole values

No key is ever printed. The code is 1 where the state does not open, 2 where something is missing.
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [state = '', ...more] = positionals
    if (state === '' || more.length > 0) throw new CommandError('give one state', 2)
    const sealed = state === '-' ? (await readAll(process.stdin)).trim() : state
    const inspected = telling(() => readState(sealed, readAsked(values)))
    const { missing } = inspected
    io.out(values.json === true ? toJson(inspected) : describeState(inspected))
    if (missing.length > 0 && values.json !== true) io.out(`\nTo open it: ${missing.join(', ')}\n`)
  },
}

interface Values {
  readonly key?: string[] | undefined
  readonly component?: string | undefined
  readonly binding?: string | undefined
  readonly principal?: string | undefined
}

/** What the user says of a state. */
interface Asked extends Omit<Values, 'key'> {
  readonly keys: readonly string[]
  readonly keyring: Keyring | undefined
}

/** @throws ConfigError, which tells the place of a key that is none, not the key */
function readAsked({ key, ...rest }: Values): Asked {
  const keys = key ?? listOf(process.env['SEALWAX_KEYS'])
  const keyring = keys.length === 0 ? undefined : telling(() => createKeyring(keys), 2)
  return { ...rest, keys, keyring }
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** Characters of the longest text that is looked at. */
const maxSealedLength = 4 * 1024 * 1024

function readState(sealed: string, asked: Asked): Inspected {
  const header = readSealHeader(sealed, maxSealedLength)
  const { keyring, keys, component, binding } = asked
  const fits = keys.findIndex((key) => keyIdOf(key) === header.keyId) + 1
  const key = { fits: fits === 0 ? undefined : fits, of: keys.length }
  if (keyring === undefined || component === undefined || binding === undefined) {
    const needed = { key: keyring, component, binding }
    const missing = Object.entries(needed).filter(([, value]) => value === undefined)
    return { header, key, missing: missing.map(([name]) => `--${name}`) }
  }
  checkOpens(header, key)
  const open = (principal: Principal) => {
    const sealer = createSealer(keyring, { binding, principal, maxSealedLength })
    return readOpened(sealer.unseal(sealed, { purpose: 'state', component }), component)
  }
  return { header, key, missing: [], opened: firstThatOpens(principalsOf(asked), open) }
}

function checkOpens({ version, keyId }: SealHeader, { fits, of }: Inspected['key']): void {
  if (version !== 1) throw new CommandError(`it is of format ${version}; this program knows 1`)
  if (fits !== undefined) return
  throw new CommandError(`key ${keyId} sealed it, which is none of the ${of} given`)
}

function principalsOf({ principal }: Asked): Principal[] {
  if (principal === undefined) return [undefined]
  return /^-?\d+$/.test(principal) ? [BigInt(principal), principal] : [principal]
}

function firstThatOpens<T>(principals: readonly Principal[], open: (one: Principal) => T): T {
  for (const principal of principals) {
    try {
      return open(principal)
    } catch (error) {
      if (!isNotAuthentic(error)) throw error
    }
  }
  throw new CommandError(
    'it does not open: it was changed, or sealed for another component, binding or principal',
  )
}

function isNotAuthentic(error: unknown): boolean {
  return reasonOf(error) === 'not authentic'
}

/** Says in a line what the library refused. */
function telling<T>(run: () => T, exitCode = 1): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof SealwaxError)) throw error
    throw new CommandError(reasonOf(error), exitCode)
  }
}

/** The reason is kept from browsers, not from who has the keys. */
function reasonOf(error: unknown): string {
  if (error instanceof StateRejected) return (error.cause as Error).message
  return (error as Error).message
}

function toJson({ header, key, missing, opened }: Inspected): string {
  return `${JSON.stringify({ header, key, missing, opened }, null, 2)}\n`
}

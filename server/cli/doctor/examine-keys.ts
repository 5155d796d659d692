import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { keyIdOf } from '../../core/rooms.ts'
import { type Finding, ok, problem, unknown, warning } from './finding.ts'
import type { OpenApp } from './open-app.ts'

const keyPattern = /swx1_[\w-]{43}(?![\w-])/g
const maxBytes = 2 ** 20

/** Looks where an app's keys are, and whether its cookies are signed. */
export function examineKeys(folder: string, opened: OpenApp | undefined): Finding[] {
  const used = opened?.toolkits.flatMap(({ keyIds }) => keyIds) ?? []
  return [...examineUsed(used), ...examineSource(folder, used), ...examineCookieKeys(opened)]
}

function examineUsed(used: readonly string[]): Finding[] {
  if (used.length === 0) return [unknown('Which keys are in use can not be seen from here.')]
  const names = Object.entries(process.env).flatMap(([name, value = '']) =>
    keysIn(value).map((key) => [keyIdOf(key), name] as const),
  )
  const inEnvironment = new Map(names)
  const from = new Set(used.map((id) => inEnvironment.get(id)))
  if (!from.has(undefined)) return [ok(`${count(used)} from the environment: ${[...from].join()}.`)]
  const trouble = `${count(used)}, not all from the environment.`
  const advice =
    'Where they are made at the start, pages of before it, and of other processes, do not work. Make one once ' +
    '(npx sealwax new-key), keep it in the environment, and read it there.'
  return [warning(trouble, advice)]
}

function count({ length }: readonly string[]): string {
  return length === 1 ? '1 key' : `${length} keys`
}

function keysIn(text: string): string[] {
  return text.match(keyPattern) ?? []
}

/** A key that is in use gives away all states; another one may be of a test. */
function examineSource(folder: string, used: readonly string[]): Finding[] {
  const files = trackedFiles(folder)
  if (files === undefined)
    return [unknown('This is no git repository: the source was not searched for keys.')]
  const findings = files.flatMap((file) =>
    examineFile(file, keysIn(read(join(folder, file))), used),
  )
  if (existsSync(join(folder, '.env')) && !isIgnored(folder, '.env') && !files.includes('.env')) {
    findings.push(warning('git does not ignore .env.', 'Add .env to .gitignore.'))
  }
  return findings.length > 0 ? findings : [ok('No file in git holds a key.')]
}

function examineFile(file: string, keys: string[], used: readonly string[]): Finding[] {
  if (keys.length === 0) return []
  if (keys.map(keyIdOf).some((id) => used.includes(id))) {
    const advice =
      'Make another (npx sealwax new-key), keep it out of git, and put it first in `keys`.'
    return [problem(`${file} is in git and holds a key that is in use.`, advice)]
  }
  const advice = 'One that is used anywhere but in tests has to be replaced: npx sealwax new-key.'
  return [
    warning(`${file} is in git and holds a key, though none that is seen in use here.`, advice),
  ]
}

function trackedFiles(folder: string): string[] | undefined {
  const listed = git(folder, 'ls-files', '-z')
  return listed?.split('\0').filter((file) => file !== '')
}

function isIgnored(folder: string, file: string): boolean {
  return git(folder, 'check-ignore', '-q', file) !== undefined
}

/** What git says; `undefined` where it says no, or is not there. */
function git(folder: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 2 ** 26,
    })
  } catch {
    return undefined
  }
}

function read(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat?.isFile() && stat.size <= maxBytes ? readFileSync(file, 'utf8') : ''
}

const minCookieKey = 16

function examineCookieKeys(opened: OpenApp | undefined): Finding[] {
  const app = opened?.app
  if (app === undefined)
    return [unknown('app.keys, which sign the cookies, can not be seen from here.')]
  const { keys } = app
  const advice = 'app.keys = [a random text from the environment, of 32 characters or more]'
  if (keys === undefined) return [problem('app.keys is not set: koa-session can not sign.', advice)]
  const texts = Array.isArray(keys) ? keys.map(String) : []
  const short = texts.filter((text) => text.length < minCookieKey)
  if (short.length > 0)
    return [warning('app.keys holds a short text, which can be guessed.', advice)]
  return [ok('app.keys is set.')]
}

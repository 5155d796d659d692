import assert from 'node:assert/strict'
import { createKeyring, createSealer, type Sealer } from 'sealwax/core'
import { readPage } from './page.ts'
import { type Browser, type Response, testKey } from './test-app.ts'

/** Opens a page and reads the state of one component. */
export async function stateOn(browser: Browser, path: string, id: string): Promise<string> {
  const { text } = await browser.get(path)
  return readPage(text).state(id)
}

interface Expected {
  readonly status: number
  readonly code: string
  readonly reswap?: string
  readonly retarget?: string
}

/** An error answer to htmx: JSON that never lands in the page. */
export function assertHtmxError(answer: Response, expected: Expected): void {
  const { status, code, reswap = 'none', retarget } = expected
  const { headers } = answer
  assert.equal(answer.status, status, answer.text)
  const { error, ...rest } = answer.body as { error: { code: string; message: string } }
  assert.deepEqual(rest, {})
  assert.deepEqual(Object.keys(error), ['code', 'message'])
  assert.equal(error.code, code)
  assert.notEqual(error.message, '')
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(headers['hx-reswap'], reswap)
  assert.equal(headers['hx-retarget'], retarget)
  assert.equal(headers['x-component'], undefined)
  assertCallHeaders(answer)
}

/** An error page without JavaScript, with a way back. */
export function assertErrorPage(answer: Response, status: number, back = '/'): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(readPage(answer.text).attribute('a', 'href'), back)
  assert.notEqual(readPage(answer.text).text('h1'), '')
  assertNoHtmx(answer)
  assertCallHeaders(answer)
}

export function assertRedirect(answer: Response, to: string | RegExp): void {
  assert.equal(answer.status, 303, answer.text)
  const { location = '' } = answer.headers
  if (typeof to === 'string') assert.equal(location, to)
  else assert.match(location, to)
  assertNoHtmx(answer)
  assertCallHeaders(answer)
}

/** Every answer of the call route. */
export function assertCallHeaders({ headers }: Response): void {
  assert.equal(headers['vary'], 'HX-Request')
  assert.equal(headers['cache-control'], 'no-store')
}

function assertNoHtmx({ headers }: Response): void {
  const names = Object.keys(headers).filter((name) => /^hx-|^x-component/.test(name))
  assert.deepEqual(names, [])
}

/** All of an answer but what changes by itself. */
export function answerText({ status, headers, text }: Response): string {
  const { date: _, ...rest } = headers as Record<string, string>
  return JSON.stringify({ status, rest, text })
}

/** The cookies that an answer sets, as a request sends them. */
export function cookiesOf({ headers }: Response): string {
  const lines = (headers['set-cookie'] ?? []) as unknown as string[]
  return lines.map((line) => line.split(';')[0]).join('; ')
}

/** What a cookie session holds. */
export function sessionOf(answer: Response): Record<string, string> {
  const [, text = ''] = /sid=([^;]+)/.exec(cookiesOf(answer)) ?? []
  return JSON.parse(Buffer.from(text, 'base64').toString()) as Record<string, string>
}

/** What opens the seals of a page, and makes such: the app's own key, which no visitor has. */
export function sealerFor(page: Response, key = testKey): Sealer {
  const { sealwax: binding = '' } = sessionOf(page)
  return createSealer(createKeyring([key]), { binding, maxSealedLength: 65_536 })
}

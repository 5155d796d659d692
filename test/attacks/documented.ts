import assert from 'node:assert/strict'
import type { Answer } from './wire.ts'

/** Codes of errors and their statuses, as the README's table has them; none of them is a bug. */
const statuses: Readonly<Record<string, number>> = {
  BadRequest: 400,
  StateExpired: 403,
  StateRejected: 403,
  CrossSite: 403,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  StateOutdated: 409,
  StateReplayed: 409,
  StaleComponentState: 410,
  TooLarge: 413,
  UnsupportedType: 415,
  TooMany: 429,
}

/** Statuses of a call without JavaScript that is none of these errors. */
const plainStatuses = [200, 303, 422, 400, 403, 404, 405, 410, 413, 415, 429]

/** Code of an error answer to htmx; `''` for any other. */
export function codeOf({ headers, text }: Answer): string {
  if (!headers['content-type']?.startsWith('application/json')) return ''
  return (JSON.parse(text) as { error: { code: string } }).error.code
}

/** Checks that an answer of the call route to htmx is one of those that are documented. */
export function assertDocumented(answer: Answer): void {
  assertHeaders(answer)
  const { status, headers } = answer
  const code = codeOf(answer)
  if (code === '') return assertDone(answer)
  assert.equal(status, statuses[code], `${code} with status ${status}`)
  assert.equal(headers['hx-reswap'], code === 'StaleComponentState' ? 'delete' : 'none')
  assert.equal(headers['x-component'], undefined)
}

/** Checks the same of an answer to a form without JavaScript. */
export function assertDocumentedPlain(answer: Answer): void {
  assertHeaders(answer)
  const { status, headers } = answer
  assert(plainStatuses.includes(status), `status ${status}`)
  const ours = Object.keys(headers).filter((name) => /^hx-|^x-component/.test(name))
  assert.deepEqual(ours, [])
  if (status === 303) assertLocal(headers.location)
  else assert.match(headers['content-type'] ?? '', /^text\/html; charset=utf-8$/)
}

function assertDone({ status, headers, text }: Answer): void {
  assert([200, 204, 422].includes(status), `status ${status} without a code: ${text.slice(0, 80)}`)
  if (status !== 204) assert.match(String(headers['x-component']), /^[a-z][a-z0-9-]*$/)
}

/** What every answer of the call route has, whatever was asked. */
export function assertHeaders({ headers }: Answer): void {
  for (const [name, value] of Object.entries(headers)) {
    assert.match(`${name}: ${String(value)}`, /^[\x20-\x7e]*$/)
  }
  assert.equal(headers.vary, 'HX-Request')
  assert.match(headers['cache-control'] ?? '', /^(?:private, )?no-store$/)
}

/** A path of this site, which no browser takes for a host. */
export function assertLocal(url = ''): void {
  assert.match(url, /^\/(?![/\\])[\x21-\x7e]*$/)
}

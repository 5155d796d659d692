import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  add,
  createUploadSite,
  multipart,
  multipartType,
  type UploadSiteOptions,
} from '../koa/uploads/upload-site.ts'
import { assertDocumented, codeOf } from './documented.ts'
import type { Family, Run } from './family.ts'
import { fuzz } from './fuzz.ts'
import { hostileText } from './html/payloads.ts'
import { some } from './some.ts'
import { anyBody, anyContent, bombs, names, type Polyglot, polyglots } from './uploads/contents.ts'
import { tryCuts } from './uploads/cuts.ts'
import { forms, type UploadAttempt } from './uploads/forms.ts'
import { tryIds } from './uploads/ids.ts'
import { type Answer, fromPage, listen, soon, visit } from './wire.ts'

export const family: Family = {
  name: 'uploads',
  aims: 'a file that is stored, or served, where it should not be',
  async attack(run) {
    const strict = await openSite()
    for (const attempt of forms) await run.try(attempt.what, () => tryForm(strict, attempt))
    const site = await openSite({ photo: {} })
    for (const polyglot of polyglots) {
      await run.try(polyglot.what, () => tryPolyglot(site, polyglot))
    }
    for (const [what, content] of Object.entries(bombs)) {
      await run.try(what, () => tryContent(site, content))
    }
    for (const name of some(run, names, 5)) {
      await run.try(`the name ${JSON.stringify(name.slice(0, 40))}`, () => tryName(site, name))
    }
    await tryGenerated(run, site)
    await tryIds(run)
    await tryCuts(run)
  },
}

type Site = Awaited<ReturnType<typeof openSite>>

async function openSite(options: UploadSiteOptions = {}) {
  const site = createUploadSite({ ...options, sealwax: { badStates: false } })
  const wire = await listen(site.app)
  const { page, cookie } = await visit(wire, '/album')
  return { ...site, wire, cookie, state: page.state('album-1') }
}

/** Milliseconds that no upload of these sizes may take. */
const patience = 2000

interface Sent {
  readonly body: Buffer
  readonly type?: string | undefined
  readonly path?: string | undefined
}

function send({ wire, cookie }: Site, { body, type = multipartType, path = add }: Sent) {
  const headers = [...fromPage({ cookie, htmx: true }), ['Content-Type', type] as const]
  return soon(() => wire.send({ path, headers, body }), patience)
}

async function tryForm(site: Site, { body, type, method, expect }: UploadAttempt): Promise<void> {
  const path = method === undefined ? add : `/_sealwax/album${method}`
  const answer = await send(site, { body: body(site.state), type, path })
  assertDocumented(answer)
  const came = codeOf(answer) || answer.status
  assert(expect.includes(came), `${came}, not ${expect.join(' or ')}`)
  assertNothingLeft(site)
}

/** Whatever came, nobody kept it: the folder, and the one around it, are as they were. */
function assertNothingLeft({ folder, stored }: Site): void {
  assert.deepEqual(stored(), [])
  assert.deepEqual(readdirSync(dirname(folder)).toSorted(), ['uploads', 'views'])
}

function withFile({ state }: Site, content: Buffer, filename = 'a.html'): Buffer {
  const file = { name: 'photo', value: content, filename, type: 'text/html' }
  return multipart([{ name: '_state', value: state }, file])
}

/** Sent back by its sender's own click, it is a file to save, of the type that its content has. */
async function tryPolyglot(site: Site, { content, type }: Polyglot): Promise<void> {
  const answer = await send(site, { body: withFile(site, content), path: '/_sealwax/album/echo' })
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.headers['content-type']?.split(';')[0], type)
  assertSaved(answer)
  assertNothingLeft(site)
}

/** What a browser saves, and never shows as a page of this site. */
function assertSaved({ headers }: Answer): void {
  assert.match(headers['content-disposition'] ?? '', /^attachment; filename=[\x20-\x7e]+$/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['hx-reswap'], 'none')
}

async function tryContent(site: Site, content: Buffer): Promise<void> {
  const answer = await send(site, { body: withFile(site, content) })
  assertDocumented(answer)
  assert([200, 422].includes(answer.status), `${answer.status} ${answer.text}`)
  assertNothingLeft(site)
}

/** A name is text of one line, without folders, and a file by it can be sent back. */
async function tryName(site: Site, name: string): Promise<void> {
  let shown: string | undefined
  site.album.act = (_, { photo }) => {
    shown = photo?.name
  }
  const body = withFile(site, Buffer.from('x'), name)
  const answer = await send(site, { body })
  assertDocumented(answer)
  // Some are a form that is none, or a file input that was left empty.
  if (shown !== undefined) assertShown(shown)
  const back = await send(site, { body, path: '/_sealwax/album/echo' })
  if (back.status === 200 && back.headers['x-component'] === undefined) assertSaved(back)
  else assertDocumented(back)
  assertNothingLeft(site)
}

function assertShown(name: string): void {
  assert.doesNotMatch(name, /[/\\\p{Cc}\u202a-\u202e]|^\.*$/u, JSON.stringify(name))
  assert(Array.from(name).length <= 255)
}

async function tryGenerated(run: Run, site: Site): Promise<void> {
  await fuzz(run, {
    what: 'a file that begins like one of a known kind',
    cases: anyContent,
    many: { short: 20, long: 5000 },
    attempt: (content) => tryContent(site, content),
  })
  await fuzz(run, {
    what: 'any name of a file',
    cases: hostileText.filter((name) => name !== ''),
    many: { short: 10, long: 1000 },
    attempt: (name) => tryName(site, name),
  })
  await fuzz(run, {
    what: 'any multipart body',
    cases: anyBody,
    many: { short: 20, long: 3000 },
    async attempt(pieces) {
      const body = Buffer.from(pieces.join('').replaceAll('$STATE', site.state))
      const answer = await send(site, { body })
      assertDocumented(answer)
      assertNothingLeft(site)
    },
  })
}

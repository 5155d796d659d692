import assert from 'node:assert/strict'
import { readPage } from '../../koa/page.ts'
import { testKey } from '../../koa/test-app.ts'
import {
  add,
  createUploadSite,
  multipart,
  multipartType,
  png,
} from '../../koa/uploads/upload-site.ts'
import { forge, unseal } from '../../reference/app.ts'
import type { Run } from '../family.ts'

type Site = ReturnType<typeof createUploadSite>

/** A visitor who has a file of their own in the state of the page. */
async function uploader(site: Site) {
  const visitor = site.browser()
  const page = await visitor.get('/album')
  const parts = [
    { name: '_state', value: readPage(page.text).state('album-1') },
    { name: 'photo', filename: 'sea.png', value: png() },
  ]
  const headers = { 'Content-Type': multipartType, 'HX-Request': 'true' }
  const before = new Set(site.stored())
  const answer = await visitor.agent.post(add).set(headers).send(multipart(parts))
  const state = readPage(answer.text).state('album-1')
  const id = site.stored().find((name) => !before.has(name) && !name.endsWith('.json')) ?? ''
  return { visitor, page, state, id }
}

const rejected = [403, 'StateRejected'] as const

/** Ids in a state that is sealed with the app's own key, as one could who has stolen it. */
const ids: readonly (readonly [
  what: string,
  id: (own: string, others: string) => unknown,
  ...(readonly unknown[]),
])[] = [
  ['their own', (own) => own, 200, undefined],
  ["somebody else's", (_, others) => others, ...rejected],
  ['of a file that never was', () => '0'.repeat(32), 410, 'StaleComponentState'],
  ["of the file beside somebody's file", (_, others) => `${others}.json`, ...rejected],
  ['in capitals', (own) => own.toUpperCase().replace(/^\d/, 'A'), ...rejected],
  ['with a line feed', (own) => `${own}\n`, ...rejected],
  ['that is a path', (own) => `../uploads/${own}`, ...rejected],
  ['that leads out of the folder', () => '../../../../etc/passwd', ...rejected],
  ['that is empty', () => '', ...rejected],
  ...[null, 0, [], {}, true, ['0'.repeat(32)], { toString: '0'.repeat(32) }].map(
    (id) => [`that is ${JSON.stringify(id)}`, () => id, ...rejected] as const,
  ),
]

/** Tries to have a file by an id that was never given out to them. */
export async function tryIds(run: Run): Promise<void> {
  const site = createUploadSite({ sealwax: { badStates: false } })
  site.album.act = (self, { photo }) => {
    self.state.cover = photo
  }
  const [ada, eve] = [await uploader(site), await uploader(site)]
  const text = JSON.stringify(unseal(testKey, eve.page, { state: eve.state, component: 'album' }))
  for (const [what, idOf, status, code] of ids) {
    await run.try(`a file by an id ${what}`, async () => {
      const id = JSON.stringify(idOf(eve.id, ada.id))
      const state = text.replace(JSON.stringify(eve.id), () => id)
      const _state = forge(testKey, eve.page, { state, component: 'album' })
      const answer = await eve.visitor.htmx('/_sealwax/album/save', { _state })
      assert.equal(answer.status, status, answer.text)
      assert.equal(answer.body?.error?.code, code)
    })
  }
  await run.try("somebody else's file, after another has logged in", async () => {
    site.world.user = 'eve'
    const answer = await ada.visitor.htmx('/_sealwax/album/save', { _state: ada.state })
    assert.equal(answer.body.error.code, 'StateRejected')
  })
}

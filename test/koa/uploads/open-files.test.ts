import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import Koa from 'koa'
import { createUploads, defineComponent } from 'sealwax'
import supertest from 'supertest'
import { type AnyComponent, type CallFields, defaultLimits } from '../../../server/core/rooms.ts'
import { openFiles } from '../../../server/koa/uploads/open-files.ts'
import { multipart, multipartType, png, temporaryFolder } from './upload-site.ts'

describe('openFiles', () => {
  it('tells of no field behind the first file until it may take that', async () => {
    const uploads = createUploads({ folder: temporaryFolder() })
    const methods = { add: { files: { photo: {} }, run() {} } }
    const album = defineComponent({ name: 'album', template: 'album.njk', methods }) as AnyComponent
    const method = album.methods.get('add')
    assert(method)
    const seen: CallFields[] = []
    const app = new Koa()
    app.use(async (ctx) => {
      uploads.serve(ctx, () => 'ada')
      const options = { uploads, method, boundary: 'cut', limits: defaultLimits }
      const body = openFiles(ctx, options)
      const head = await body.head()
      await pass(50)
      seen.push({ ...head })
      const received = await body.receive?.()
      seen.push({ ...received?.fields })
      await body.close()
      ctx.status = 204
    })
    const parts = multipart([
      { name: '_state', value: 's' },
      { name: 'title', value: 'one' },
      { name: 'photo', filename: 'sea.png', value: png() },
      { name: 'title', value: 'two' },
      { name: 'late', value: '' },
    ])
    await supertest(app.callback()).post('/').set('Content-Type', multipartType).send(parts)
    const _state = ['s']
    assert.deepEqual(seen, [
      { _state, title: ['one'] },
      { _state, title: ['one', 'two'], late: [''] },
    ])
  })
})

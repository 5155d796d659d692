import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import Koa, { type Context } from 'koa'
import request from 'supertest'
import { BadRequest, defaultLimits } from '../../server/core/rooms.ts'
import { readBody } from '../../server/koa/body.ts'

const form = 'application/x-www-form-urlencoded'

/** A site that answers with what it reads, once something in front was done with the request. */
function createSite(before: (ctx: Context) => unknown): Koa {
  return new Koa().use(async (ctx) => {
    await before(ctx)
    const { bytes } = await readBody(ctx, defaultLimits)
    ctx.body = bytes.toString()
  })
}

/** What reading comes to whose sender is gone by then. */
function readTooLate(): Promise<unknown> {
  return new Promise((resolve) => {
    const site = new Koa().use(async (ctx) => {
      await once(ctx.req, 'close').catch(() => {})
      server.close()
      await readBody(ctx, defaultLimits).then(resolve, resolve)
    })
    site.silent = true
    const server = site.listen(0)
    const socket = connect((server.address() as AddressInfo).port)
    const head = `Host: a\r\nContent-Type: ${form}\r\nContent-Length: 9`
    socket.write(`POST / HTTP/1.1\r\n${head}\r\n\r\na=`)
    server.once('request', () => socket.destroy())
  })
}

describe('readBody', () => {
  it('reads a body that somebody has paused, and that comes in pieces', async () => {
    const site = createSite(({ req }) => {
      req.pause()
      return setImmediate()
    })
    for (const body of ['', 'a=1', `a=${'1'.repeat(300_000)}`]) {
      const asked = request(site.callback()).post('/').set('Content-Type', form)
      assert.equal((await asked.send(body)).text, body)
    }
  })

  it('refuses a body whose sender is gone before it is asked for', { timeout: 5000 }, async () => {
    assert.ok((await readTooLate()) instanceof BadRequest)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context } from 'koa'
import { isDeveloper } from '../../../server/koa/development/is-developer.ts'
import type { Room } from '../../../server/koa/room.ts'

const room = { toolkit: { development: true } } as Room

/** Whether a request from this machine is a developer's. */
function ask(headers: object, more: object = {}): boolean {
  const socket = { remoteAddress: '::1' }
  const req = { socket, httpVersion: '1.1', headers: { host: 'localhost:3000', ...headers } }
  return isDeveloper(room, { req: { ...req, ...more } } as unknown as Context)
}

describe('isDeveloper', () => {
  it('is a browser on this machine, at a local name', () => {
    for (const host of ['localhost', 'shop.localhost:3000', '127.0.0.1:3000', '[::1]:80']) {
      assert.equal(ask({ host }), true, host)
    }
    for (const remoteAddress of ['127.0.0.1', '::ffff:127.0.0.1', '::1']) {
      assert.equal(ask({}, { socket: { remoteAddress } }), true, remoteAddress)
    }
  })

  it('is nobody at another machine or name', () => {
    for (const host of [
      'shop.example',
      'localhost.evil.example',
      'localhost@evil.example',
      '127.evil.example',
      '127.0.0.1.nip.io',
      'localhost:3000:80',
      'localhost\n',
      '',
    ]) {
      assert.equal(ask({ host }), false, host)
    }
    for (const remoteAddress of ['192.0.2.1', '::ffff:192.0.2.1', '::', undefined]) {
      assert.equal(ask({}, { socket: { remoteAddress } }), false, remoteAddress)
    }
  })

  it('is nobody behind a proxy on this machine that names the site to us by a local name', () => {
    for (const name of [
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'x-real-ip',
      'cf-connecting-ip',
      'true-client-ip',
    ]) {
      assert.equal(ask({ [name]: 'https' }), false, name)
    }
  })

  it('is no browser by HTTP/1.0, as a proxy speaks that is told nothing but where to pass to', () => {
    assert.equal(ask({}, { httpVersion: '1.0' }), false)
    assert.equal(ask({}, { httpVersion: '2.0' }), true)
  })
})

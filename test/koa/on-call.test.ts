import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import type { Context } from 'koa'
import { type CallReport, NotFound, type OnceStore } from 'sealwax'
import { stateOn } from './answer.ts'
import { createTestApp, type TestAppOptions, type World } from './test-app.ts'

const secret = 'a-text-of-nobody-else'

/** An app whose calls are reported, and a visitor who has the state of item 1. */
async function openReported(options: TestAppOptions = {}) {
  const reports: CallReport[] = []
  const { app, world, browser } = createTestApp({
    ...options,
    sealwax: { onCall: (report) => void reports.push(report), ...options.sealwax },
  })
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  const last = async () => {
    await pass(2)
    const report = reports.at(-1)
    assert(report)
    return report
  }
  return { app, world, browser, visitor, state, reports, last }
}

describe('onCall', () => {
  it('is told of a call that went well: what ran, how long each part took, how much was sent', async () => {
    const { visitor, state, reports, last } = await openReported()
    const answer = await visitor.htmx('/_sealwax/item/touch', { _state: state })
    const { durations, sizes, ...what } = await last()
    assert.equal(reports.length, 1)
    assert.deepEqual(what, {
      component: 'item',
      method: 'touch',
      status: 200,
      outcome: 'Ok',
      cause: undefined,
      errorId: undefined,
      isHtmx: true,
    })
    const { total, ...parts } = durations
    assert.deepEqual(Object.keys(parts), ['unseal', 'load', 'method', 'render', 'seal'])
    for (const [part, duration] of Object.entries(parts)) assert(duration > 0, part)
    const sum = Object.values(parts).reduce((all, duration) => all + duration, 0)
    assert(sum <= total + 0.005, `${sum} of ${total}`)
    assert.equal(total, Number(total.toFixed(3)))
    const request = `_state=${state}`.length
    const sealed = /name="_state" value="([^"]+)"/.exec(answer.text)?.[1]?.length
    const answered = Buffer.byteLength(answer.text)
    assert.deepEqual(sizes, { request, state: state.length, answer: answered, states: 1, sealed })
  })

  it('tells apart where time goes', async () => {
    const { world, visitor, state, last } = await openReported()
    world.act = async () => new Promise((resolve) => setTimeout(resolve, 40))
    await visitor.htmx('/_sealwax/item/act', { _state: state })
    const { method, load, render, total } = (await last()).durations
    // Timers may fire a little early.
    assert(method > 38, `method: ${method} ms`)
    assert(total >= method)
    assert(load < 38, `load: ${load} ms`)
    assert(render < 38, `render: ${render} ms`)
  })

  it('counts what a plain form costs, whose page is shown after a redirect', async () => {
    const { visitor, state, last } = await openReported()
    await visitor.post('/_sealwax/item/touch', { _state: state })
    const { status, outcome, isHtmx, durations, sizes } = await last()
    assert.deepEqual({ status, outcome, isHtmx }, { status: 303, outcome: 'Ok', isHtmx: false })
    assert.equal(durations.render, 0)
    assert(durations.seal > 0)
    assert.equal(sizes.states, 1)
  })

  it('counts the page that shows refused input again', async () => {
    const { visitor, state, last } = await openReported()
    await visitor.post('/_sealwax/item/rename', { _state: state, title: '' })
    const { status, outcome, durations, sizes } = await last()
    assert.deepEqual({ status, outcome }, { status: 422, outcome: 'InvalidInput' })
    assert(durations.render > 0)
    assert.equal(sizes.states, 3)
  })

  it('names a refresh by its component alone', async () => {
    const { visitor, state, last } = await openReported()
    await visitor.htmx('/_sealwax/item', { _state: state })
    const { component, method, outcome } = await last()
    assert.deepEqual([component, method, outcome], ['item', undefined, 'Ok'])
  })

  const outcomes: [string, (world: World) => void, number, string, string | undefined][] = [
    ['gone data', (world) => world.items.clear(), 410, 'StaleComponentState', undefined],
    ['a guard that says no', (world) => void (world.allowed = false), 403, 'Forbidden', undefined],
    ['a state that is too old', (world) => void (world.now += 1e9), 403, 'StateExpired', undefined],
    ['an older version', (world) => void world.version++, 409, 'StateOutdated', undefined],
    ['another user', (world) => void (world.user = 'ada'), 403, 'StateRejected', 'not authentic'],
    [
      'an error of the app',
      (world) =>
        void (world.onLoad = () => {
          throw new RangeError(secret)
        }),
      500,
      'InternalError',
      'RangeError',
    ],
  ]
  for (const [what, change, status, outcome, cause] of outcomes) {
    it(`is told of ${what}, and why`, async () => {
      const { world, visitor, state, last } = await openReported()
      change(world)
      const answer = await visitor.htmx('/_sealwax/item/touch', { _state: state })
      const report = await last()
      assert.equal(answer.status, status)
      assert.deepEqual([report.status, report.outcome, report.cause], [status, outcome, cause])
      if (status === 500) assert(answer.text.includes(String(report.errorId)))
      else assert.equal(report.errorId, undefined)
    })
  }

  it('is told why a state was rejected before it was too many', async () => {
    const { visitor, last } = await openReported({ sealwax: { badStates: { limit: 0 } } })
    await visitor.htmx('/_sealwax/item/touch', { _state: 'short' })
    const { status, outcome, cause } = await last()
    assert.deepEqual([status, outcome, cause], [429, 'TooMany', 'too short'])
  })

  it('is told that a store is down', async () => {
    const onceStore: OnceStore = { has: () => false, claim: throwNow }
    const { visitor, state, last } = await openReported({ sealwax: { onceStore } })
    await visitor.htmx('/_sealwax/item/pay', { _state: state })
    const { status, outcome, cause } = await last()
    assert.deepEqual([status, outcome, cause], [503, 'OnceStoreDown', 'Error'])
  })

  it('knows no name that the app did not give', async () => {
    const { visitor, state, last } = await openReported()
    for (const path of [`item/${secret}`, secret, 'item/touch/more', 'constructor', '__proto__']) {
      await visitor.htmx(`/_sealwax/${path}`, { _state: state })
      const { component, method, status } = await last()
      assert.deepEqual([component, method, status], [undefined, undefined, 404], path)
    }
  })

  it('never holds what a user sent or sees, a state or the secret', async () => {
    const { world, visitor, state, reports, browser } = await openReported()
    world.items.set(1, { title: secret })
    const other = await stateOn(browser(), '/items', 'item-1')
    const fields = [
      { _state: state, title: secret },
      { _state: state, title: `${secret}\n`.repeat(2000) },
      { _state: other, [secret]: secret },
      { _state: secret },
      { _state: `${state}${secret}` },
      { _state: state, _args: secret },
      { _state: state, _params: secret },
      { _state: state, _public: `{"${secret}":1}` },
      { _state: state, _live: secret },
    ]
    for (const sent of fields) {
      for (const path of ['item', 'item/rename', 'profile/save']) {
        await visitor.htmx(`/_sealwax/${path}?${secret}`, sent, { Origin: `http://${secret}` })
        await visitor.htmx(`/_sealwax/${path}?${secret}`, sent)
        await visitor.post(`/_sealwax/${path}?${secret}`, sent, { Referer: secret })
      }
    }
    await pass(5)
    assert.equal(reports.length, fields.length * 9)
    const text = JSON.stringify(reports)
    assert(reports.some(({ outcome }) => outcome === 'Ok'))
    assert.equal(text.includes(secret), false)
    assert.equal(text.includes(state.slice(0, 20)), false)
  })

  it('fails no call by failing itself, and is not waited for', async () => {
    for (const onCall of [throwNow, throwLater]) {
      const { world, visitor, state } = await openReported({ sealwax: { onCall } })
      const answer = await visitor.htmx('/_sealwax/item/touch', { _state: state })
      assert.equal(answer.status, 200)
      await pass(5)
      assert.deepEqual(world.errors, [failure])
    }
  })

  it('fails nothing by throwing what is no error, though nobody listens', async () => {
    for (const thrown of [undefined, null, 'a text', 7]) {
      const onCall = () => Promise.reject(thrown)
      const { app, visitor, state } = await openReported({ sealwax: { onCall } })
      app.removeAllListeners('error').silent = true
      const answer = await visitor.htmx('/_sealwax/item/touch', { _state: state })
      assert.equal(answer.status, 200)
      await pass(5)
    }
  })

  it('comes behind the answer, which it can not change', async () => {
    const { visitor, state } = await openReported({ sealwax: { onCall: changeStatus } })
    const answer = await visitor.htmx('/_sealwax/item/touch', { _state: state })
    assert.equal(answer.status, 200)
  })

  const pageErrors: [string, () => unknown, number, string, string | undefined][] = [
    ['an error', () => new TypeError(secret), 500, 'InternalError', 'TypeError'],
    ['one of ours', () => new NotFound(), 404, 'NotFound', undefined],
    ['no error at all', () => secret, 500, 'InternalError', 'string'],
    ['a status', () => ({ statusCode: 404 }), 500, 'InternalError', 'object'],
    ['an error with a status', () => withStatus({ statusCode: 404 }), 404, 'InvalidInput', 'Error'],
    ['a status that is none', () => withStatus({ status: 999 }), 500, 'InternalError', 'Error'],
  ]
  for (const [what, makeError, status, outcome, cause] of pageErrors) {
    it(`hears of a page that throws ${what} while it shows refused input again`, async () => {
      const { visitor, state, last } = await openReported({
        pages(ctx, next) {
          if (ctx.get('X-Fail') === '1') throw makeError()
          return next()
        },
      })
      const sent = { _state: state, title: '' }
      const answer = await visitor.post('/_sealwax/item/rename', sent, { 'X-Fail': '1' })
      const report = await last()
      assert.equal(answer.status, status)
      assert.deepEqual([report.status, report.outcome, report.cause], [status, outcome, cause])
    })
  }
})

function withStatus(status: object): Error {
  return Object.assign(new Error(secret), status)
}

function changeStatus(_: CallReport, ctx: Context): void {
  ctx.status = 418
}

const failure = new Error('a hook that fails')

function throwNow(): never {
  throw failure
}

async function throwLater(): Promise<void> {
  throw failure
}

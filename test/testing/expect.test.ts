import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Forbidden } from 'sealwax'
import { createTestKit, expectForgeriesRefused, expectRefused, expectStale } from 'sealwax/testing'
import { desk, deskRow, deskViews as views } from './desk.ts'

const kit = createTestKit({ components: [desk, deskRow], views })
const failed = { name: 'AssertionError' }

describe('expectRefused', () => {
  it('gives what a call was refused with', async () => {
    const { code, status } = await expectRefused(Promise.reject(new Forbidden()), 'Forbidden')
    assert.deepEqual({ code, status }, { code: 'Forbidden', status: 403 })
  })

  it('fails where a call went well, or was refused with something else', async () => {
    const one = await kit.render(desk)
    await assert.rejects(expectRefused(one.call('leave'), 'Forbidden'), failed)
    const other = { ...failed, actual: 'Forbidden', expected: 'StateRejected' }
    await assert.rejects(expectRefused(Promise.reject(new Forbidden()), 'StateRejected'), other)
  })

  it('leaves mistakes of a test to be seen', async () => {
    const one = await kit.render(desk)
    await assert.rejects(expectRefused(one.click('Nothing'), 'Forbidden'), /0 buttons "Nothing"/)
  })
})

describe('expectStale', () => {
  it('fails where the data is there, or the call was refused for another reason', async () => {
    const one = await kit.render(desk)
    await assert.rejects(expectStale(one.call('leave')), failed)
    await assert.rejects(expectStale(Promise.reject(new Forbidden())), failed)
  })
})

describe('expectForgeriesRefused', () => {
  it('names the state that was taken', async () => {
    const one = await kit.render(desk)
    const { sealed } = one
    const taken = Object.assign(one, { forgeries: async () => [{ name: 'our own', sealed }] })
    await assert.rejects(expectForgeriesRefused(taken, 'leave'), /taken that is our own/)
  })

  it('names the state that was refused in another way', async () => {
    const { render, clock } = createTestKit({ components: [desk, deskRow], views })
    const one = await render(desk)
    const { sealed } = one
    clock.advance(8 * 24 * 3_600_000)
    const old = Object.assign(one, { forgeries: async () => [{ name: 'expired', sealed }] })
    await assert.rejects(expectForgeriesRefused(old, 'leave'), /A state expired/)
  })

  it('does not pass for want of states', async () => {
    const one = await kit.render(desk)
    const none = Object.assign(one, { forgeries: async () => [] })
    await assert.rejects(expectForgeriesRefused(none, 'leave'), failed)
  })
})

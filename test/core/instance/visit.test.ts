import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { callUrl } from '../../../server/core/rooms.ts'
import { createWorld } from '../visit.ts'

describe('createVisit', () => {
  it('knows of nothing but what it is told', () => {
    const { visit } = createWorld([])
    const { toolkit, ctx, sealer, origin, page, warn } = visit
    assert.deepEqual(visit, {
      toolkit,
      ctx,
      sealer,
      origin,
      page,
      warn,
      flash: '',
      idPrefix: '',
      partial: false,
      ids: new Set(),
      counts: new Map(),
      saved: new Map(),
      overlaid: new Map(),
      isCall: false,
      live: new Map(),
      meter: undefined,
    })
  })
})

describe('callUrl', () => {
  it('names the component and the method; without one it refreshes', () => {
    const { toolkit } = createWorld([], { prefix: '/_parts' }).visit
    assert.equal(callUrl(toolkit, 'card', 'toggle'), '/_parts/card/toggle')
    assert.equal(callUrl(toolkit, 'card'), '/_parts/card')
  })
})

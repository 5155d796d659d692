import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openRedis } from '../../server/demo/redis.ts'
import { createBrowser } from '../koa/test-app.ts'
import { startRedis } from '../services/redis.ts'
import { openDemo } from './demo-app.ts'

describe('openRedis', () => {
  it('has processes count states that do not open together, and each alone while it is down', async () => {
    const server = await startRedis()
    const shared = [1, 2].map(() => openRedis(`redis://127.0.0.1:${server.port}`))
    const demos = await Promise.all(
      shared.map(({ options: { sealwax } }) =>
        openDemo({ sealwax: { ...sealwax, badStates: { ...sealwax?.badStates, limit: 4 } } }),
      ),
    )
    const visitors = demos.map(({ app }) => createBrowser(app))
    const forge = async () => {
      const statuses = []
      for (const visitor of visitors) {
        statuses.push((await visitor.htmx('/_sealwax/counter/increment', { _state: 'x' })).status)
      }
      return statuses
    }
    try {
      for (let n = 0; n < 2; n++) assert.deepEqual(await forge(), [403, 403])
      assert.deepEqual(await forge(), [429, 429])
      await server.kill()
      // Each has counted three itself.
      assert.deepEqual(await forge(), [403, 403])
      assert.deepEqual(await forge(), [429, 429])
    } finally {
      for (const { close } of shared) close()
      await Promise.all(demos.map((demo) => demo.close()))
      await server.close()
    }
  })
})

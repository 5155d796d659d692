/*
 * One of several processes that serve the same site: `node … once-process.ts REDIS_PORT KEY`. Says its URL to its
 * parent; `GET /ran` answers how often `pay` ran here.
 */
import { createRedisOnceStore } from 'sealwax'
import { listen } from '../browser/launch.ts'
import { createClient } from '../services/redis.ts'
import { createTestApp } from './test-app.ts'

const [port, key = ''] = process.argv.slice(2)
const client = createClient(Number(port))
const { app, world } = createTestApp({
  sealwax: {
    keys: [key],
    onceStore: createRedisOnceStore((...command) => client.call(...command)),
  },
  async pages(ctx, next) {
    const ran = world.ran.filter((what) => what === 'run item.pay')
    if (ctx.path === '/ran') ctx.body = String(ran.length)
    else await next()
  },
})
const { url } = await listen(app)
process.send?.(url)

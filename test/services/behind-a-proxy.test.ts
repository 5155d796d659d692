import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import Koa from 'koa'
import session from 'koa-session'
import { createSealwax, newKey } from 'sealwax'
import { components } from '../browser/fixture-components.ts'
import { complaints, whenText } from '../browser/in-page.ts'
import { listen, openPage, type Site } from '../browser/launch.ts'
import { type Haproxy, launchHaproxy } from './haproxy.ts'

const guide = new URL('../../views/demo/docs/how-to/behind-a-proxy.md', import.meta.url)
const views = fileURLToPath(new URL('../browser/views', import.meta.url))

/** The configuration that the guide shows, on ports of this machine, without TLS. */
async function configuration(port: number, target: string): Promise<string> {
  const [, shown = ''] =
    /```text title=haproxy\.cfg\n([^]*?)```/.exec(await readFile(guide, 'utf8')) ?? []
  return shown
    .replace('bind :443 ssl crt /etc/haproxy/site.pem', `bind 127.0.0.1:${port}`)
    .replace('X-Forwarded-Proto https', 'X-Forwarded-Proto http')
    .replace('127.0.0.1:3000', new URL(target).host)
}

function createApp(asked: string[]): Koa {
  const app = new Koa({ proxy: true, maxIpsCount: 1, keys: ['cookie key'] })
  const sealwax = createSealwax({
    keys: [newKey()],
    components,
    views,
    base: (ctx) => ctx.get('X-Forwarded-Prefix'),
  })
  app.use(session({ key: 'app.sess', path: '/app' } as object, app))
  app.use(sealwax.middleware())
  app.use((ctx) => {
    asked.push(`${ctx.ip} ${ctx.host} ${ctx.url} ${ctx.sealwax.base}`)
    return ctx.render('mounted.njk', { says: 'proxied', rows: [] })
  })
  return app
}

describe('an app behind HAProxy, as the guide has it', () => {
  const asked: string[] = []
  let app: Site
  let proxy: Haproxy

  before(async () => {
    app = await listen(createApp(asked))
    const text = await configuration(0, app.url)
    proxy = await launchHaproxy((port) => text.replace('127.0.0.1:0', `127.0.0.1:${port}`))
  })
  after(async () => {
    await proxy.close()
    await app.close()
  })

  for (const javaScriptEnabled of [true, false]) {
    it(`counts ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const page = await openPage({ javaScriptEnabled })
      await page.goto(`${proxy.url}/app/page?x=1`)
      for (const count of ['10', '20']) {
        await page.locator('#tally-a .ten').click()
        await whenText(page, '#tally-a output', count)
      }
      const { pathname, searchParams } = new URL(page.url())
      assert.deepEqual([pathname, searchParams.get('x')], ['/app/page', '1'])
      assert.deepEqual(complaints(page), [])
    })
  }

  it('is told what it has to know, whatever a client says', async () => {
    asked.length = 0
    const names = ['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Prefix', 'X-Forwarded-Proto']
    const headers = Object.fromEntries(names.map((name) => [name, '/evil']))
    const answer = await fetch(`${proxy.url}/app/who`, { headers })
    assert.match(await answer.text(), /action="\/app\/_sealwax\/tally"/)
    assert.deepEqual(asked, [`127.0.0.1 ${new URL(proxy.url).host} /who /app`])
  })

  it('has the browser add a missing slash', async () => {
    const answer = await fetch(`${proxy.url}/app`, { redirect: 'manual' })
    assert.deepEqual([answer.status, answer.headers.get('location')], [308, '/app/'])
  })
})

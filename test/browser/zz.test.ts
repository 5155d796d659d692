import { it } from 'node:test'
import { startFixture } from './fixture-site.ts'
import { openPage, withBrowser } from './launch.ts'
it('x', async () => {
  const site = await startFixture()
  const warm = await openPage(); await warm.goto(`${site.url}/notes`)
  let t = performance.now()
  for (let i=0;i<6;i++) { const c = await (await withBrowser()).newContext(); const p = await c.newPage(); await p.goto(`${site.url}/notes`); await c.close() }
  console.log('new context', (performance.now()-t)/6)
  t = performance.now()
  const c = await (await withBrowser()).newContext()
  for (let i=0;i<6;i++) { await c.clearCookies(); const p = await c.newPage(); await p.goto(`${site.url}/notes`); await p.close() }
  console.log('same context', (performance.now()-t)/6)
  t = performance.now()
  const p = await c.newPage()
  for (let i=0;i<6;i++) { await c.clearCookies(); await p.goto('about:blank'); await p.goto(`${site.url}/notes`) }
  console.log('same page', (performance.now()-t)/6)
  await c.close()
  await site.close()
})

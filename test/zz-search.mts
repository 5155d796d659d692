import { chromium } from 'playwright-core'
const b = await chromium.launch({ executablePath: process.env.CHROME ?? '', args: ['--no-sandbox','--disable-gpu'] })
for (const [w,h,s] of [[1280,800,'light'],[380,700,'dark']] as const) {
  const p = await b.newPage({ viewport: { width: w, height: h }, colorScheme: s })
  await p.goto('http://localhost:4610/docs/learn/first-component')
  await p.keyboard.press('/'); await p.keyboard.type('state'); await p.waitForTimeout(1200)
  await p.screenshot({ path: `/tmp/shots/search-${w}-${s}.png` })
}
await b.close()

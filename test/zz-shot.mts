import { chromium } from 'playwright-core'
const [base, out, ...paths] = process.argv.slice(2)
const b = await chromium.launch({ executablePath: process.env.CHROME, args: ['--no-sandbox','--disable-gpu'] })
for (const path of paths) for (const w of (process.env.W ?? '1280,380').split(',').map(Number)) for (const s of (process.env.S ?? 'light,dark').split(',') as ('light'|'dark')[]) {
  const p = await b.newPage({ viewport: { width: w, height: w < 500 ? 800 : 900 }, colorScheme: s })
  p.on('console', m => console.log(path, m.text()))
  await p.goto(base + path)
  const over = await p.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  if (over) console.log('overflow', path, w, over)
  await p.screenshot({ path: `/tmp/shots/${out}${path.replaceAll(/[\/?=#]/g, '_')}-${w}-${s}.png`, fullPage: !process.env.VIEW })
  await p.close()
}
await b.close()

import { fileURLToPath } from 'node:url'
import { collectCleanUps } from './at-end.ts'
import { listen, type RecordedPage } from './browser/launch.ts'
import { openDemo } from './demo/demo-app.ts'

type Open = (path: string, viewport?: typeof usual) => Promise<RecordedPage>

const usual = { width: 1100, height: 720 }

/*
 * Takes the pictures of README from the running demo: `npm run screenshots -- [NAME …]`. Each is what somebody sees
 * who opens the page of a new database and does what stands here.
 */
const shots: Record<string, (open: Open) => Promise<RecordedPage>> = {
  async todos(open) {
    const page = await open('/todos')
    await page.locator('.toggle').first().click()
    await page.locator('.toggle[aria-pressed=true]').first().waitFor()
    return page
  },
  board: (open) => open('/board'),
  async docs(open) {
    const page = await open('/docs/how-to/forms', { width: 1360, height: 860 })
    await page.getByRole('button', { name: 'Book', exact: true }).click()
    await page.getByRole('alert').first().waitFor()
    return page
  },
  async inspector(open) {
    const page = await open('/counter')
    await page.getByRole('button', { name: 'Increment Left' }).click()
    await page.locator('.count').filter({ hasText: '1' }).waitFor()
    await page.keyboard.press('Alt+S')
    const panel = page.getByRole('dialog', { name: 'Inspector' })
    await panel.getByRole('row', { name: 'count 1' }).waitFor()
    return page
  },
}

const names = process.argv.slice(2)
const endRun = collectCleanUps()
for (const name of names.length > 0 ? names : Object.keys(shots)) await takePicture(name)
await endRun()
process.exit()

/** The inspector's button would stand in the corner of all pictures. */
async function takePicture(name: string): Promise<void> {
  const demo = await openDemo({ sealwax: { inspector: name === 'inspector' } })
  const site = await listen(demo.app)
  const page = await shots[name]?.((path, viewport = usual) =>
    site.open(path, { viewport, colorScheme: 'light' }),
  )
  const path = `.github/${name}.png`
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
  await page?.mouse.move(0, 0)
  await page?.evaluate('scrollTo(0, 0)')
  await page?.screenshot({ path: file, animations: 'disabled' })
  console.log(path)
  await site.close()
  await demo.close()
}

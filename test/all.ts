import { readdirSync } from 'node:fs'
import { after, before, it } from 'node:test'
import { fileURLToPath } from 'node:url'

/*
 * Runs every test/**\/*.test.ts in this one process. Words on the command line select the files
 * whose path contains any of them: `npm test -- core/seal koa/`.
 */
const files = testFiles(process.argv.slice(2))
if (files.length === 0) {
  console.error('No test file found.')
  process.exit(1)
}

if (files.some((file) => file.includes('/browser/'))) {
  const { ensureChromium } = await import('./browser/chromium.ts')
  await ensureChromium()
}

// No test starts before every file is in: node:test would otherwise run the root's `after` hooks,
// which close what the tests share, as soon as the tests known so far are done.
let startTests = () => {}
const allImported = new Promise<void>((resolve) => {
  startTests = resolve
})
before(() => allImported)
after(exitWhenStuck)
for (const file of files) await importTests(file)
startTests()

function testFiles(words: string[]): string[] {
  return readdirSync(fileURLToPath(new URL('.', import.meta.url)), { recursive: true })
    .map((path) => `test/${String(path).replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .toSorted()
}

async function importTests(file: string): Promise<void> {
  try {
    await import(new URL(`../${file}`, import.meta.url).href)
  } catch (error) {
    it(`${file} can be imported`, () => {
      throw error
    })
  }
}

/** A server or a browser that a test left open would keep the process, and CI, waiting for ever. */
function exitWhenStuck(): void {
  setTimeout(() => {
    console.error('Tests are done, but left open:', process.getActiveResourcesInfo().join(', '))
    process.exit(1)
  }, 15_000).unref()
}

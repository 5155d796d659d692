import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createSite, define } from './render-page.ts'

/*
 * Each folder below test/fixtures/tags holds a page, its data, and the HTML that it gives. Components'
 * templates lie in test/fixtures/views. A state and a digest are never the same twice: STATE, DIGEST stand for them.
 */
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))

const components = [
  define('card', { args: z.object({ title: z.string() }) }),
  define('task', {
    args: z.object({ title: z.string(), done: z.boolean().default(false) }),
    methods: { toggle() {}, move: { params: z.object({ to: z.number() }), run() {} } },
  }),
  define('sign-up', {
    methods: { join: { params: z.object({ email: z.email(), news: z.any() }), run() {} } },
  }),
  define('search', {
    publicState: z.object({
      words: z.string().default('"quoted" & <more>'),
      kind: z.enum(['all', 'open']).default('open'),
      tags: z.array(z.string()).default(['b']),
      deep: z.coerce.boolean().default(true),
    }),
    methods: { reset() {} },
  }),
  define('line', { args: z.object({ title: z.string() }), methods: { remove() {} } }),
].map((component) => ({ ...component, template: `components/${component.template}` }))

function draw(folder: string): Promise<string> {
  const own = `${fixtures}tags/${folder}`
  const site = createSite({}, { components, folder: [own, `${fixtures}views`] })
  return site.page(JSON.parse(readFileSync(`${own}/data.json`, 'utf8')))
}

/** Lines without their indentation, so that only what a browser sees is compared. */
function lines(html: string): string[] {
  return html
    .replace(/(name="_state" value=")[^"]*/g, '$1STATE')
    .replace(/(data-digest=")[^"]*/g, '$1DIGEST')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

describe('tags', () => {
  for (const folder of readdirSync(`${fixtures}tags`)) {
    it(`draw test/fixtures/tags/${folder} as expected`, async () => {
      const expected = readFileSync(`${fixtures}tags/${folder}/expected.html`, 'utf8')
      assert.deepEqual(lines(await draw(folder)), lines(expected))
    })
  }
})

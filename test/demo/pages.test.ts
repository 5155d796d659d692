import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createBrowser } from '../koa/test-app.ts'
import { type DemoApp, demoPaths, openDemo } from './demo-app.ts'
import { engines } from './engines.ts'

const paths = [...demoPaths, '/nowhere']

for (const engine of engines) {
  describe(`the pages of the demo on ${engine}`, () => {
    let demo: DemoApp

    before(async () => {
      demo = await openDemo({}, engine)
    })
    after(() => demo.close())

    for (const path of paths) {
      it(`${path} needs no inline script and no inline style`, async () => {
        const { status, headers, text } = await createBrowser(demo.app).get(path)
        assert.equal(status, path === '/nowhere' ? 404 : 200)
        assert.equal(
          headers['content-security-policy'],
          "default-src 'none';script-src 'self';style-src 'self';connect-src 'self';" +
            "form-action 'self';img-src 'self';base-uri 'none';frame-ancestors 'none'",
        )
        assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)|hx-on|js:/i)
        assert.deepEqual(demo.errors, [])
      })
    }

    it('lead to each other, and say which one is shown', async () => {
      const visitor = createBrowser(demo.app)
      for (const path of demoPaths) {
        const { text } = await visitor.get(path)
        for (const other of demoPaths) {
          const current = other === path ? ' aria-current="page"' : ''
          assert.ok(text.includes(`<a href="${other}"${current}>`), `${path} to ${other}`)
        }
      }
    })
  })
}

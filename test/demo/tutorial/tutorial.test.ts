import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { complaints } from '../../browser/in-page.ts'
import { listen, openPage, type Site } from '../../browser/launch.ts'
import { createVisitor } from '../../tutorial/visitor.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'

describe('tutorial', () => {
  let demo!: DemoApp
  let site!: Site
  before(async () => {
    demo = await openDemo()
    site = await listen(demo.app)
  })
  after(async () => {
    await site.close()
    await demo.close()
  })

  it('has an icon, which a browser asks for at the top of the site', async () => {
    const { status, headers } = await fetch(`${site.url}/favicon.ico`)
    assert.deepEqual([status, headers.get('content-type')], [200, 'image/svg+xml'])
  })

  it('has the app of every step', async () => {
    const pages = await readdir('views/demo/docs/learn')
    for (let number = 1; number <= pages.length; number++) {
      const page = await createVisitor(site.url).open(`/tutorial/${number}/`)
      assert.equal(page.status, 200, String(number))
      assert.equal(page.text('h1'), 'To-dos')
      assert.match(page.html, new RegExp(`action="/tutorial/${number}/_sealwax/`))
    }
    const { status } = await createVisitor(site.url).open(`/tutorial/${pages.length + 1}/`)
    assert.equal(status, 404)
  })

  it('answers calls below its path', async () => {
    const visitor = createVisitor(site.url)
    const form = { id: 'todo-list-main', method: 'add' }
    const page = await visitor.open('/tutorial/5/')
    const refused = await visitor.submit(page, { ...form, values: { title: '' } })
    assert.equal(refused.status, 422)
    const added = await visitor.submit(refused, { ...form, values: { title: 'Seal it' } })
    assert.match(added.url, /^\/tutorial\/5\//)
    assert.match(added.html, /Seal it/)
    const other = await visitor.open('/tutorial/6/')
    assert.doesNotMatch(other.html, /Seal it/)
  })

  it('keeps its cookies below its path', async () => {
    for (const number of [3, 9]) {
      const answer = await fetch(`${site.url}/tutorial/${number}/`)
      const cookies = answer.headers.getSetCookie()
      assert.equal(cookies.length, 2)
      for (const line of cookies) assert.match(line, new RegExp(`; path=/tutorial/${number};`))
    }
  })

  it('may be framed by this site, and by no other', async () => {
    for (const number of [2, 10]) {
      const { headers } = await createVisitor(site.url).open(`/tutorial/${number}/`)
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'self'(;|$)/)
    }
    const { headers } = await createVisitor(site.url).open('/todos')
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  })

  it('marks in its text the lines that are new in a file', async () => {
    const visitor = createVisitor(site.url)
    const newLines = async (slug: string) =>
      (await visitor.open(`/docs/learn/${slug}`)).html.match(/<i class="new">/g)?.length ?? 0
    assert.equal(await newLines('01-a-first-component'), 0)
    assert.equal(await newLines('04-methods'), 10)
  })

  it('has its style sheet at the root, as its pages say', async () => {
    const { html, headers } = await createVisitor(site.url).open('/style.css')
    assert.match(headers.get('content-type') ?? '', /^text\/css/)
    assert.match(html, /\.todo/)
  })

  it('runs in a frame beside its text', async () => {
    const page = await openPage()
    await page.goto(`${site.url}/docs/learn/09-people`)
    await page.locator('iframe').scrollIntoViewIfNeeded()
    const frame = page.frameLocator('iframe')
    await frame.getByRole('button', { name: 'I am Ann' }).click()
    await frame.getByRole('button', { name: 'Log out' }).waitFor()
    await frame.getByLabel('New to-do').fill('Read on')
    await frame.getByRole('button', { name: 'Add' }).click()
    await frame.locator('.tick', { hasText: 'Read on' }).click()
    await frame.locator('.tick[aria-pressed=true]', { hasText: 'Read on' }).waitFor()
    assert.deepEqual(complaints(page), [])
  })
})

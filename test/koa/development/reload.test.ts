import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync } from 'node:fs'
import { get, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Middleware } from 'koa'
import { defineComponent, type SealwaxOptions } from 'sealwax'
import supertest from 'supertest'
import { atEnd } from '../../at-end.ts'
import { listen } from '../../browser/launch.ts'
import { createSite } from './site.ts'

const path = '/_sealwax/sealwax-development.events'
const box = '<div {{ attrs() }}>{{ sealed() }}</div>'
const card = defineComponent({ name: 'card', template: 'parts/card.njk', methods: {} })
const views = { 'page.njk': '{{ component("card") }}', 'parts/card.njk': box }

/** Listens to a site, as a page does. */
async function follow(sealwax: Partial<SealwaxOptions> = {}) {
  const responses: ServerResponse[] = []
  const first: Middleware = (ctx, next) => {
    responses.push(ctx.res)
    return next()
  }
  const site = createSite({ views, components: [card], first, sealwax })
  const server = await listen(site.app)
  atEnd(() => server.close())
  const { url } = server
  return { ...site, url, responses, events: await openEvents(url + path) }
}

async function openEvents(url: string) {
  const [answer] = (await once(get(url), 'response')) as [IncomingMessage]
  let text = ''
  answer.setEncoding('utf8')
  return {
    answer,
    /** The next event; all that came before it is forgotten. */
    async next(): Promise<{ name: string; data: string }> {
      for (;;) {
        const [whole, name = '', data = ''] = /event: (.*)\ndata: (.*)\n\n/.exec(text) ?? []
        if (whole !== undefined) {
          text = text.slice(text.indexOf(whole) + whole.length)
          return { name, data }
        }
        const [more] = await once(answer, 'data')
        text += more
      }
    },
  }
}

describe('the stream of saved views', () => {
  it('names the components whose template was saved', async () => {
    const { events, write } = await follow()
    assert.match(events.answer.headers['content-type'] ?? '', /^text\/event-stream/)
    const hello = await events.next()
    assert.equal(hello.name, 'hello')
    write('parts/card.njk', `${box}\n`)
    const { name, data } = await events.next()
    const { version, components } = JSON.parse(data)
    assert.deepEqual([name, components], ['changed', ['card']])
    assert.notEqual(version, hello.data)
  })

  it('names none when another view was saved, put in the place of one, or is new in a new folder', async () => {
    const { events, write, folder } = await follow()
    await events.next()
    write('page.njk', 'other')
    assert.equal(JSON.parse((await events.next()).data).components, undefined)
    write('parts/new.njk', box)
    await events.next()
    renameSync(join(folder, 'parts/new.njk'), join(folder, 'page.njk'))
    assert.equal(JSON.parse((await events.next()).data).components, undefined)
    write('deep/er/one.njk', 'x')
    await events.next()
    write('deep/er/one.njk', 'y')
    await events.next()
  })

  it('tells who comes later of what was saved meanwhile, and of another process', async () => {
    const { events, write, url } = await follow()
    const { data } = await events.next()
    const again = await openEvents(url + path)
    assert.equal((await again.next()).data, data)
    write('page.njk', 'other')
    await events.next()
    const later = await openEvents(url + path)
    assert.notEqual((await later.next()).data, data)
    const other = await follow()
    const [boot] = data.split(' ')
    assert.notEqual((await other.events.next()).data.split(' ')[0], boot)
  })

  it('is left without an error', async () => {
    const { events, errors, responses } = await follow()
    await events.next()
    const [response] = responses
    assert(response)
    const left = once(response, 'close')
    events.answer.on('error', () => {})
    events.answer.destroy()
    await left
    await setImmediate()
    assert.deepEqual(errors, [])
  })

  it('is not there in production, nor for others', async () => {
    const live = createSite({ views, components: [card], sealwax: { development: false } })
    assert.notEqual((await supertest(live.app.callback()).get(path)).status, 200)
    const site = createSite({ views, components: [card] })
    const headers = { 'X-Forwarded-For': '127.0.0.1' }
    assert.equal((await supertest(site.app.callback()).get(path).set(headers)).status, 404)
  })

  it('keeps no process that is told to stop', { timeout: 60_000 }, async () => {
    const { folder } = createSite({ views, components: [card] })
    const code = `
      import { createServer } from 'node:http'
      import { createProcess } from '${new URL('./site.ts', import.meta.url).href}'
      const server = createServer(createProcess({ views: {} }, '${folder}').app.callback())
      server.listen(0, '127.0.0.1', () => console.log(server.address().port))
      process.on('SIGTERM', () => server.close())`
    const args = [
      '--conditions=sealwax-source',
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      code,
    ]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [port] = await once(child.stdout, 'data')
    const events = await openEvents(`http://127.0.0.1:${String(port).trim()}${path}`)
    await events.next()
    events.answer.on('error', () => {})
    child.kill('SIGTERM')
    const [exitCode] = await once(child, 'exit')
    assert.equal(exitCode, 0)
  })
})

describe('development()', () => {
  it('writes the tag of the script, below the path of the app', async () => {
    const page = { 'page.njk': '{{ development() }}' }
    const { app } = createSite({ views: page, sealwax: { base: '/shop' } })
    const { text } = await supertest(app.callback()).get('/')
    assert.equal(text, '<script src="/shop/_sealwax/sealwax-development.js" defer></script>')
    const live = createSite({ views: page, sealwax: { development: false } })
    assert.equal((await supertest(live.app.callback()).get('/')).text, '')
  })
})

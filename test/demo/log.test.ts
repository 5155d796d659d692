import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createLog, logErrors } from '../../server/demo/log.ts'
import { stateOn } from '../koa/answer.ts'
import { createBrowser } from '../koa/test-app.ts'
import { openDemo } from './demo-app.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly outcome?: string
  readonly component?: string
  readonly method?: string
  readonly status?: number
  readonly cause?: string
  readonly durations?: Record<string, number>
  readonly err?: { readonly message: string; readonly stack: string }
}

const levels = { info: 30, warn: 40, error: 50 }

/** A log whose lines a test can look at. */
function watchLog() {
  const texts: string[] = []
  const log = createLog('info', { write: (line) => void texts.push(line) })
  return { log, texts, lines: () => texts.map((text) => JSON.parse(text) as Line) }
}

async function openLogged(t: TestContext) {
  const watched = watchLog()
  const demo = await openDemo({ log: watched.log })
  t.after(() => demo.close())
  const browser = createBrowser(demo.app)
  return { ...watched, demo, browser }
}

describe('the log of the demo', () => {
  it('has one line for each call, and nothing of what users write', async (t) => {
    const { demo, browser, texts, lines } = await openLogged(t)
    const state = await stateOn(browser, '/todos', 'todo-list-main')
    const title = 'Buy a present nobody may know of'
    await browser.htmx('/_sealwax/todo-list/add', { _state: state, title })
    await browser.htmx('/_sealwax/todo-list/add', { _state: state, title: '' })
    await browser.htmx('/_sealwax/todo-list/add', { _state: 'forged', title })
    const told = lines().map((line) => [line.level, line.msg, line.outcome, line.cause])
    assert.deepEqual(told, [
      [levels.info, 'call', 'Ok', undefined],
      [levels.info, 'call', 'InvalidInput', undefined],
      [levels.warn, 'call', 'StateRejected', 'too short'],
    ])
    const [first] = lines()
    assert.deepEqual([first?.component, first?.method, first?.status], ['todo-list', 'add', 200])
    assert(Number(first?.durations?.['total']) > 0)
    const all = texts.join('')
    assert.equal((await demo.data.todos.list('all'))[0]?.title, title)
    assert.equal(all.includes(title), false)
    assert.equal(all.includes(state.slice(0, 20)), false)
  })

  it('has the call that failed and the error behind it', async (t) => {
    const { demo, browser, lines } = await openLogged(t)
    const state = await stateOn(browser, '/todos', 'todo-list-main')
    await demo.database.close()
    const answer = await browser.htmx('/_sealwax/todo-list/add', { _state: state, title: 'Late' })
    assert.equal(answer.status, 500)
    assert(lines().every(({ level }) => level === levels.error))
    const call = lines().find(({ msg }) => msg === 'call')
    assert.equal(call?.outcome, 'InternalError')
    const error = lines().find(({ msg }) => msg === 'error')
    assert.match(String(error?.err?.stack), /Caused by/)
  })

  it('takes whatever an app throws', () => {
    const { log, lines } = watchLog()
    for (const thrown of [undefined, 'a text', new Error('none of ours')]) logErrors(log)(thrown)
    assert.equal(lines().length, 3)
    assert.equal(lines()[2]?.err?.message, 'none of ours')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { assertErrorPage, assertHtmxError, assertRedirect, cookiesOf } from './answer.ts'
import { readPage } from './page.ts'
import { createTestApp } from './test-app.ts'

const increment = '/_sealwax/counter/increment'
const outdated = { status: 409, code: 'StateOutdated' }

type Migrate = (old: { version: number; state: Record<string, unknown> }) => unknown

/** One version of a site whose component is a counter, and what its guard and its method saw. */
function createVersion(version: number, migrate?: Migrate) {
  const seen: string[] = []
  const counter = defineComponent({
    name: 'counter',
    template: 'components/counter.njk',
    version,
    ...((migrate && { migrate }) as object),
    args: z.object({ label: z.string() }),
    state: () => ({ count: 0 }),
    authorize({ args, state, method }) {
      seen.push(`authorize ${args.label} ${state.count} ${method}`)
      return true
    },
    methods: {
      increment(self) {
        seen.push(`run ${self.args.label} ${self.state.count}`)
        self.state.count++
      },
      add: { params: z.object({ amount: z.number() }), run() {} },
      look() {},
      leave() {},
    },
  })
  const { browser, world } = createTestApp({ sealwax: { components: [counter] } })
  return { seen, world, browser }
}

const tenfold: Migrate = ({ state }) => ({ state: { count: Number(state['count']) * 10 } })

/** A page of version 1 after one call, in a browser that goes on at another version. */
async function moveTo(next: ReturnType<typeof createVersion>) {
  const first = createVersion(1).browser()
  const page = await first.get('/counters')
  const pressed = readPage(page.text).press('counter-left', '+')
  const { headers } = await first.post(pressed.action, pressed.fields)
  const answer = await first.htmx(increment, pressed.fields)
  const Cookie = cookiesOf(page)
  const _state = readPage(answer.text).state('counter-left')
  const browser = next.browser()
  return {
    seen: next.seen,
    errors: next.world.errors,
    htmx: () => browser.htmx(increment, { _state }, { Cookie }),
    plain: () => browser.post(increment, { _state }, { Cookie }),
    /** The URL that shows the state of version 1 without JavaScript. */
    shown: () => browser.get(headers['location'] as string, { Cookie }),
  }
}

describe('migrate', () => {
  it('brings an older state up to date before authorize sees it', async () => {
    const { htmx, seen } = await moveTo(createVersion(3, tenfold))
    const answer = await htmx()
    assert.equal(answer.status, 200)
    assert.equal(readPage(answer.text).text('output'), '11')
    assert.deepEqual(seen, ['authorize Left 10 increment', 'run Left 10'])
  })

  it('is told the version of the state, and may wait', async () => {
    const versions: number[] = []
    const { htmx } = await moveTo(
      createVersion(3, async (old) => {
        versions.push(old.version)
        return tenfold(old)
      }),
    )
    assert.equal(readPage((await htmx()).text).text('output'), '11')
    assert.deepEqual(versions, [1])
  })

  it('is for the states of a URL too', async () => {
    const { shown } = await moveTo(createVersion(3, tenfold))
    assert.equal(readPage((await shown()).text).text('#counter-left output'), '10')
  })

  it('may say that the data is gone', async () => {
    const { htmx, plain } = await moveTo(
      createVersion(3, () => {
        throw stale('That counter was given up.')
      }),
    )
    const gone = { status: 410, code: 'StaleComponentState' }
    assertHtmxError(await htmx(), { ...gone, reswap: 'delete', retarget: '#counter-left' })
    assertErrorPage(await plain(), 410, '/counters')
  })

  it('is a bug when it throws, and never shown', async () => {
    const { htmx, seen } = await moveTo(
      createVersion(3, () => {
        throw new Error('secret')
      }),
    )
    const answer = await htmx()
    assertHtmxError(answer, { status: 500, code: 'InternalError' })
    assert.doesNotMatch(answer.text, /secret/)
    assert.deepEqual(seen, [])
  })
})

describe('two versions of a site side by side', () => {
  const ways: [string, ReturnType<typeof createVersion>][] = [
    ['a newer version without migrate', createVersion(2)],
    ['an older version, though it has a migrate', createVersion(0, tenfold)],
  ]
  for (const [name, next] of ways) {
    it(`answer 409 from ${name}`, async () => {
      const { htmx, plain, shown, seen } = await moveTo(next)
      assertHtmxError(await htmx(), outdated)
      assertRedirect(await plain(), '/counters')
      assert.equal(readPage((await shown()).text).text('#counter-left output'), '0')
      assert.deepEqual(seen, [])
    })
  }
})

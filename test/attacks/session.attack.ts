import assert from 'node:assert/strict'
import type { Principal } from 'sealwax'
import { withRedis } from '../services/redis.ts'
import { codeOf } from './documented.ts'
import type { Family, Run } from './family.ts'
import { openPeople, type People, type Visitor, visitorOf } from './session/site.ts'
import { changes, resurrections, type Story, stories, tryChange } from './session/stories.ts'
import { some } from './some.ts'

export const family: Family = {
  name: 'session',
  aims: 'a state, or a session, that serves somebody else than the one it was made for, or after its end',
  async attack(run) {
    const { client } = await withRedis()
    const modes: [string, () => Promise<People>][] = [
      ['in cookies', () => openPeople()],
      ['in Redis', () => openPeople(client)],
    ]
    for (const [mode, open] of modes) {
      await tryStories(run, mode, { open, all: stories })
      await tryChanges(run, mode, open)
      await tryPrincipals(run, mode, open)
    }
    await tryStories(run, 'in Redis', { open: () => openPeople(client), all: resurrections })
  },
}

interface Told {
  readonly open: () => Promise<People>
  readonly all: Readonly<Record<string, Story>>
}

async function tryStories(run: Run, mode: string, { open, all }: Told): Promise<void> {
  for (const [what, story] of Object.entries(all)) {
    await run.try(`${what}, ${mode}`, async () => story(await open()))
  }
}

async function tryChanges(run: Run, mode: string, open: () => Promise<People>): Promise<void> {
  const people = await open()
  for (const [what, act] of Object.entries(changes)) {
    await run.try(`${what} in a method, ${mode}`, () => tryChange(people, act))
  }
}

/** Users that a careless comparison takes for one another. `2` and `2n` are one: both are the number 2. */
const users: readonly (readonly Principal[])[] = [
  [undefined, null],
  [''],
  ['1'],
  [1, 1n],
  ['ada'],
  ['Ada'],
  [0, 0n, -0],
  ['0'],
  [' ada'],
  ['ada '],
  ['ada\0'],
  ['\u00e4da'],
  ['a\u0308da'],
  ['undefined'],
  ['null'],
  ['[object Object]'],
  [-1],
  ['-1'],
  [2 ** 53 - 1],
  [2n ** 64n],
  ['__proto__'],
  ['constructor'],
]

/** What is no user at all: nothing is sealed, nothing is opened. */
const noUsers: readonly unknown[] = [
  {},
  [],
  ['ada'],
  Number.NaN,
  1.5,
  Infinity,
  2 ** 53,
  true,
  false,
  Symbol('ada'),
  () => 'ada',
  '\ud800',
  'x'.repeat(513),
  new String('ada'),
  Object.create(null),
]

/** Each state, with each session and user: it opens for its own only. */
async function tryPrincipals(run: Run, mode: string, open: () => Promise<People>): Promise<void> {
  const people = await open()
  let user: unknown
  people.principal = () => user as Principal
  const browsers = [visitorOf(people), visitorOf(people)]
  const states: Made[] = []
  for (const browser of browsers) {
    for (const same of users) {
      user = same[0]
      states.push({ browser, same, state: await browser.state() })
    }
  }
  for (const { made, browser, one } of some(run, uses(states, browsers), 23)) {
    await run.try(`${mode}: a state of ${text(made.same[0])} for ${text(one)}`, async () => {
      user = one
      const isOwn = browser === made.browser && made.same.includes(one)
      assert.equal(codeOf(await browser.call(made)), isOwn ? '' : 'StateRejected')
    })
  }
  for (const one of noUsers) {
    await run.try(`${mode}: the user ${text(one)}`, async () => {
      user = one
      await tryNobody(people, states[0] as Made)
    })
  }
}

interface Made {
  readonly browser: Visitor
  readonly same: readonly Principal[]
  readonly state: string
}

function uses(states: readonly Made[], browsers: readonly Visitor[]) {
  return states.flatMap((made) =>
    browsers.flatMap((browser) => users.flat().map((one) => ({ made, browser, one }))),
  )
}

async function tryNobody({ world }: People, { browser, state }: Made): Promise<void> {
  world.ran.length = 0
  const page = await browser.get('/items')
  assert.equal(page.status, 500)
  const answer = await browser.call({ state })
  assert.equal(answer.status, 500)
  assert.doesNotMatch(page.text + answer.text, /_state|principal/i)
  assert(!world.ran.includes('run item.touch'))
}

function text(user: unknown): string {
  return typeof user === 'string'
    ? JSON.stringify(user.slice(0, 20))
    : Object.prototype.toString.call(user) + typeof user
}

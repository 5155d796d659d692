import assert from 'node:assert/strict'
import { InvalidInput, stale } from 'sealwax'
import { createGate } from '../../browser/in-page.ts'
import { codeOf } from '../documented.ts'
import type { Answer } from '../wire.ts'
import { type People, type Visitor, visitorOf } from './site.ts'

/** What somebody tries, step by step; throws when it works. */
export type Story = (people: People) => Promise<void>

async function assertRejected({ world }: People, call: Promise<Answer>): Promise<void> {
  world.ran.length = 0
  assert.equal(codeOf(await call), 'StateRejected')
  assert.deepEqual(world.ran, [])
}

async function assertDone(call: Promise<Answer>): Promise<void> {
  assert.equal((await call).status, 200)
}

async function whoIs(visitor: Visitor): Promise<string> {
  return (await visitor.get('/whoami')).text
}

/** Ways for one to use what another has, wherever sessions are kept. */
export const stories: Readonly<Record<string, Story>> = {
  async 'a session that an attacker has planted before the login'(people) {
    const attacker = visitorOf(people)
    const before = await attacker.state()
    const victim = visitorOf(people, attacker.cookie)
    await victim.get('/login?as=ada')
    const after = await victim.state()
    assert.equal(await whoIs(attacker), 'nobody')
    await assertRejected(people, attacker.call({ state: after }))
    await assertRejected(people, victim.call({ state: before }))
    await assertDone(victim.call({ state: after }))
  },

  async 'a state that an attacker has planted in the page of somebody else'(people) {
    const [attacker, victim] = [visitorOf(people), visitorOf(people)]
    await victim.get('/login?as=ada')
    await attacker.get('/login?as=eve')
    const [planted, own] = [await attacker.state(), await victim.state()]
    await assertRejected(people, victim.call({ state: planted }))
    await assertRejected(people, victim.call({ state: own, fields: { _args: planted } }))
  },

  async 'the cookies of two users, swapped'(people) {
    const [ada, bob] = [visitorOf(people), visitorOf(people)]
    await ada.get('/login?as=ada')
    await bob.get('/login?as=bob')
    const states = [await ada.state(), await bob.state()] as const
    ;[ada.cookie, bob.cookie] = [bob.cookie, ada.cookie]
    await assertRejected(people, ada.call({ state: states[0] }))
    await assertRejected(people, bob.call({ state: states[1] }))
    assert.equal(await whoIs(ada), 'bob')
  },

  async 'the session of one with the signature of another'(people) {
    const [ada, bob] = [visitorOf(people), visitorOf(people)]
    await ada.get('/login?as=ada')
    await bob.get('/login?as=bob')
    const state = await ada.state()
    const [session = '', signature = ''] = [ada.cookie.split('; ')[0], bob.cookie.split('; ')[1]]
    for (const cookie of [
      `${session}; ${signature}`,
      session,
      `${session}; sid.sig=`,
      `${session}x; ${signature}`,
    ]) {
      const forger = visitorOf(people, cookie)
      assert.equal(await whoIs(forger), 'nobody')
      await assertRejected(people, visitorOf(people, cookie).call({ state }))
    }
  },

  async 'a cookie that another site of the domain has tossed in front'(people) {
    const [attacker, victim] = [visitorOf(people), visitorOf(people)]
    await attacker.get('/login?as=eve')
    await victim.get('/login?as=ada')
    const state = await victim.state()
    const both = `${attacker.cookie}; ${victim.cookie}`
    assert.equal(await whoIs(visitorOf(people, both)), 'eve')
    await assertRejected(people, visitorOf(people, both).call({ state }))
  },

  async 'a page that was left open after the logout'(people) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const state = await visitor.state()
    await visitor.get('/logout')
    await assertRejected(people, visitor.call({ state }))
    await visitor.state()
    await assertRejected(people, visitor.call({ state }))
  },

  async 'a page that was left open, after the same user is back'(people) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const state = await visitor.state()
    await visitor.get('/logout')
    await visitor.get('/login?as=ada')
    await assertRejected(people, visitor.call({ state }))
    await assertDone(visitor.call({ state: await visitor.state() }))
  },

  async 'two users of one browser, one after the other'(people) {
    const visitor = visitorOf(people)
    const states: string[] = []
    for (const name of ['ada', 'bob', 'ada', 'bob']) {
      await visitor.get(`/login?as=${name}`)
      for (const state of states) await assertRejected(people, visitor.call({ state }))
      states.push(await visitor.state())
      await assertDone(visitor.call({ state: states.at(-1) ?? '' }))
    }
  },

  async 'two users of one browser, of whom nobody logs out'(people) {
    const visitor = visitorOf(people)
    let user = 'ada'
    people.principal = () => user
    const ada = await visitor.state()
    user = 'bob'
    await assertRejected(people, visitor.call({ state: ada }))
    const bob = await visitor.state()
    await assertDone(visitor.call({ state: bob }))
    user = 'ada'
    await assertRejected(people, visitor.call({ state: bob }))
    await assertDone(visitor.call({ state: ada }))
  },

  async 'the flash of another user'(people) {
    const [ada, bob] = [visitorOf(people), visitorOf(people)]
    await ada.get('/login?as=ada')
    await bob.get('/login?as=bob')
    const { headers } = await ada.call({ state: await ada.state(), htmx: false })
    const url = headers.location ?? ''
    assert.match((await ada.get(url)).text, /<i>1<\/i>/)
    assert.doesNotMatch((await bob.get(url)).text, /<i>1<\/i>/)
    const _flash = url.split('_sealwax=')[1] ?? ''
    const carried = await bob.call({ state: await bob.state(), fields: { _flash }, htmx: false })
    assert.doesNotMatch(carried.headers.location ?? '', new RegExp(_flash.slice(5, 60)))
  },

  async 'a flash from before the login'(people) {
    const visitor = visitorOf(people)
    const { headers } = await visitor.call({ state: await visitor.state(), htmx: false })
    await visitor.get('/login?as=ada')
    assert.doesNotMatch((await visitor.get(headers.location ?? '')).text, /<i>1<\/i>/)
  },

  async 'a state that stands in a page while the session is renewed'(people) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const state = await visitor.state()
    await visitor.get('/renew')
    assert.equal(await whoIs(visitor), 'ada')
    await assertRejected(people, visitor.call({ state }))
  },
}

/** What a method may do to the session it runs in: nothing is sealed for who comes after. */
export const changes: Readonly<Record<string, People['world']['act']>> = {
  renew: ({ ctx }) => ctx.sealwax.renew(),
  'a logout': ({ ctx }) => void Object.assign(ctx, { session: null }),
  'a login as somebody else': ({ ctx }) => void Object.assign(ctx['session'], { user: 'bob' }),
  'a new, empty session': ({ ctx }) => void Object.assign(ctx, { session: {} }),
  'a binding that is removed': ({ ctx }) =>
    void Object.assign(ctx['session'], { sealwax: undefined }),
  'a binding that is none': ({ ctx }) =>
    void Object.assign(ctx['session'], { sealwax: { length: 22 } }),
  'a binding that an attacker chose': ({ ctx }) =>
    void Object.assign(ctx['session'], { sealwax: 'chosen' }),
  'a refusal after a login': ({ ctx }) => {
    Object.assign(ctx['session'], { user: 'bob' })
    throw new InvalidInput([{ path: '', message: 'no' }])
  },
  'gone data after a login': ({ ctx }) => {
    Object.assign(ctx['session'], { user: 'bob' })
    throw stale()
  },
  'a bug after a login': ({ ctx }) => {
    Object.assign(ctx['session'], { user: 'bob' })
    throw new Error('a bug')
  },
}

/** Runs a method that changes who is there, both ways: no state comes back. */
export async function tryChange(people: People, act: People['world']['act']): Promise<void> {
  for (const htmx of [true, false]) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const state = await visitor.state()
    people.world.act = act
    const answer = await visitor.call({ state, method: 'act', htmx })
    assert.doesNotMatch(answer.text, /_state/)
    assert.doesNotMatch(answer.headers.location ?? '', /_sealwax/)
    await assertRejected(people, visitor.call({ state }))
  }
}

/** What a slow request may do before it ends. */
const slowPaths = ['/slow', '/slow?renew=1', '/slow?draw=1', '/slow?renew=1&draw=1']

/** Ways to bring back a session that has ended, where a store keeps it. */
export const resurrections: Readonly<Record<string, Story>> = {
  ...Object.fromEntries(
    slowPaths.map((path): [string, Story] => [
      `a request to ${path} that ends after the logout`,
      async (people) => {
        Object.assign(people, { slow: { begun: createGate(), until: createGate() } })
        const visitor = visitorOf(people)
        await visitor.get('/login?as=ada')
        const [old, state] = [visitor.cookie, await visitor.state()]
        const slow = visitorOf(people, old)
        const answered = slow.get(path)
        await Promise.race([people.slow.begun.opened, answered])
        await visitor.get('/logout')
        people.slow.until.open()
        await answered
        for (const cookie of [old, slow.cookie, visitor.cookie]) {
          assert.equal(await whoIs(visitorOf(people, cookie)), 'nobody')
          await assertRejected(people, visitorOf(people, cookie).call({ state }))
        }
        assert.deepEqual(await people.keys(), [])
      },
    ]),
  ),

  async 'a call that ends after the logout'(people) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const [old, state] = [visitor.cookie, await visitor.state()]
    const [begun, until] = [createGate(), createGate()]
    people.world.act = async ({ client, ctx }) => {
      begun.open()
      await until.opened
      Object.assign(ctx['session'], { seen: 1 })
      client.message('Still here.')
    }
    const slow = visitorOf(people, old)
    const answered = slow.call({ state, method: 'act', htmx: false })
    await Promise.race([begun.opened, answered])
    await visitor.get('/logout')
    until.open()
    await answered
    assert.equal(await whoIs(slow), 'nobody')
    assert.deepEqual(await people.keys(), [])
    await assertRejected(people, slow.call({ state }))
  },

  async 'a copy of the cookie, after the logout'(people) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const [old, state] = [visitor.cookie, await visitor.state()]
    await visitor.get('/logout')
    const thief = visitorOf(people, old)
    assert.equal(await whoIs(thief), 'nobody')
    await assertRejected(people, thief.call({ state }))
    await thief.state()
    assert.equal(await whoIs(thief), 'nobody')
  },

  async 'a copy of the cookie, after the next login'(people) {
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const old = visitor.cookie
    await visitor.get('/login?as=ada')
    assert.equal(await whoIs(visitorOf(people, old)), 'nobody')
    assert.equal(await whoIs(visitor), 'ada')
    assert.equal((await people.keys()).length, 1)
  },

  async 'many slow requests around a logout'(people) {
    Object.assign(people, { slow: { begun: createGate(), until: createGate() } })
    const visitor = visitorOf(people)
    await visitor.get('/login?as=ada')
    const old = visitor.cookie
    const answers = Array.from({ length: 20 }, (_, n) =>
      visitorOf(people, old).get(slowPaths[n % 4] ?? ''),
    )
    await Promise.race([people.slow.begun.opened, ...answers])
    await visitor.get('/logout')
    people.slow.until.open()
    await Promise.all(answers)
    assert.equal(await whoIs(visitorOf(people, old)), 'nobody')
    assert.deepEqual(await people.keys(), [])
  },
}

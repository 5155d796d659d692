import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { load } from '../../../server/core/instance/instance.ts'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  type CallResult,
  type Component,
  call,
  defineComponent,
  type Fields,
  type Instance,
  InvalidInput,
  newKey,
  type OnceStore,
  sealInstance,
  stale,
  type ToolkitOptions,
  type TypePlugin,
  type Visit,
} from '../../../server/core/rooms.ts'
import { bareSchema, createWorld, engineOf, formOf, tagOf, type World } from '../visit.ts'

const day = 86_400_000

class Row {
  readonly id = 7
}

/** A document whose hooks and methods note that they ran, and can be told to refuse. */
interface Desk {
  readonly ran: string[]
  readonly world: World
  readonly component: Component<any, any, any, any, any>
  /** Seals a first state. */
  seal(visit?: Visit): Promise<string>
  call(
    sealed: string,
    method?: string,
    fields?: Record<string, string | string[]>,
  ): Promise<CallResult>
  allow: unknown
  gone: boolean
  selves: any[]
  params: unknown[]
}

function createDesk(hooks: Fields = {}, options: Partial<ToolkitOptions> = {}): Desk {
  const ran: string[] = []
  const desk = {
    ran,
    allow: true as unknown,
    gone: false,
    selves: [] as any[],
    params: [] as unknown[],
  }
  const method = (name: string) => (self: any, params: unknown) => {
    ran.push(name)
    desk.selves.push(self)
    desk.params.push(params)
  }
  const component = defineComponent({
    name: 'doc',
    template: 'doc.njk',
    args: z.object({ docId: z.number() }),
    publicState: z.object({
      editing: z.stringbool().or(z.boolean()).default(false),
      size: z.coerce.number('A number.').max(9, 'Too large.').default(1),
    }),
    state: () => ({ saves: 0, secret: 'kept' }),
    authorize() {
      ran.push('authorize')
      return desk.allow
    },
    load({ args }: any) {
      ran.push('load')
      if (desk.gone) throw stale('That document is gone.')
      return { doc: { title: `Document ${args.docId}` }, user: 'ann' }
    },
    methods: {
      save: method('save'),
      rename: { params: z.object({ title: z.string().min(1, 'Name it.') }), run: method('rename') },
      pay: { once: true, run: method('pay') },
      quick: { reload: false, run: method('quick') },
      file: { download: true, run: method('file') },
      loose: { params: bareSchema((value) => ({ value })), run: method('loose') },
      ...(hooks['methods'] as object),
    },
    ...Object.fromEntries(Object.entries(hooks).filter(([name]) => name !== 'methods')),
  } as never)
  const world = createWorld([component], options)
  return Object.assign(desk, {
    world,
    component,
    async seal(visit = world.visit) {
      const instance = await mount(visit, tagOf(component, { docId: 7 }))
      await load(instance)
      ran.length = 0
      return sealInstance(instance, 'state')
    },
    call(sealed: string, name?: string, fields: Record<string, string | string[]> = {}) {
      const found = name === undefined ? undefined : engineOf(component).methods.get(name)
      assert.equal(found?.name, name)
      const request = { component: engineOf(component), method: found, sealed }
      return call(world.visit, { ...request, fields: formOf(fields) })
    },
  })
}

const resealed = ({ instance }: { instance: Instance }) => sealInstance(instance, 'state')

describe('call', () => {
  it('authorizes, loads, runs the method and loads again', async () => {
    const desk = createDesk()
    const { instance, invalid, returned } = await desk.call(await desk.seal(), 'save')
    assert.deepEqual(desk.ran, ['authorize', 'load', 'save', 'load'])
    assert.deepEqual([invalid, returned], [false, undefined])
    assert.deepEqual(instance.loaded, { doc: { title: 'Document 7' }, user: 'ann' })
  })

  it('loads with reload: false once only', async () => {
    const desk = createDesk()
    await desk.call(await desk.seal(), 'quick')
    assert.deepEqual(desk.ran, ['authorize', 'load', 'quick'])
  })

  it('refreshes without a method: applies public state and runs none', async () => {
    const desk = createDesk()
    const { instance } = await desk.call(await desk.seal(), undefined, { size: '5', title: 'x' })
    assert.deepEqual(desk.ran, ['authorize', 'load'])
    assert.deepEqual(instance.publicState, { editing: false, size: 5 })
  })

  it('hands a method back what it returned', async () => {
    const desk = createDesk({ methods: { count: async () => ({ left: 3 }) } })
    assert.deepEqual((await desk.call(await desk.seal(), 'count')).returned, { left: 3 })
  })

  it('keeps the state from one call to the next', async () => {
    const methods = { save: (self: any) => self.state.saves++ }
    const desk = createDesk({ methods })
    let sealed = await desk.seal()
    for (let count = 1; count <= 3; count++) {
      const result = await desk.call(sealed, 'save')
      assert.equal(result.instance.state['saves'], count)
      sealed = resealed(result)
    }
  })

  it('opens the same state as often as it comes: a state is a continuation', async () => {
    const desk = createDesk({ methods: { save: (self: any) => self.state.saves++ } })
    const sealed = await desk.seal()
    for (let count = 0; count < 3; count++) {
      assert.equal((await desk.call(sealed, 'save')).instance.state['saves'], 1)
    }
  })

  it('tells authorize what is asked for', async () => {
    const seen: Fields[] = []
    const desk = createDesk({ authorize: (at: Fields) => (seen.push(at), true) })
    const sealed = await desk.seal()
    await desk.call(sealed, 'save')
    await desk.call(sealed)
    const state = { saves: 0, secret: 'kept' }
    const { ctx } = desk.world.visit
    assert.deepEqual(seen, [
      { args: { docId: 7 }, state, method: 'save', ctx },
      { args: { docId: 7 }, state, method: '', ctx },
    ])
  })

  it('is about the page that the state was rendered on', async () => {
    const desk = createDesk({ methods: { go: (self: any) => self.client.pushUrl('?p=2') } })
    const sealed = await desk.seal(desk.world.as({ page: '/first?p=1' }))
    const { instance } = await desk.call(sealed, 'go')
    assert.equal(instance.visit.page, '/first?p=1')
    assert.equal(instance.effects.history?.url, '/first?p=2')
  })

  it('runs neither load nor anything else after remove, redirect or a file', async () => {
    const desk = createDesk({
      methods: {
        remove: (self: any) => self.client.remove(),
        leave: (self: any) => self.client.redirect('/bye'),
        export: { download: true, run: () => ({ name: 'a.txt', body: '' }) },
      },
    })
    const sealed = await desk.seal()
    for (const name of ['remove', 'leave', 'export']) {
      desk.ran.length = 0
      await desk.call(sealed, name)
      assert.deepEqual(desk.ran, ['authorize', 'load'])
    }
  })

  it('goes on as ever where a method that may answer with a file has none', async () => {
    const desk = createDesk()
    await desk.call(await desk.seal(), 'file')
    assert.deepEqual(desk.ran, ['authorize', 'load', 'file', 'load'])
  })
})

describe('call refuses', () => {
  const nothing: string[] = []
  /** Fields that are wrong in every way, to show that an earlier refusal wins. */
  const wrong = { size: '99', title: '' }

  it('a state that does not open before all else', async () => {
    const desk = createDesk()
    desk.allow = false
    desk.gone = true
    const sealed = await createDesk().seal()
    await assert.rejects(desk.call(sealed, 'rename', wrong), { code: 'StateRejected' })
    await assert.rejects(desk.call('', 'rename', wrong), { code: 'StateRejected' })
    assert.deepEqual(desk.ran, nothing)
  })

  it('an old state before asking the once-store or authorize', async () => {
    const onceStore: OnceStore = {
      has: () => assert.fail('asked'),
      claim: () => assert.fail('claimed'),
    }
    const desk = createDesk({}, { onceStore })
    const sealed = await desk.seal()
    desk.allow = false
    desk.world.time += 2 * day
    await assert.rejects(desk.call(sealed, 'pay', wrong), { code: 'StateExpired' })
    assert.deepEqual(desk.ran, nothing)
  })

  it('a state of another version before authorize', async () => {
    const keys = [newKey()]
    const old = await createDesk({ version: 1 }, { keys }).seal()
    const desk = createDesk({ version: 2 }, { keys })
    desk.allow = false
    await assert.rejects(desk.call(old, 'pay', wrong), { code: 'StateOutdated' })
    assert.deepEqual(desk.ran, nothing)
  })

  it('a one-shot state that was used before authorize', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    await desk.call(sealed, 'pay')
    desk.ran.length = 0
    desk.allow = false
    desk.gone = true
    await assert.rejects(desk.call(sealed, 'pay', wrong), {
      code: 'StateReplayed',
      status: 409,
      page: '/todos?open=1',
    })
    assert.deepEqual(desk.ran, nothing)
  })

  it('whom authorize does not let through, before any load', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    desk.gone = true
    for (const answer of [false, undefined, null, 0, 1, 'yes', {}, [true], Promise.resolve(1)]) {
      desk.ran.length = 0
      desk.allow = answer
      await assert.rejects(desk.call(sealed, 'rename', wrong), { code: 'Forbidden', status: 403 })
      await assert.rejects(desk.call(sealed), { code: 'Forbidden' })
      assert.deepEqual(desk.ran, ['authorize', 'authorize'])
    }
    desk.allow = Promise.resolve(true)
    desk.gone = false
    assert.ok(await desk.call(sealed, 'save'))
  })

  it('with what authorize throws', async () => {
    const error = Object.assign(new Error('log in'), { status: 401 })
    const desk = createDesk({ authorize: () => Promise.reject(error) })
    const sealed = await desk.seal()
    await assert.rejects(desk.call(sealed, 'save'), (thrown) => thrown === error)
    assert.deepEqual(desk.ran, nothing)
  })

  it('gone data before bad input', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    desk.gone = true
    await assert.rejects(desk.call(sealed, 'rename', wrong), {
      code: 'StaleComponentState',
      message: 'That document is gone.',
      component: 'doc-1',
      page: '/todos?open=1',
    })
    assert.deepEqual(desk.ran, ['authorize', 'load'])
  })

  it('with what load throws, as it is', async () => {
    const bug = new TypeError('x is undefined')
    let broken = false
    const desk = createDesk({
      load() {
        if (broken) throw bug
      },
    })
    const sealed = await desk.seal()
    broken = true
    await assert.rejects(desk.call(sealed, 'rename', wrong), (thrown) => thrown === bug)
  })

  it('bad params and bad public state together, after load and before the method', async () => {
    const desk = createDesk()
    const { instance, invalid } = await desk.call(await desk.seal(), 'rename', wrong)
    assert.equal(invalid, true)
    assert.deepEqual(desk.ran, ['authorize', 'load'])
    assert.deepEqual(instance.errors, { size: ['Too large.'], title: ['Name it.'] })
    assert.deepEqual(instance.typed, { size: '99', title: '' })
    assert.equal(instance.typedMethod, 'rename')
    assert.deepEqual(instance.publicState, { editing: false, size: 1 })
    assert.deepEqual(instance.loaded['doc'], { title: 'Document 7' })
  })

  it('bad params, with the good public state applied', async () => {
    const desk = createDesk()
    const { instance, invalid } = await desk.call(await desk.seal(), 'rename', {
      size: '5',
      title: '',
    })
    assert.equal(invalid, true)
    assert.deepEqual(instance.errors, { title: ['Name it.'] })
    assert.equal(instance.publicState['size'], 5)
  })

  it('bad public state of a method without params, and of a refresh', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    for (const name of ['save', undefined]) {
      desk.ran.length = 0
      const { instance, invalid } = await desk.call(sealed, name, { size: 'x' })
      assert.equal(invalid, true)
      assert.deepEqual(instance.errors, { size: ['A number.'] })
      assert.deepEqual(desk.ran, ['authorize', 'load'])
    }
  })

  it('bad input of a one-shot method without claiming its state', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    assert.equal((await desk.call(sealed, 'pay', { size: '99' })).invalid, true)
    assert.equal((await desk.call(sealed, 'pay', { size: '9' })).invalid, false)
    assert.deepEqual(desk.ran, ['authorize', 'load', 'authorize', 'load', 'pay', 'load'])
  })
})

describe('stale()', () => {
  const gone = {
    code: 'StaleComponentState',
    status: 410,
    component: 'doc-1',
    page: '/todos?open=1',
  }

  it('means gone in a method, and nothing runs after it', async () => {
    const desk = createDesk({
      methods: {
        save() {
          throw stale()
        },
      },
    })
    await assert.rejects(desk.call(await desk.seal(), 'save'), gone)
    assert.deepEqual(desk.ran, ['authorize', 'load'])
  })

  it('means gone in the load after a method', async () => {
    const desk = createDesk()
    const methods = { drop: () => void (desk.gone = true) }
    const dropping = createDesk({
      methods,
      load() {
        if (desk.gone) throw stale()
      },
    })
    await assert.rejects(dropping.call(await dropping.seal(), 'drop'), gone)
  })

  it('means gone in a reviver of the args, before authorize and load', async () => {
    const row: TypePlugin<Row> = {
      name: 'Row',
      match: (value) => value instanceof Row,
      reduce: () => 7,
      async revive() {
        await setImmediate()
        throw stale('That row is gone.')
      },
    }
    const args = z.object({ docId: z.number().transform(() => new Row()) })
    const desk = createDesk({ args }, { plugins: [row] })
    const sealed = await desk.seal()
    await assert.rejects(desk.call(sealed, 'save'), { ...gone, message: 'That row is gone.' })
    assert.deepEqual(desk.ran, [])
  })

  it('is never read into a bug', async () => {
    const bug = new Error('not found: stale')
    const desk = createDesk({
      methods: {
        save() {
          throw bug
        },
      },
    })
    await assert.rejects(desk.call(await desk.seal(), 'save'), (thrown) => thrown === bug)
  })
})

const down = () => Promise.reject(new Error('connection refused'))
const throwing = () => {
  throw new Error('connection refused')
}

describe('a one-shot method', () => {
  it('runs once for a state, however often that is sent', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => desk.call(sealed, 'pay')))
    const codes = results.map((result) =>
      result.status === 'fulfilled' ? 'done' : result.reason.code,
    )
    assert.deepEqual(
      codes.toSorted((a, b) => a.localeCompare(b)),
      ['done', 'StateReplayed', 'StateReplayed', 'StateReplayed'],
    )
    assert.equal(desk.ran.filter((name) => name === 'pay').length, 1)
  })

  it('is outdated for a state that was sealed before the method was one-shot', async () => {
    const before = createDesk({ methods: { pay() {} } })
    const desk = createDesk()
    const { sealer } = before.world.visit
    const visit = { ...desk.world.visit, sealer }
    const request = { component: engineOf(desk.component), method: undefined, fields: formOf({}) }
    const sealed = await before.seal()
    const pay = engineOf(desk.component).methods.get('pay')
    assert.ok(await call(visit, { ...request, sealed }))
    await assert.rejects(call(visit, { ...request, sealed, method: pay }), {
      code: 'StateOutdated',
    })
    assert.deepEqual(
      desk.ran.filter((name) => name === 'pay'),
      [],
    )
  })

  it('is refused for every other state of the lineage too', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    const later = resealed(await desk.call(sealed, 'save'))
    await desk.call(later, 'pay')
    await assert.rejects(desk.call(sealed, 'pay'), { code: 'StateReplayed' })
    assert.ok(await desk.call(sealed, 'save'), 'other methods still run')
  })

  it('may run again from the state that it answered with', async () => {
    const desk = createDesk()
    const first = await desk.call(await desk.seal(), 'pay')
    const second = await desk.call(resealed(first), 'pay')
    assert.equal(desk.ran.filter((name) => name === 'pay').length, 2)
    await assert.rejects(desk.call(resealed(first), 'pay'), { code: 'StateReplayed' })
    assert.notEqual(first.instance.lineage, second.instance.lineage)
  })

  it('stays claimed when it throws', async () => {
    let runs = 0
    const pay = {
      once: true,
      run() {
        runs++
        throw new Error('half done')
      },
    }
    const desk = createDesk({ methods: { pay } })
    const sealed = await desk.seal()
    await assert.rejects(desk.call(sealed, 'pay'), /half done/)
    await assert.rejects(desk.call(sealed, 'pay'), { code: 'StateReplayed' })
    assert.equal(runs, 1)
  })

  it('claims after all checks, for as long as a chain of states may last', async () => {
    const asked: unknown[][] = []
    const onceStore: OnceStore = {
      has: async (lineage) => (asked.push(['has', lineage]), false),
      claim: async (...claim) => (asked.push(['claim', ...claim, ...desk.ran]), true),
    }
    const desk = createDesk({}, { onceStore, maxLifetime: 3 * day })
    const sealed = await desk.seal()
    const { instance } = await desk.call(sealed, 'pay')
    const [[, lineage]] = asked as [[string, string]]
    assert.deepEqual(asked, [
      ['has', lineage],
      ['claim', lineage, 3 * day, 'authorize', 'load'],
    ])
    assert.notEqual(instance.lineage, lineage)
  })

  it('does not run where another process was quicker to claim', async () => {
    const desk = createDesk({}, { onceStore: { has: () => false, claim: () => false } })
    await assert.rejects(desk.call(await desk.seal(), 'pay'), {
      code: 'StateReplayed',
      page: '/todos?open=1',
    })
    assert.deepEqual(desk.ran, ['authorize', 'load'])
  })

  it('does not run while the store is down', async () => {
    const stores: [OnceStore, string[]][] = [
      [{ has: down, claim: down }, []],
      [{ has: throwing, claim: throwing }, []],
      [{ has: () => false, claim: down }, ['authorize', 'load']],
    ]
    for (const [onceStore, ran] of stores) {
      const desk = createDesk({}, { onceStore })
      const sealed = await desk.seal()
      await assert.rejects(desk.call(sealed, 'pay'), { code: 'OnceStoreDown', status: 503 })
      assert.deepEqual(desk.ran, ran)
      assert.ok(await desk.call(sealed, 'save'), 'other methods still run')
    }
  })
})

/** Changes public state in place, and then refuses. */
function spoil(self: any) {
  self.list.push('b')
  self.list[0].name = 'b'
  self.map.get('a').n = 2
  self.map.set('b', {})
  self.set.add(2)
  self.when.setTime(6)
  throw new InvalidInput([{ path: 'list', message: 'Full.' }])
}

describe('InvalidInput thrown by a method', () => {
  it('draws the messages of what no schema can know, and keeps what was typed', async () => {
    const taken = new InvalidInput([{ path: 'title', message: 'This title is taken.' }])
    const rename = {
      params: z.object({ title: z.string() }),
      run: (self: any) => {
        self.size = 9
        throw taken
      },
    }
    const desk = createDesk({ methods: { rename } })
    const { instance, invalid } = await desk.call(await desk.seal(), 'rename', { title: 'War' })
    assert.equal(invalid, true)
    assert.deepEqual(instance.errors, { title: ['This title is taken.'] })
    assert.deepEqual([instance.typed, instance.typedMethod], [{ title: 'War' }, 'rename'])
    assert.equal(instance.publicState['size'], 1, 'what the method assigned is not kept')
  })

  it('keeps nothing of what the method changed within public state', async () => {
    const publicState = bareSchema((value) => ({ value }))
    const initial = {
      list: [{ name: 'a' }],
      map: new Map([['a', { n: 1 }]]),
      set: new Set([1]),
      when: new Date(5),
    }
    const init = () => ({ publicState: structuredClone(initial) })
    const desk = createDesk({ publicState, init, methods: { refuse: spoil } })
    const { instance, invalid } = await desk.call(await desk.seal(), 'refuse')
    assert.equal(invalid, true)
    assert.deepStrictEqual(instance.publicState, initial)
  })
})

describe('input', () => {
  it('that could not be sealed is refused before the method runs, and claims nothing', async () => {
    const publicState = z.object({ memo: z.string().default('') })
    const desk = createDesk({ publicState })
    const sealed = await desk.seal()
    const { instance, invalid } = await desk.call(sealed, 'pay', { memo: 'x'.repeat(40_000) })
    assert.equal(invalid, true)
    assert.deepEqual(instance.errors, { _form: ['This is too long.'] })
    assert.deepEqual(desk.ran, ['authorize', 'load'])
    assert.equal((await desk.call(sealed, 'pay', { memo: 'x' })).invalid, false)
  })

  it('that is more than a state has room for is too long, of whatever type', async () => {
    const publicState = z.object({
      count: z.coerce.bigint().default(0n),
      list: z.array(z.number()).default([]),
    })
    const desk = createDesk({ publicState })
    const list = JSON.stringify({ list: Array.from({ length: 6000 }, () => 1) })
    for (const fields of [{ count: '9'.repeat(1100) }, { _public: list }]) {
      const { instance, invalid } = await desk.call(await desk.seal(), 'save', fields)
      assert.equal(invalid, true)
      assert.deepEqual(instance.errors, { _form: ['This is too long.'] })
    }
  })

  it('may fill half of the room that a state has, and not a character more', async () => {
    const publicState = z.object({ memo: z.string().default('') })
    const text = JSON.stringify({ json: { memo: 'x'.repeat(2000) } })
    const limits = { maxSealedLength: 2 * text.length }
    const desk = createDesk({ publicState }, { limits })
    const sealed = await desk.seal()
    assert.equal((await desk.call(sealed, 'save', { memo: 'x'.repeat(2000) })).invalid, false)
    assert.equal((await desk.call(sealed, 'save', { memo: 'x'.repeat(2001) })).invalid, true)
  })

  it('that a schema turns into what no state may hold is a mistake of the app', async () => {
    const publicState = bareSchema(({ size }) => ({ value: { size: size === '9' ? /x/ : 1 } }))
    const desk = createDesk({ publicState })
    await assert.rejects(desk.call(await desk.seal(), 'save', { size: '9' }), {
      code: 'SealingBlocked',
      message: /'RegExp' is not in the allowed list.*\(doc: public state\.size\)/,
    })
    assert.deepEqual(desk.ran, ['authorize'])
  })

  it('that makes a schema fail is a bug, and no fault of the request', async () => {
    const bug = new TypeError('x is undefined')
    const params = bareSchema(() => {
      throw bug
    })
    const desk = createDesk({ methods: { go: { params, run() {} } } })
    await assert.rejects(desk.call(await desk.seal(), 'go'), (thrown) => thrown === bug)
    assert.deepEqual(desk.ran, ['authorize'])
  })

  it('overlays sealed public state with the fields of a form', async () => {
    const desk = createDesk()
    const first = await desk.call(await desk.seal(), 'save', { size: '5', editing: 'true' })
    assert.deepEqual(first.instance.publicState, { size: 5, editing: true })
    const next = await desk.call(resealed(first), 'save', { editing: 'false' })
    assert.deepEqual(next.instance.publicState, { size: 5, editing: false })
  })

  it('overlays it with _public, one JSON object', async () => {
    const desk = createDesk()
    const { instance } = await desk.call(await desk.seal(), 'save', {
      _public: '{"size":4}',
      size: '5',
    })
    assert.deepEqual(instance.publicState, { size: 4, editing: false })
  })

  it('shows load what the request brought', async () => {
    const sizes: number[] = []
    const desk = createDesk({ load: ({ publicState }: any) => void sizes.push(publicState.size) })
    await desk.call(await desk.seal(), undefined, { size: '5' })
    assert.deepEqual(sizes, [1, 5])
  })

  it('hands params over from fields or from _params, and none to a method without a schema', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    await desk.call(sealed, 'rename', { title: 'From a form' })
    await desk.call(sealed, 'rename', { _params: '{"title":"From JSON"}' })
    await desk.call(sealed, 'save', { title: 'Nobody asked' })
    assert.deepEqual(desk.params, [{ title: 'From a form' }, { title: 'From JSON' }, undefined])
  })

  it('ignores unknown names in a form', async () => {
    const desk = createDesk()
    const fields = { title: 'x', other: 'y', __proto__x: 'z', constructor: 'z', secret: 'stolen' }
    const { instance, invalid } = await desk.call(await desk.seal(), 'rename', fields)
    assert.equal(invalid, false)
    assert.deepEqual(desk.params, [{ title: 'x' }])
    assert.deepEqual(instance.publicState, { editing: false, size: 1 })
  })

  it('refuses unknown names in JSON', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    const json = { _public: '{"size":4,"doc":1}', _params: '{"title":"x","other":1}' }
    const { instance, invalid } = await desk.call(sealed, 'rename', json)
    assert.equal(invalid, true)
    assert.deepEqual(Object.keys(instance.errors), ['doc', 'other'])
    assert.deepEqual(desk.ran, ['authorize', 'load'])
    assert.equal((await desk.call(sealed, undefined, { _public: '{"secret":1}' })).invalid, true)
  })

  const requests: [what: string, method: string, fields: Record<string, string | string[]>][] = [
    ['_public that is no JSON', 'save', { _public: '{' }],
    ['_public that is a list', 'save', { _public: '[]' }],
    ['_public that is null', 'save', { _public: 'null' }],
    ['_public twice', 'save', { _public: ['{}', '{}'] }],
    [
      '_public with a key that reaches a prototype',
      'save',
      { _public: '{"__proto__":{"size":1}}' },
    ],
    ['_public with such a key below', 'save', { _public: '{"size":{"constructor":1}}' }],
    [
      '_public that is too deep',
      'save',
      { _public: `{"size":${'['.repeat(99)}${']'.repeat(99)}}` },
    ],
    ['_params that are no object', 'rename', { _params: '"x"' }],
    ['_params with __proto__', 'rename', { _params: '{"title":"x","__proto__":{}}' }],
    [
      '_params with too many values',
      'rename',
      { _params: JSON.stringify({ title: Array(20_000).fill(0) }) },
    ],
    ['_params and fields together', 'rename', { _params: '{"title":"x"}', title: 'y' }],
    ['_params of a method without', 'save', { _params: '{}' }],
  ]
  for (const [what, method, fields] of requests) {
    it(`refuses ${what}`, async () => {
      const desk = createDesk()
      await assert.rejects(desk.call(await desk.seal(), method, fields), {
        code: 'BadRequest',
        status: 400,
      })
      assert.deepEqual(desk.ran, ['authorize', 'load'])
    })
  }

  it('says why JSON is refused, and which names', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    const refusals: [method: string | undefined, fields: Record<string, string>, RegExp][] = [
      ['save', { _params: '{}' }, /This method takes no params/],
      [undefined, { _params: '{}' }, /This method takes no params/],
      ['rename', { _params: '{"title":"x"}', title: 'y' }, /as fields or as _params, not both/],
      ['save', { _public: '{' }, /_public and _params are one JSON object each/],
    ]
    for (const [method, fields, message] of refusals) {
      await assert.rejects(desk.call(sealed, method, fields), { code: 'BadRequest', message })
    }
    const { instance } = await desk.call(sealed, 'save', { _public: '{"doc":1}' })
    assert.deepEqual(instance.errors, { doc: ['There is no field of this name.'] })
  })

  it('names no more than a thousand unknown names', async () => {
    const desk = createDesk()
    const unknown = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`n${at}`, 1]))
    const fields = { _public: JSON.stringify(unknown) }
    const { instance } = await desk.call(await desk.seal(), 'save', fields)
    assert.equal(Object.keys(instance.errors).length, 1000)
  })

  it('refuses what would be shown again longer than a request may be', async () => {
    const desk = createDesk({}, { limits: { maxBodyBytes: 1000 } })
    const sealed = await desk.seal()
    const shown = { title: '', note: 'x'.repeat(999) }
    assert.equal((await desk.call(sealed, 'rename', { ...shown, size: '1' })).invalid, true)
    const longer = [
      { ...shown, size: '10' },
      { title: '', size: '1', note: '"'.repeat(100) },
      { title: '', note: 'x'.repeat(500), notes: 'y'.repeat(501) },
      { title: '', 'rows.0': 'x'.repeat(1001) },
    ]
    for (const fields of longer) {
      await assert.rejects(desk.call(sealed, 'rename', fields), { code: 'TooLarge', status: 413 })
    }
  })

  it('counts a part of a field once, though it is shown by its path as well', async () => {
    const rows = z.object({
      title: z.string().min(1),
      rows: z.array(z.object({ text: z.string() })),
    })
    const list = defineComponent({
      name: 'list',
      template: 'list.njk',
      methods: { save: { params: rows, run: () => {} } },
    })
    const { visit } = createWorld([list], { limits: { maxBodyBytes: 1000 } })
    const component = engineOf(list)
    const sealed = sealInstance(await mount(visit, tagOf(component)), 'state')
    const save = (text: string) =>
      call(visit, {
        component,
        sealed,
        method: component.methods.get('save'),
        fields: formOf({ title: '', 'rows.0.text': text }),
      })
    assert.equal((await save('x'.repeat(1000))).invalid, true)
    await assert.rejects(save('x'.repeat(1001)), { code: 'TooLarge' })
  })

  it('takes _params beside any fields for a schema that does not tell its names', async () => {
    const desk = createDesk()
    await desk.call(await desk.seal(), 'loose', { _params: '{"a":1}', b: '2' })
    assert.deepEqual(desk.params, [{ a: 1 }])
  })

  it('reads a box that is not ticked, and a list without a choice', async () => {
    const desk = createDesk()
    const sealed = await desk.seal()
    await desk.call(sealed, 'loose', {
      _box: ['a', 'b'],
      b: 'on',
      _list: ['c', 'd'],
      d: 'x',
      e: ['1', '2'],
    })
    assert.deepEqual(desk.params, [{ a: '', b: 'on', c: [], d: ['x'], e: ['1', '2'] }])
  })

  it('never hands our own words or keys of prototypes to a schema that takes everything', async () => {
    const desk = createDesk()
    const fields = {
      _state: 'x',
      _flash: 'y',
      _live: '[]',
      _box: ['_state', '__proto__', 'constructor'],
      _list: ['_state', 'prototype'],
      a: '1',
    }
    const form = formOf(fields)
    Object.defineProperty(form, '__proto__', { value: ['polluted'], enumerable: true })
    form['constructor'] = ['polluted']
    const sealed = await desk.seal()
    await desk.call(sealed, 'loose', form)
    assert.deepStrictEqual(desk.params, [{ a: '1' }])
  })

  it('takes public state whose schema gives more names than it takes', async () => {
    const publicState = z
      .object({ size: z.coerce.number().default(1) })
      .transform((value) => ({ ...value, double: value.size * 2 }))
    const desk = createDesk({ publicState })
    const first = await desk.call(await desk.seal(), 'save', { size: '5' })
    assert.deepEqual(first.instance.publicState, { size: 5, double: 10 })
    const next = await desk.call(resealed(first), 'save', { double: '99' })
    assert.equal(next.invalid, false)
    assert.deepEqual(next.instance.publicState, { size: 5, double: 10 })
  })

  it('stays quick with ten thousands of messages, of which it shows a thousand', async () => {
    const params = bareSchema(() => ({
      issues: Array.from({ length: 50_000 }, () => ({ message: 'No.', path: ['a'] })),
    }))
    const desk = createDesk({ methods: { go: { params, run() {} } } })
    const sealed = await desk.seal()
    const started = performance.now()
    const { instance } = await desk.call(sealed, 'go')
    assert.equal(instance.errors['a']?.length, 1000)
    assert.ok(performance.now() - started < 2000)
  })
})

describe('what a request can not reach', () => {
  it('server state, args and what load returned', async () => {
    const desk = createDesk()
    const fields = {
      secret: 'stolen',
      saves: '99',
      docId: '8',
      doc: 'x',
      user: 'eve',
      args: 'x',
      state: 'x',
      ctx: 'x',
      client: 'x',
    }
    const { instance } = await desk.call(await desk.seal(), 'save', fields)
    assert.deepEqual(instance.state, { saves: 0, secret: 'kept' })
    assert.deepEqual(instance.args, { docId: 7 })
    assert.deepEqual(instance.publicState, { editing: false, size: 1 })
    const [self] = desk.selves
    assert.equal(self.user, 'ann')
    assert.equal(self.doc.title, 'Document 7')
  })

  it('what load returns, even where public state takes every name', async () => {
    const publicState = bareSchema((value) => ({ value }))
    const desk = createDesk({ publicState, init: () => ({ publicState: { note: 'x' } }) })
    const sealed = await desk.seal()
    const { instance } = await desk.call(sealed, 'save', { user: 'eve', doc: 'eve', note: 'y' })
    assert.deepEqual(instance.publicState, { note: 'y' })
    const refused = await desk.call(sealed, 'save', { _public: '{"user":"eve"}' })
    assert.equal(refused.invalid, true)
    assert.deepEqual(refused.instance.publicState, { note: 'x' })
  })
})

async function selfOf(desk = createDesk()) {
  await desk.call(await desk.seal(), 'save')
  return desk.selves[0]
}

describe('self', () => {
  it('has args, state, client and ctx, and by name public state and what load returned', async () => {
    const desk = createDesk()
    const self = await selfOf(desk)
    assert.deepEqual(self.args, { docId: 7 })
    assert.deepEqual(self.state, { saves: 0, secret: 'kept' })
    assert.equal(self.ctx, desk.world.visit.ctx)
    assert.equal(typeof self.client.remove, 'function')
    assert.deepEqual([self.editing, self.size], [false, 1])
    assert.deepEqual(self.doc, { title: 'Document 7' })
  })

  it('lets nothing but public state be assigned', async () => {
    const self = await selfOf()
    for (const name of ['doc', 'user', 'args', 'state', 'client', 'ctx']) {
      assert.throws(() => {
        self[name] = 1
      }, TypeError)
      assert.throws(() => delete self[name], TypeError)
    }
    assert.throws(() => {
      self.args.docId = 8
    }, TypeError)
    self.size = 2
    assert.equal(self.size, 2)
  })

  it('writes public state through its schema', async () => {
    const desk = createDesk({
      methods: {
        grow(self: any) {
          self.size = '8'
          self.editing = true
        },
      },
    })
    const { instance } = await desk.call(await desk.seal(), 'grow')
    assert.deepEqual(instance.publicState, { size: 8, editing: true })
  })

  it('lets load see what the method assigned', async () => {
    const sizes: number[] = []
    const desk = createDesk({
      load: ({ publicState }: any) => void sizes.push(publicState.size),
      methods: { grow: (self: any) => void (self.size = 9) },
    })
    await desk.call(await desk.seal(), 'grow')
    assert.deepEqual(sizes, [1, 1, 9])
  })

  it('makes it an error to assign what public state does not accept', async () => {
    const desk = createDesk({ methods: { grow: (self: any) => void (self.size = 99) } })
    await assert.rejects(desk.call(await desk.seal(), 'grow'), {
      code: 'ConfigError',
      message: /size: Too large\./,
    })
  })

  it('gives public state as it is, with all of its types', async () => {
    const publicState = bareSchema((value) => ({ value }))
    const initial = {
      when: new Date(5),
      big: 2n,
      url: new URL('https://a.example/'),
      bytes: new Uint8Array([1]),
      list: [new Date(6), new Map([[1n, new Set(['x'])]]), { none: undefined, nil: null }],
    }
    const init = () => ({ publicState: initial })
    const desk = createDesk({ publicState, init })
    const { instance } = await desk.call(await desk.seal(), 'save')
    assert.deepStrictEqual({ ...desk.selves[0] }, instance.publicState)
    assert.deepStrictEqual(Object.keys(instance.publicState), Object.keys(initial))
  })

  it('makes it an error to assign a name that is not public state', async () => {
    const stray = { methods: { save: (self: any) => void (self.titel = 'x') } }
    for (const hooks of [stray, { ...stray, publicState: undefined }]) {
      const desk = createDesk(hooks)
      await assert.rejects(desk.call(await desk.seal(), 'save'), {
        code: 'ConfigError',
        message: /'titel'/,
      })
    }
  })

  it('may give a public field that was absent a value, and take it away', async () => {
    const told = z.object({ note: z.string().optional() })
    const untold = bareSchema(({ note, ...rest }) => ({
      value: note === undefined ? rest : { ...rest, note },
    }))
    for (const publicState of [told, untold]) {
      const desk = createDesk({
        publicState,
        methods: {
          write: (self: any) => void (self.note = 'x'),
          erase: (self: any) => void (self.note = undefined),
        },
      })
      const erased = await desk.call(await desk.seal(), 'erase')
      assert.equal(erased.instance.publicState['note'], undefined)
      const written = await desk.call(resealed(erased), 'write')
      assert.deepEqual(written.instance.publicState, { note: 'x' })
    }
  })

  it('keeps two calls apart', async () => {
    const desk = createDesk({ methods: { save: (self: any) => void (self.state.saves += 1) } })
    const sealed = await desk.seal()
    const results = await Promise.all([desk.call(sealed, 'save'), desk.call(sealed, 'save')])
    assert.deepEqual(
      results.map(({ instance }) => instance.state['saves']),
      [1, 1],
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineComponent, stale } from 'sealwax'
import { modelReference } from 'sealwax/plugins/model'
import {
  createClock,
  createTestKit,
  expectForgeriesRefused,
  expectRefused,
  expectStale,
  type TestKitOptions,
  testKey,
} from 'sealwax/testing'
import { desk, deskRow, deskRowArgs, deskViews as views } from './desk.ts'

const hour = 3_600_000
const components = [desk, deskRow]

const principal: NonNullable<TestKitOptions['principal']> = (ctx) => ctx.state['who']

function isGone(): never {
  throw stale()
}

function createKit(options: Partial<TestKitOptions> = {}) {
  return createTestKit({ components, views, ...options })
}

describe('createTestKit', () => {
  it('draws a component as its tag would', async () => {
    const { render } = createKit({ state: { who: 'Ada' } })
    const one = await render(desk, {}, { key: 7, attrs: { class: 'wide' } })
    assert.equal(one.id, 'desk-7')
    assert.equal(one.name, 'desk')
    assert.match(one.html, /^<section id="desk-7".* class="desk wide"/)
    assert.match(one.text, /^Ada · 0 · /)
    assert.equal((await render(desk)).id, 'desk--1')
  })

  it('calls a method with params', async () => {
    const one = await createKit().render(desk)
    await one.call('open', { by: 3 })
    assert.equal(one.state.opened, 3)
    assert.deepEqual(one.state.since, new Date(0))
    assert.equal(one.value, 3)
    assert.deepEqual(one.messages, ['It is open.'])
    assert.deepEqual(one.events, [
      { name: 'desk-opened', detail: { by: 3 } },
      { name: 'desk-heard', detail: {} },
    ])
  })

  it('forgets what the last call told when the next one is answered', async () => {
    const one = await createKit().render(desk)
    await one.call('open', { by: 3 })
    await one.refresh()
    assert.deepEqual([one.events, one.messages, one.value], [[], [], undefined])
    assert.equal(one.state.opened, 3)
  })

  it('sends what is pressed', async () => {
    const one = await createKit().render(desk)
    await one.click('Open')
    assert.equal(one.state.opened, 2)
  })

  it('presses no button that is not one of its own, one of two, or disabled', async () => {
    const one = await createKit().render(desk)
    await assert.rejects(one.click('Shut'), /0 buttons "Shut". The buttons are: .*Open/)
    await assert.rejects(one.click('Same'), /2 buttons "Same"/)
    await assert.rejects(one.click('Pay'), /"Pay" is disabled/)
  })

  it('fills in a form as a user does', async () => {
    const one = await createKit().render(desk)
    await one
      .fill('Kind', 'b')
      .fill('Urgent', true)
      .fill('tags', ['blue'])
      .submit('write', { Text: 'a < b\n&' })
    const written = { kind: 'b', urgent: 'yes', tags: ['blue'], text: 'a < b\n&' }
    assert.deepEqual(JSON.parse(one.state.written), written)
    await one.submit('write', { text: 'c' })
    assert.deepEqual(JSON.parse(one.state.written), { kind: 'a', urgent: '', tags: [], text: 'c' })
  })

  it('fills in no field that is not there, and makes no choice that nobody offers', async () => {
    const one = await createKit().render(desk)
    assert.throws(() => one.fill('Colour', 'red'), /no field "Colour"/)
    assert.throws(() => one.fill('Kind', 'c'), /no choice "c": a, b/)
    assert.throws(() => one.fill('tags', ['green']), /no choice "green"/)
    assert.throws(() => one.fill('text', ['a']), /takes one text/)
    assert.throws(() => one.fill('', 'x'), /no field/)
    await assert.rejects(one.submit('open'), /no form for its method open/)
  })

  it('keeps what was typed, and says what is wrong with it', async () => {
    const one = await createKit().render(desk)
    await one.submit('write', { tags: ['red'] })
    assert.deepEqual(one.errors, { text: ['Write something.'] })
    assert.match(one.text, /Write something\./)
    await one.submit('write', { text: 'd' })
    assert.deepEqual(one.errors, {})
    assert.deepEqual(JSON.parse(one.state.written).tags, ['red'])
    await one.call('refuse')
    assert.deepEqual(one.errors, { _form: ['Not today.'] })
    assert.deepEqual([one.events, one.messages], [[], []])
  })

  it('sends public state along, through its schema', async () => {
    const one = await createKit().render(desk)
    await one.set({ note: 'red' }).call('open', { by: 1 })
    assert.equal(one.publicState.note, 'red')
    await one.set({ note: 'more than nine' }).refresh()
    assert.deepEqual(one.errors, { note: ['Too long.'] })
    assert.equal(one.publicState.note, 'red')
    await one.fill('Note', 'blue').click('Open')
    assert.equal(one.publicState.note, 'blue')
  })

  it('tells where a call leads', async () => {
    const one = await createKit({ page: '/desk' }).render(desk)
    await one.call('push')
    assert.equal(one.pushedUrl, '/here?page=2')
    await one.call('call')
    assert.equal(one.title, 'Desk & more')
    await one.call('leave')
    assert.equal(one.redirect, '/elsewhere')
    assert.equal(one.state.opened, 0)
  })

  it('throws what the app throws', async () => {
    const one = await createKit().render(desk)
    await assert.rejects(one.call('fail'), { name: 'TypeError', message: 'A bug of the app.' })
    await assert.rejects(expectRefused(one.call('fail'), 'Forbidden'), { name: 'TypeError' })
  })

  it('asks authorize, of who is there at the call', async () => {
    const kit = createKit({ state: { who: 'Ada' } })
    const one = await kit.render(desk)
    kit.state['who'] = 'guest'
    await expectRefused(one.call('leave'), 'Forbidden')
    assert.match((await one.refresh()).text, /^guest/)
  })

  it('runs a one-shot method once for each state', async () => {
    const one = await createKit().render(desk)
    const { sealed } = one
    await one.call('pay')
    await expectRefused(one.withState(sealed).call('pay'), 'StateReplayed')
    assert.equal(one.state.opened, 1)
  })

  it('refuses every forged state alike', async () => {
    const one = await createKit({ compress: true }).render(desk)
    const names = (await one.forgeries()).map(({ name }) => name)
    assert.equal(new Set(names).size, 16)
    await expectForgeriesRefused(one, 'open', { by: 1 })
    assert.equal(one.state.opened, 0)
  })

  it('gives hooks a context with what a request has', async () => {
    const seen: unknown[] = []
    const watcher = defineComponent({
      name: 'watcher',
      template: 'components/desk-row.njk',
      load({ ctx }) {
        const { method, path, query, htmx, state, ip } = ctx
        seen.push([method, path, query['q'], htmx.isHtmx, state['who'], ip, ctx['extra']])
        state['who'] = 'overwritten'
        return {}
      },
      methods: { mark: () => {} },
    })
    const state = { who: 'Ada' }
    const more = { page: '/here?q=1', state, ctx: { extra: 7 } }
    const one = await createKit({ components: [watcher], ...more }).render(watcher)
    await one.refresh()
    assert.deepEqual(seen, [
      ['GET', '/here', '1', false, 'Ada', '127.0.0.1', 7],
      ['POST', '/here', '1', true, 'Ada', '127.0.0.1', 7],
    ])
  })

  it('opens states with types of plugins, and says why where one is gone', async () => {
    const rows = new Map([[7, { id: 7 }]])
    const row = modelReference({
      name: 'row',
      keyOf: ({ id }: { id: number }) => id,
      load: (ids) => ids.map((id) => rows.get(id)),
    })
    const holder = defineComponent({
      name: 'holder',
      template: 'components/desk-row.njk',
      state: () => ({ row: row.of<{ id: number }>({ id: 7 }) }),
      methods: {
        mark: () => {},
        drop: () => rows.clear(),
      },
    })
    const kit = createTestKit({ components: [holder], views, plugins: [row] })
    const one = await kit.render(holder)
    assert.equal(one.state.row, rows.get(7))
    await one.call('drop')
    assert.throws(() => one.state, { code: 'StaleComponentState' })
    await expectStale(one.call('mark'))
  })

  it('notes what is published', async () => {
    const kit = createKit()
    await (await kit.render(desk)).call('tell')
    kit.rotate()
    assert.deepEqual(kit.published, ['desk:7', 'desks'])
  })

  it('tells of what a developer should know', async () => {
    const kit = createKit({ development: false })
    await kit.draw('twice.njk')
    assert.match(kit.warnings.join(), /desk-same/)
  })

  it('knows a component of the kit only', async () => {
    const other = defineComponent({ name: 'other', template: 'components/desk.njk' })
    await assert.rejects(createKit().render(other), /other is not among the components/)
  })

  it('says that there is nothing to draw', async () => {
    const gone = defineComponent({
      name: 'gone',
      template: 'components/desk-row.njk',
      load: isGone,
    })
    await expectStale(createKit({ components: [gone] }).render(gone))
  })
})

describe('the people of a kit', () => {
  it('can open no states of each other', async () => {
    const kit = createKit({ principal })
    const ada = kit.as({ state: { who: 'Ada' } })
    const mine = await ada.render(desk)
    const theirs = mine.as(kit.as({ state: { who: 'Grace' }, session: ada.session ?? {} }))
    await expectRefused(theirs.call('leave'), 'StateRejected')
    await expectRefused(mine.as(kit.as({ state: { who: 'Ada' } })).call('leave'), 'StateRejected')
    assert.equal((await mine.as(ada).call('open', { by: 1 })).state.opened, 1)
    assert.equal(mine.state.opened, 0)
  })

  it('leave their states behind when they log in, or renew', async () => {
    const kit = createKit({ principal })
    const one = await kit.render(desk)
    kit.state['who'] = 'Ada'
    await expectRefused(one.call('leave'), 'StateRejected')
    const two = await kit.render(desk)
    kit.renew()
    await expectRefused(two.call('leave'), 'StateRejected')
  })

  it('get the page anew after a method that renewed or ended the session', async () => {
    for (const method of ['logOut', 'endSession'] as const) {
      const one = await createKit({ page: '/desk' }).render(desk)
      await one.call(method)
      assert.equal(one.redirect, '/desk')
      await expectRefused(one.call('leave'), 'StateRejected')
    }
  })
})

describe('the keys and the clock of a kit', () => {
  it('open what an older key sealed, until it is forgotten', async () => {
    const kit = createKit({ keys: [testKey()] })
    const one = await kit.render(desk)
    const { sealed } = one
    kit.rotate()
    await one.call('open', { by: 1 })
    assert.notEqual(one.sealed.slice(0, 6), sealed.slice(0, 6))
    assert.equal(one.state.opened, 1)
    kit.rotate({ forget: true })
    await expectRefused(one.call('open', { by: 1 }), 'StateRejected')
  })

  it('let a state expire', async () => {
    const clock = createClock(Date.UTC(2026, 0, 1))
    const { render } = createKit({ clock, maxAge: hour })
    const one = await render(desk)
    clock.advance(hour)
    await one.call('open', { by: 1 })
    clock.advance(hour + 1000)
    await expectRefused(one.call('open', { by: 1 }), 'StateExpired')
  })
})

describe('components in components', () => {
  it('keep their state when their parent is drawn again', async () => {
    const one = await createKit().render(desk)
    const row = one.find(deskRow, 1)
    assert.equal(row.id, 'desk--1__desk-row-1')
    await row.click('Mark')
    await one.call('refuse')
    await one.refresh()
    assert.equal(row.state.marks, 1)
  })

  it('take new args, by their state or by asking for themselves', async () => {
    for (const padding of ['', 'x'.repeat(9000)]) {
      const row = defineComponent({
        name: 'desk-row',
        template: 'components/desk-row.njk',
        args: deskRowArgs,
        state: () => ({ marks: 0, padding }),
        methods: { mark: (self) => void self.state.marks++ },
      })
      const one = await createKit({ components: [desk, row] }).render(desk)
      await one.find(row).call('mark')
      await one.call('open', { by: 4 })
      assert.match(one.text, /Row at 4: 1/)
      assert.deepEqual(one.find(row).args, { place: 4 })
      assert.equal(one.findAll(row).length, 1)
    }
  })

  it('are pressed in their parent as well, and drawn anew by others', async () => {
    const page = await createKit().draw('desks.njk', { greeting: 'Good morning' })
    assert.match(page.find('desk-slotted').text, /Good morning$/)
    const plain = page.find(desk, 'plain')
    await plain.click('Mark')
    assert.match(page.text, /Row at 0: 1/)
    await page.find(desk, 'slotted').call('open', { by: 2 })
    assert.match(page.find('desk-slotted').text, /Good morning$/)
    await plain.call('open', { by: 1 })
    await page.find('desk-slotted').call('ask')
    assert.deepEqual(page.find('desk-slotted').refreshed, ['desk-plain'])
    assert.deepEqual(plain.events, [])
  })

  it('are found by name, id or the end of an id, if just one is meant', async () => {
    const page = await createKit().draw('desks.njk')
    assert.equal(page.findAll('desk').length, 2)
    assert.equal(page.find('desk-plain').find('desk-row-1').id, 'desk-plain__desk-row-1')
    assert.throws(() => page.find('desk-row-1'), /2 components are meant by desk-row-1/)
    assert.throws(() => page.find(desk), /2 components are meant by desk\./)
    assert.throws(() => page.find(desk, 'none'), /0 components .* The components are: desk-slotted/)
  })
})

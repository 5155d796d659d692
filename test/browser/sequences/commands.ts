import * as fc from 'fast-check'
import { pages } from './app/app.ts'
import { type Command, command, controlsIn, formsIn, naming } from './command.ts'
import { press, submit, type } from './in-page.ts'
import { typeInto, valuesOf } from './model/node.ts'
import { comeBack, load, makeCall } from './model/page.ts'
import { pathOf, type Tab } from './model/world.ts'
import type { Fate } from './proxy.ts'

const tab = fc.nat(1)
const pick = fc.nat(40)
const fates: fc.Arbitrary<Fates> = fc.record({
  fate: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Fate>('through') },
    { weight: 5, arbitrary: fc.constantFrom<Fate[]>('late back', 'late there') },
    { weight: 2, arbitrary: fc.constantFrom<Fate[]>('lost there', 'lost back', 'cut') },
  ),
  nextFate: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fate>('through') },
    { weight: 1, arbitrary: fc.constantFrom<Fate[]>('late back', 'lost there') },
  ),
})

interface Fates {
  readonly fate: Fate
  readonly nextFate: Fate
}

const text = fc.constantFrom('Bees', 'Honey', 'Wicks', '  ', '<b>Ink</b>')

const presses = fc
  .record({ tab, pick, times: fc.constantFrom(1, 1, 1, 2, 3), fates })
  .map(({ tab, pick, times, fates }) =>
    command((world) => {
      const at = world.tabs[tab] as Tab
      const all = controlsIn(at)
      const one = all[pick % all.length]
      if (one === undefined) return undefined
      const { seen, node, control } = one
      const { id } = seen
      return {
        what: `${at.name}: ${times} × ${naming(control)} of ${id}, ${saying(fates)}`,
        model: () => {
          at.cursor = undefined
          for (let i = 0; i < times; i++)
            makeCall({ world, tab: at, node }, { ...control, ...fates })
        },
        real: (stage) => press(stage.page(at), { id, selector: control.selector, times }),
      }
    }),
  )

function saying({ fate, nextFate }: Fates): string {
  return nextFate === 'through' ? fate : `${fate} (then ${nextFate})`
}

const forms = fc
  .record({ tab, pick, text, isSent: fc.boolean(), fates })
  .map(({ tab, pick, text, isSent, fates }) =>
    command((world) => {
      const at = world.tabs[tab] as Tab
      const all = formsIn(at)
      const one = all[pick % all.length]
      if (one === undefined) return undefined
      const { node, method, form } = one
      const texts = Object.fromEntries([...form.keys()].map((name) => [name, text]))
      const place = { id: node.id, method, texts }
      return {
        what: `${at.name}: ${isSent ? 'sends' : 'types'} ‘${text}’ in ${method} of ${node.id}${isSent ? `, ${saying(fates)}` : ''}`,
        model: () => {
          for (const field of form.values()) {
            typeInto(field, text)
            at.cursor = field
          }
          if (!isSent) return
          makeCall({ world, tab: at, node }, { method, params: valuesOf(form), form, ...fates })
        },
        real: (stage) => (isSent ? submit : type)(stage.page(at), place),
      }
    }),
  )

const goes = fc.record({ tab, path: fc.constantFrom(...Object.keys(pages)) }).map(({ tab, path }) =>
  command((world) => {
    const at = world.tabs[tab] as Tab
    if (at.at >= 0 && pathOf(at) === path) return undefined
    return {
      what: `${at.name}: goes to ${path}`,
      model: () => {
        at.history = [...at.history.slice(0, at.at + 1), path]
        at.at++
        load(world, at)
      },
      real: (stage) => stage.page(at).goto(path),
    }
  }),
)

const moves = fc.record({ tab, by: fc.constantFrom(-1, 0, 1) }).map(({ tab, by }) =>
  command((world) => {
    const at = world.tabs[tab] as Tab
    if (at.at < 0 || at.history[at.at + by] === undefined) return undefined
    return {
      what: `${at.name}: ${by === 0 ? 'reloads' : by < 0 ? 'goes back' : 'goes forward'}`,
      model: () => {
        at.at += by
        load(world, at)
      },
      real: (stage) => {
        const page = stage.page(at)
        return by === 0 ? page.reload() : by < 0 ? page.goBack() : page.goForward()
      },
    }
  }),
)

const returns = fc.record({ tab, fates }).map(({ tab, fates: { nextFate } }) =>
  command((world) => {
    const at = world.tabs[tab] as Tab
    if (at.at < 0) return undefined
    return {
      what: `${at.name}: comes out of the back/forward cache, its page ${nextFate}`,
      model: () => comeBack(world, at, nextFate),
      real: (stage) =>
        stage
          .page(at)
          .evaluate(
            `dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), undefined`,
          ),
    }
  }),
)

const ends = fc.constant(0).map(() =>
  command((world) => ({
    what: 'the session ends',
    model: () => {
      world.cookie = undefined
    },
    real: (stage) => stage.context.clearCookies(),
  })),
)

/** Something late comes, whatever left before it. */
export function release(pick: number): Command {
  return command((world) => {
    const one = world.late[pick % world.late.length]
    if (one === undefined) return undefined
    return {
      what: `comes: ${one.what}`,
      model: () => {
        world.late.splice(world.late.indexOf(one), 1)
        one.arrive()
      },
      real: (stage) => stage.proxy.release(one.token),
    }
  })
}

export const commands = [
  { weight: 9, arbitrary: presses },
  { weight: 5, arbitrary: forms },
  { weight: 2, arbitrary: goes },
  { weight: 2, arbitrary: moves },
  { weight: 1, arbitrary: returns },
  { weight: 1, arbitrary: ends },
  { weight: 5, arbitrary: pick.map(release) },
]

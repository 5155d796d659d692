import * as fc from 'fast-check'
import { pages } from './app/app.ts'
import { command, controlsIn, formsIn, naming } from './command.ts'
import { press, submit } from './in-page.ts'
import { callPlain, hasRoomFor, openPlain } from './model/plain.ts'

const pick = fc.nat(40)

const presses = pick.map((pick) =>
  command((model) => {
    const { plain } = model
    const all = controlsIn(plain).filter(({ node }) => hasRoomFor(plain, node))
    const one = all[pick % all.length]
    if (one === undefined) return undefined
    const { seen, node, control } = one
    const { method, params, selector } = control
    return {
      what: `${plain.name}: ${naming(control)} of ${seen.id}`,
      model: () => callPlain(model, plain, { node, method, params }),
      real: (stage) => stage.follow((page) => press(page, { id: seen.id, selector, times: 1 })),
    }
  }),
)

const sends = fc
  .record({ pick, text: fc.constantFrom('Twine', 'Ink', '  ') })
  .map(({ pick, text }) =>
    command((model) => {
      const { plain } = model
      const all = formsIn(plain).filter(({ node }) => hasRoomFor(plain, node))
      const one = all[pick % all.length]
      if (one === undefined) return undefined
      const { node, method, form } = one
      const texts = Object.fromEntries([...form.keys()].map((name) => [name, text]))
      return {
        what: `${plain.name}: sends ‘${text}’ in ${method} of ${node.id}`,
        model: () => callPlain(model, plain, { node, method, params: texts }),
        real: (stage) => stage.follow((page) => submit(page, { id: node.id, method, texts })),
      }
    }),
  )

const opens = fc.constantFrom(...Object.keys(pages)).map((path) =>
  command((model) => ({
    what: `${model.plain.name}: opens ${path}`,
    model: () => openPlain(model, model.plain, path),
    real: (stage) => stage.plainPage.goto(path),
  })),
)

const ends = fc.constant(0).map(() =>
  command((model) => ({
    what: `${model.plain.name}: the session ends`,
    model: () => {
      model.plain.cookie = undefined
    },
    real: (stage) => stage.plainPage.context().clearCookies(),
  })),
)

/** What the browser without scripts does. */
export const plainCommands = [
  { weight: 3, arbitrary: presses },
  { weight: 1, arbitrary: sends },
  { weight: 2, arbitrary: opens },
  { weight: 1, arbitrary: ends },
]

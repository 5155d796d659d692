import * as fc from 'fast-check'
import { type Command, command, controlsIn } from './command.ts'
import { commands, release } from './commands.ts'
import { press } from './in-page.ts'
import { load, makeCall } from './model/page.ts'
import { type Model, openPlain } from './model/plain.ts'
import type { Tab } from './model/world.ts'
import { plainCommands } from './plain-commands.ts'
import { openStage, type Stage } from './stage.ts'

/** What decides about the sequences that run. */
interface Options extends Pick<fc.Parameters, 'seed' | 'numRuns' | 'path' | 'endOnFailure'> {
  readonly spoil?: Parameters<typeof openStage>[0]
}

/**
 * Runs sequences of what users, the network and the session do. One that ends otherwise than the model says is made as
 * short as it can be.
 */
export async function runSequences({ spoil, ...options }: Options) {
  const stage = await openStage(spoil)
  const all = fc.commands([fc.oneof(...commands, ...plainCommands)], {
    maxCommands: 30,
    size: '+1',
  })
  const first = fc.constantFrom('/todos', '/board', '/counter')
  const property = fc.asyncProperty(first, all, async (path, sequence) => {
    const model = await stage.begin()
    try {
      await open(model, stage, path)
      await fc.asyncModelRun(() => ({ model, real: stage }), sequence)
      await finish(model, stage)
    } catch (error) {
      throw new Error([path, ...model.said, String(error)].join('\n'), { cause: error })
    }
  })
  try {
    return await fc.check(property, { ...options, includeErrorInReport: true })
  } finally {
    await stage.close()
  }
}

/** One tab after the other: they share a session. */
async function open(model: Model, stage: Stage, path: string): Promise<void> {
  for (const tab of model.tabs) {
    Object.assign(tab, { history: [path], at: 0 })
    load(model, tab)
    await stage.page(tab).goto(path)
  }
  openPlain(model, model.plain, path)
  await stage.plainPage.goto(path)
  await stage.whenEqual(model)
}

/** Whatever is late comes; then each component still works, and each page is as a fresh one. */
async function finish(model: Model, stage: Stage): Promise<void> {
  while (model.late.length > 0) await release(0).run(model, stage)
  await stage.check(model)
  for (const tab of model.tabs) {
    for (const id of new Set(controlsIn(tab).map(({ seen }) => seen.id))) {
      const trial = tryOut(tab, id)
      if (trial.check(model)) await trial.run(model, stage)
    }
  }
  await stage.check(model)
  for (const tab of model.tabs) {
    load(model, tab)
    await stage.page(tab).reload()
  }
  await stage.whenEqual(model)
  await stage.check(model)
}

/** Presses the first control of a component, if that still is in the page. */
function tryOut(tab: Tab, id: string): Command {
  return command((model) => {
    const one = controlsIn(tab).find(({ seen }) => seen.id === id)
    if (one === undefined) return undefined
    const { node, control } = one
    return {
      what: `${tab.name}: tries out ${id}`,
      model: () => {
        tab.cursor = undefined
        makeCall({ world: model, tab, node }, { ...control, fate: 'through', nextFate: 'through' })
      },
      real: (stage) => press(stage.page(tab), { id, selector: control.selector, times: 1 }),
    }
  })
}

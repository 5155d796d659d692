import type * as fc from 'fast-check'
import { kindOf } from './app/app.ts'
import type { Control } from './app/kind.ts'
import type { Node } from './model/node.ts'
import type { Model } from './model/plain.ts'
import { findNode, nodesIn, settle, type Tab } from './model/world.ts'
import type { Stage } from './stage.ts'

/** One step of a sequence, once it is known what is there. */
export interface Step {
  /** For whoever reads a sequence that failed. */
  readonly what: string
  readonly model: () => void
  readonly real: (stage: Stage) => Promise<unknown> | void
}

export type Command = fc.AsyncCommand<Model, Stage>

/** A command that is possible where `find` returns a step. After it all is as the model says. */
export function command(find: (model: Model) => Step | undefined): Command {
  return {
    check: (model) => find(model) !== undefined,
    async run(model, stage) {
      const step = find(model) as Step
      model.said.push(step.what)
      step.model()
      stage.proxy.expect(settle(model))
      await step.real(stage)
      await stage.whenEqual(model)
    },
    // What it does depends on what is there: see `said`.
    toString: () => '',
  }
}

/** A control of a tab, the component that shows it and the one that it calls. */
export function controlsIn(tab: Tab) {
  return nodesIn(tab).flatMap((seen) =>
    kindOf(seen)
      .controls(seen)
      .map((control) => ({ seen, node: findNode(tab, control.of ?? seen.id) as Node, control })),
  )
}

/** A method and its params, for whoever reads. */
export function naming({ method, params }: Control): string {
  return [method, ...Object.values(params)].join(' ')
}

/** A form of a tab and the component that it calls. */
export function formsIn(tab: Tab) {
  return nodesIn(tab).flatMap((node) =>
    [...node.forms].map(([method, form]) => ({ node, method, form })),
  )
}

import type { Context } from 'koa'
import type { Middleware } from '../context.ts'
import { isDeveloper } from '../development/is-developer.ts'
import type { Room } from '../room.ts'
import { createScripts } from '../scripts.ts'
import { answerState } from './answer-state.ts'

/** Files of the inspector in the folder of `sealwax.js`. */
const files = [
  'sealwax-inspector.js',
  'sealwax-inspector-panel.js',
  'sealwax-inspector-details.js',
  'sealwax-inspector-page.js',
  'sealwax-inspector-parts.js',
  'sealwax-inspector.css',
] as const

/** Where a state is opened. A component's name has no dot. */
const stateRoute = 'sealwax-inspector.json'

/**
 * Makes the inspector's routes by their paths.
 * @returns where it is off, and for whoever is not at this machine, the same paths as if there were nothing
 */
export function createInspector(room: Room): ReadonlyMap<string, Middleware> {
  const { prefix } = room.toolkit
  const answerFile = createScripts(prefix, files)
  const forDeveloper =
    (answer: (ctx: Context) => unknown): Middleware =>
    async (ctx) => {
      if (room.inspector === true && isDeveloper(room, ctx)) await answer(ctx)
      else ctx.status = 404
    }
  return new Map([
    [`${prefix}/${stateRoute}`, forDeveloper((ctx) => answerState(room, ctx))],
    ...files.map((name) => [`${prefix}/${name}`, forDeveloper(answerFile)] as const),
  ])
}

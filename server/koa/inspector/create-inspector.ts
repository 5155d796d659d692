import type { Middleware } from '../context.ts'
import type { Room } from '../room.ts'
import { answerState } from './answer-state.ts'

/** Files of the inspector in the folder of `sealwax.js`. */
export const inspectorFiles = [
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
 * @returns where it is off, the same paths as if there were nothing
 */
export function createInspector(room: Room): ReadonlyMap<string, Middleware> {
  const { prefix } = room.toolkit
  if (room.inspector === true) {
    return new Map([[`${prefix}/${stateRoute}`, (ctx) => answerState(room, ctx)]])
  }
  return new Map([stateRoute, ...inspectorFiles].map((name) => [`${prefix}/${name}`, nothingHere]))
}

const nothingHere: Middleware = async (ctx) => {
  ctx.status = 404
}

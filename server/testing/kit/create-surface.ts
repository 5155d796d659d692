import type { Surface } from '../page/surface.ts'
import type { ParentNode } from '../page/tree.ts'
import { type Home, openStates } from './open-states.ts'
import { sendCall } from './send-call.ts'

/** Makes the page that drawn components stand on. */
export function createSurface(home: Home, document: ParentNode): Surface {
  const { site, person } = home
  const surface: Surface = {
    document,
    told: new Map(),
    pending: new Map(),
    scripted: true,
    send: (sent) => sendCall(site, person, sent),
    changed: () => openStates(home, surface),
  }
  return surface
}

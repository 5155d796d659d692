import type { Entry } from './form.ts'
import { sealedOf } from './spot.ts'
import type { Surface } from './surface.ts'
import { attributeOf, elementsIn, findById } from './tree.ts'

/** Characters of the children's states that the script sends along. */
const roomForStates = 4096

/** Children that are alive in the page, as the script tells of them: the first with their states. */
export function liveIn(surface: Surface, id: string): Entry[] {
  const root = surface.scripted ? findById(surface.document, id) : undefined
  let room = roomForStates
  const live = (root === undefined ? [] : elementsIn(root)).flatMap((child) => {
    const digest = attributeOf(child, 'data-digest')
    if (digest === undefined) return []
    const childId = attributeOf(child, 'id') ?? ''
    const state = sealedOf({ surface, id: childId, disguise: {} })
    room -= state.length
    return [room > 0 ? [childId, digest, state] : [childId, digest]]
  })
  return live.length === 0 ? [] : [['_live', JSON.stringify(live)]]
}

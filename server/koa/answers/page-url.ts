import { type Instance, isChanged, toPagePath } from '../../core/rooms.ts'
import { moveFlash, updateFlash, withFlash } from '../session/flash.ts'

/**
 * URL that shows what a call did, without JavaScript: the page that the state was rendered on, or the one that the
 * method put into the address bar, with the states that changed.
 * @param sealed the state that came with the request
 */
export async function pageUrl(instance: Instance, sealed: string): Promise<string> {
  const { effects, visit } = instance
  const flash = await flashAfter(instance, sealed)
  if (effects.history === undefined) return withFlash(visit.page, flash)
  const { url } = effects.history
  return withFlash(url, await moveFlash({ ...visit, flash }, toPagePath(url)))
}

/**
 * States that the page's URL has to carry after a call. One that changed data only leaves them as they were.
 * @param sealed the state that came with the request
 */
export async function flashAfter(instance: Instance, sealed: string): Promise<string> {
  const { visit, id, effects } = instance
  if (effects.removed) return updateFlash(visit, id, undefined)
  return isChanged(instance, sealed) ? updateFlash(visit, id, instance) : visit.flash
}

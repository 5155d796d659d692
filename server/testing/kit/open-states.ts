import { type Snapshot, stateFormId, unsealSnapshot } from '../../core/rooms.ts'
import { sealedOf } from '../page/spot.ts'
import type { Surface } from '../page/surface.ts'
import { attributeOf, elementsIn, findById, isComponent } from '../page/tree.ts'
import type { Site } from './create-site.ts'
import { type Person, visitOf } from './person.ts'

/** What is in a seal, or why it did not open. */
type Opened = { readonly snapshot: Snapshot } | { readonly error: unknown }

/** States of a page that were opened, by their sealed texts. */
export type OpenedStates = Map<string, Opened>

/** Where the components of a kit live. */
export interface Home {
  readonly site: Site
  readonly person: Person
  readonly opened: OpenedStates
}

/** Opens all states of a page that were not opened yet, together: plugins may look up many rows at once. */
export async function openStates({ site, person, opened }: Home, surface: Surface): Promise<void> {
  const visit = visitOf(site, person, 'call')
  const open = async (name: string, sealed: string) => {
    const component = site.toolkit.components.get(name)
    if (component === undefined || opened.has(sealed)) return
    try {
      const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'state' })
      opened.set(sealed, { snapshot })
    } catch (error) {
      opened.set(sealed, { error })
    }
  }
  await Promise.all(statesIn(surface).map(([name, sealed]) => open(name, sealed)))
}

function statesIn(surface: Surface): [name: string, sealed: string][] {
  return elementsIn(surface.document)
    .filter(isComponent)
    .map((root) => {
      const id = attributeOf(root, 'id') ?? ''
      const name = attributeOf(root, 'data-component') ?? ''
      const form = findById(surface.document, stateFormId(id))
      return [name, form === undefined ? '' : sealedOf({ surface, id, disguise: {} })]
    })
}

/** @throws what the state did not open for */
export function snapshotIn(opened: OpenedStates, sealed: string): Snapshot {
  const found = opened.get(sealed)
  if (found === undefined) throw new Error('This state was not drawn by the kit.')
  if ('error' in found) throw found.error
  return found.snapshot
}

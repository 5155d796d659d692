import assert from 'node:assert/strict'
import {
  type AnyComponent,
  countedId,
  type Fields,
  isKept,
  keyedId,
  prepare,
  stale,
  type Tag,
} from '../../core/rooms.ts'
import { viewData } from '../../koa/view-data.ts'
import { type ParentNode, parsePage, parsePart } from '../page/tree.ts'
import type { AnyKind, Defined, Key, Kind } from '../types.ts'
import type { Site } from './create-site.ts'
import { createSurface } from './create-surface.ts'
import { KitComponent } from './kit-component.ts'
import { KitPage } from './kit-page.ts'
import type { Home } from './open-states.ts'
import { type Person, visitOf } from './person.ts'

/** What a tag says beside args. */
export interface TagOptions {
  /** Names it among its siblings; none, so that its id is `NAME--1`. */
  readonly key?: Key
  /** HTML attributes for its root; `{}`. */
  readonly attrs?: Fields
}

/** A component, and what its tag says. */
export interface Asked {
  readonly component: Defined
  readonly args: Fields
  readonly options: TagOptions
}

/** Draws one component, as its tag in a page would. */
export async function renderComponent<K extends Kind = AnyKind>(
  site: Site,
  person: Person,
  asked: Asked,
): Promise<KitComponent<K>> {
  const tag = tagOf(site, asked)
  const visit = visitOf(site, person, 'page')
  visit.ids.add(tag.id)
  const finish = await prepare(visit, tag)
  const placed = await finish()
  if (placed === undefined || isKept(placed)) {
    throw stale(`What ${tag.id} shows is gone: it draws nothing.`)
  }
  const document = parsePart(await site.renderer.fragment(placed))
  const { home, surface } = await enter(site, person, document)
  return new KitComponent<K>(home, { surface, id: tag.id, disguise: {} })
}

function tagOf({ toolkit }: Site, { component, args, options }: Asked): Tag {
  const { name } = component
  const isListed = toolkit.components.get(name) === (component as AnyComponent)
  assert(isListed, `The component ${name} is not among the components of this kit.`)
  const { key, attrs = {} } = options
  const id = key === undefined ? countedId(undefined, name, 1) : keyedId(undefined, name, key)
  return { component: component as AnyComponent, id, args, attrs, slots: {} }
}

/** Draws a view of the app, with all components on it. */
export async function drawView(
  site: Site,
  person: Person,
  { view, data }: { view: string; data: object },
): Promise<KitPage> {
  const visit = visitOf(site, person, 'page')
  const document = parsePage(await site.renderer.page(visit, view, viewData(visit.ctx, data)))
  const { home, surface } = await enter(site, person, document)
  return new KitPage(home, surface)
}

async function enter(site: Site, person: Person, document: ParentNode) {
  const home: Home = { site, person, opened: new Map() }
  const surface = createSurface(home, document)
  await surface.changed()
  return { home, surface }
}

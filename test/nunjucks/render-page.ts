import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { type DefaultTreeAdapterMap, parse, parseFragment } from 'parse5'
import { safeString } from '../../plugins/safe-string.ts'
import { load } from '../../server/core/instance/instance.ts'
import {
  type AnyComponent,
  type Component,
  type Ctx,
  createInstance,
  defineComponent,
  type Fields,
  type Instance,
  newKey,
  type Renderer,
  type Toolkit,
  unsealSnapshot,
  type Visit,
} from '../../server/core/rooms.ts'
import { createRenderer, type RendererOptions } from '../../server/nunjucks/index.ts'
import { createWorld } from '../core/visit.ts'

/** Templates by name; their text may begin with one line break, which is not part of it. */
export type Views = Readonly<Record<string, string>>

export interface SiteOptions {
  readonly components?: readonly Component<any, any, any, any, any>[]
  readonly development?: boolean
  readonly configure?: RendererOptions['configure']
  /** Folder of templates, instead of `views`. */
  readonly folder?: string | readonly string[]
}

/** A toolkit and a renderer, without HTTP. */
export interface Site {
  readonly toolkit: Toolkit
  readonly renderer: Renderer
  /** Messages of `visit.warn`. */
  readonly warnings: string[]
  readonly folder: string
  readonly visit: (parts?: Partial<Visit>) => Visit
  /** Draws `page.njk`, or the view of that name. */
  readonly page: (data?: object, parts?: Partial<Visit> & { view?: string }) => Promise<string>
  /** Opens the state that a component carries in a page, as a call does. */
  readonly resume: (html: string, id: string) => Promise<Instance>
  readonly write: (views: Views) => void
}

const key = newKey()

/** Makes a site of templates that are written in the test itself. */
export function createSite(views: Views, options: SiteOptions = {}): Site {
  const { components = [], development = true, configure } = options
  const own = mkdtempSync(join(tmpdir(), 'sealwax-views-'))
  after(() => rmSync(own, { recursive: true, force: true }))
  const write = (files: Views) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(own, name)), { recursive: true })
      writeFileSync(join(own, name), text.replace(/^\n/, ''))
    }
  }
  write(views)
  const world = createWorld(components, { keys: [key], development, plugins: [safeString] })
  const renderer = createRenderer({
    views: options.folder ?? own,
    components,
    development,
    ...(configure === undefined ? {} : { configure }),
  })
  const warnings: string[] = []
  const visit = (parts: Partial<Visit> = {}): Visit =>
    world.as({
      ctx: { state: {} } as Ctx,
      origin: 'http://localhost',
      page: '/page',
      warn: (message) => warnings.push(message),
      ...parts,
    })
  return {
    toolkit: world.visit.toolkit,
    renderer,
    warnings,
    folder: own,
    visit,
    page: async (data = {}, { view = 'page.njk', ...parts } = {}) =>
      renderer.page(visit(parts), view, data),
    resume: (html, id) => resume(visit(), html, id),
    write,
  }
}

async function resume(visit: Visit, html: string, id: string): Promise<Instance> {
  const root = find(html, ({ attributes }) => attributes['id'] === id)
  const form = find(html, ({ attributes }) => attributes['id'] === `${id}__f`)
  const state = form?.children.find(({ attributes }) => attributes['name'] === '_state')
  const component = visit.toolkit.components.get(
    root?.attributes['data-component'] ?? '',
  ) as AnyComponent
  const sealed = state?.attributes['value'] ?? ''
  const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'state' })
  const instance = createInstance({ ...snapshot, visit: { ...visit, ids: new Set([id]) } })
  await load(instance)
  return instance
}

/** Defines a component whose template has its name. */
export function define(name: string, definition: Fields = {}): Component<any, any, any, any, any> {
  return defineComponent({ name, template: `${name}.njk`, ...definition })
}

/** An element as a browser's parser sees it. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Text of the element and all below it, without white space around it. */
  readonly text: string
  readonly parent: Element | undefined
}

/** All elements of a page or fragment in document order. */
export function elementsOf(html: string): Element[] {
  const document = /^\s*<!doctype/i.test(html) ? parse(html) : parseFragment(html)
  return flat(document, undefined)
}

/** The first element that a test accepts. */
export function find(html: string, accept: (element: Element) => boolean): Element | undefined {
  return elementsOf(html).find(accept)
}

/** The element with an id; fails when there is none. */
export function byId(html: string, id: string): Element {
  const element = find(html, ({ attributes }) => attributes['id'] === id)
  if (element === undefined) throw new Error(`No #${id} in ${html}`)
  return element
}

/** Text of a page as a reader sees it: tags gone, white space made one. */
export function textOf(html: string): string {
  return textBelow(parseFragment(html)).replace(/\s+/g, ' ').trim()
}

type ParsedNode = DefaultTreeAdapterMap['node']

function flat(node: ParsedNode, parent: Element | undefined): Element[] {
  if (!('childNodes' in node)) return []
  const inside = 'content' in node ? node.content : node
  if (!('tagName' in node)) return inside.childNodes.flatMap((child) => flat(child, parent))
  const children: Element[] = []
  const element: Element = {
    name: node.tagName,
    attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
    children,
    text: textBelow(node).trim(),
    parent,
  }
  const below = inside.childNodes.map((child) => flat(child, element))
  children.push(...below.flatMap((elements) => elements.slice(0, 1)))
  return [element, ...below.flat()]
}

function textBelow(node: ParsedNode): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textBelow).join('') : ''
}

import { stateFormId } from '../../core/rooms.ts'
import { type HtmlTag, readTags } from '../../nunjucks/compile/read-tags.ts'

/** What of a page is looked at. */
export interface WebPage {
  readonly html: string
  readonly scripts: readonly Script[]
  /** The first component whose state stands in the page. */
  readonly component: PageComponent | undefined
  /** Content of `<meta name="htmx-config">`. */
  readonly htmxConfig: string | undefined
  /** Content of `<meta name="referrer">`. */
  readonly referrer: string | undefined
}

/** A `<script>` with an address. */
export interface Script {
  readonly src: string
  /** Whether it waits until the page is there. */
  readonly deferred: boolean
  /** Whether it runs whenever it has come. */
  readonly async: boolean
  readonly nonce: string | undefined
}

/** A component in a page. */
export interface PageComponent {
  readonly name: string
  /** Address that it asks itself at. */
  readonly action: string
  readonly state: string
}

/** Reads a page. */
export function readPage(html: string): WebPage {
  const tags = readTags(html).filter(({ end }) => !end)
  const meta = (name: string) =>
    tags
      .filter((tag) => tag.name === 'meta' && attribute(tag, 'name')?.toLowerCase() === name)
      .map((tag) => attribute(tag, 'content'))[0]
  return {
    html,
    scripts: tags.filter(({ name }) => name === 'script').flatMap(toScript),
    component: findComponent(tags),
    htmxConfig: meta('htmx-config'),
    referrer: meta('referrer'),
  }
}

function toScript(tag: HtmlTag): Script[] {
  const src = attribute(tag, 'src')
  if (src === undefined) return []
  const has = (name: string) => attribute(tag, name) !== undefined
  const deferred = has('defer') || attribute(tag, 'type') === 'module'
  return [{ src, deferred, async: has('async'), nonce: attribute(tag, 'nonce') }]
}

function findComponent(tags: readonly HtmlTag[]): PageComponent | undefined {
  const root = tags.find((tag) => attribute(tag, 'data-component') !== undefined)
  if (root === undefined) return undefined
  const formId = stateFormId(attribute(root, 'id') ?? '')
  const at = tags.findIndex((tag) => tag.name === 'form' && attribute(tag, 'id') === formId)
  const input = tags.slice(at).find((tag) => attribute(tag, 'name') === '_state')
  const form = tags[at]
  if (form === undefined || input === undefined) return undefined
  return {
    name: attribute(root, 'data-component') ?? '',
    action: attribute(form, 'action') ?? '',
    state: attribute(input, 'value') ?? '',
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** An attribute's value; `''` for one without. */
function attribute({ attributes }: HtmlTag, name: string): string | undefined {
  const pattern = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
  for (const [, found = '', ...values] of attributes.matchAll(pattern)) {
    if (found.toLowerCase() !== name) continue
    const value = values.find((one) => one !== undefined) ?? ''
    return value.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => entities[entity] ?? '')
  }
  return undefined
}

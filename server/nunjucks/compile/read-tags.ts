/** A tag in a piece of HTML. */
export interface HtmlTag {
  readonly name: string
  readonly end: boolean
  readonly attributes: string
  readonly position: number
  /** Position behind its `>`. */
  readonly after: number
}

/** Tags in their order; comments are none, and a quoted `>` ends none. */
export function readTags(html: string): HtmlTag[] {
  const pattern = /<!--[^]*?-->|<(\/?)([a-z][^\s/>"'<]*)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^'"<>])*)>/gi
  return [...html.matchAll(pattern)]
    .filter(([, , name]) => name !== undefined)
    .map(({ 0: whole, 1: slash, 2: name = '', 3: attributes = '', index }) => ({
      name: name.toLowerCase(),
      end: slash === '/',
      attributes,
      position: index,
      after: index + whole.length,
    }))
}

/**
 * Finds the end tag of the first tag. Counts only tags of its name, so that elements without end tags
 * inside do no harm.
 */
export function closeOf(first: HtmlTag, tags: readonly HtmlTag[]): HtmlTag | undefined {
  let depth = 0
  return tags.find(({ name, end }) => {
    if (name === first.name) depth += end ? -1 : 1
    return depth === 0
  })
}

import { statSync } from 'node:fs'
import { contents, type Section } from './contents.ts'
import { fileOf, type Page, type Part, partsOf, readPage } from './page.ts'
import { createSearchIndex, type Found } from './search-index.ts'

/** The docs. */
export interface Library {
  readonly sections: () => readonly Shelf[]
  /** All pages in their order. */
  readonly pages: () => readonly Page[]
  readonly find: (section: string, slug: string) => Page | undefined
  readonly partsOf: (page: Page) => readonly Part[]
  /** Places that a query finds, best first. */
  readonly search: (query: string) => readonly Found[]
}

/** A section with its pages. */
export interface Shelf extends Section {
  readonly pages: readonly Page[]
}

declare module 'koa' {
  interface DefaultState {
    docs: Library
  }
}

/**
 * Reads pages when they are asked for.
 * @param options `fresh`: notice what changed in the files; otherwise each is read once
 */
export function createLibrary({ fresh }: { fresh: boolean }): Library {
  const read = createReader(fresh)
  const drawn = new WeakMap<Page, Part[]>()
  let index: { pages: readonly Page[]; search: (query: string) => Found[] } | undefined
  const sections = () =>
    contents.map((section) => ({
      ...section,
      pages: section.slugs.map((slug) => read(section, slug)),
    }))
  const pages = () => sections().flatMap((section) => section.pages)
  return {
    sections,
    pages,
    find: (section, slug) => pages().find(({ path }) => path === `/docs/${section}/${slug}`),
    partsOf(page) {
      const parts = (!fresh && drawn.get(page)) || partsOf(page)
      drawn.set(page, parts)
      return parts
    },
    search(query) {
      const now = pages()
      if (!index?.pages.every((page, at) => page === now[at])) {
        index = { pages: now, search: createSearchIndex(now) }
      }
      return index.search(query)
    },
  }
}

function createReader(fresh: boolean): (section: Section, slug: string) => Page {
  const known = new Map<string, { page: Page; changed: number }>()
  return (section, slug) => {
    const file = fileOf(section, slug)
    const old = known.get(file)
    if (old && !fresh) return old.page
    const changed = statSync(file).mtimeMs
    if (old?.changed === changed) return old.page
    const page = readPage(section, slug)
    known.set(file, { page, changed })
    return page
  }
}

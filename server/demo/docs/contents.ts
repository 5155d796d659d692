/** One part of the docs; its pages are `views/demo/docs/NAME/SLUG.md`. */
export interface Section {
  /** As the URL has it. */
  readonly name: string
  readonly title: string
  /** What one finds there, in a line. */
  readonly about: string
  /** Of its pages, in their order. */
  readonly slugs: readonly string[]
}

/** All sections with all pages. The comments keep each slug on a line of its own. */
export const contents: readonly Section[] = [
  {
    name: 'learn',
    title: 'Learn',
    about: 'Build something, step by step.',
    slugs: [
      // from the first step to the last
      '01-a-first-component',
      '02-a-list',
      '03-load',
      '04-methods',
      '05-a-form',
      '06-editing',
      '07-a-filter',
      '08-tests',
      '09-people',
      '10-going-live',
    ],
  },
  {
    name: 'how-to',
    title: 'How to',
    about: 'One task a page, for somebody who knows what they want.',
    slugs: [
      // from the daily to the rare
      'forms',
      'lists-and-keys',
      'tables',
      'slots',
      'uploads',
      'login',
      'live-updates',
      'visitors',
      'focus',
      'testing',
      'editor',
      'behind-a-proxy',
      'beside-other-libraries',
      'i18n',
      'csp-and-trusted-types',
      'inspect',
      'rotating-keys',
      'many-processes',
      'from-htmx',
      'from-tetra',
      'from-livewire',
    ],
  },
  {
    name: 'recipes',
    title: 'Recipes',
    about: 'Parts of pages to copy, each of them live.',
    slugs: [
      // from small to large
      'toast',
      'flash-message',
      'page-title',
      'busy',
      'confirm',
      'pagination',
      'infinite-scroll',
      'tabs',
      'modal',
      'combobox',
      'sortable-list',
    ],
  },
  {
    name: 'reference',
    title: 'Reference',
    about: 'Every word, option, code and event. Tests compare it with the source.',
    slugs: [
      // from what an author writes to what travels
      'components',
      'self',
      'templates',
      'options',
      'calls',
      'errors',
      'events',
      'types',
      'scripts',
      'exports',
      'testing',
      'cli',
    ],
  },
  {
    name: 'explanation',
    title: 'Explanation',
    about: 'Why it is the way it is, and what it costs.',
    slugs: [
      // from the promise to the price
      'life-of-a-component',
      'no-server-memory',
      'security',
      'slots-by-reference',
      'why-htmx-4',
      'costs',
    ],
  },
]

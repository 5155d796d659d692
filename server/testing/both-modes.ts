/** How a page is used. */
export interface Mode {
  /** For the names of tests. */
  readonly mode: string
  readonly javascript: boolean
}

/** Both ways to use a page, to run a test in each: `for (const { mode, javascript } of bothModes)`. */
export const bothModes: readonly Mode[] = [
  { mode: 'with JavaScript', javascript: true },
  { mode: 'without JavaScript', javascript: false },
]

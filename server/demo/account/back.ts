/** The page to log in at, with the way back. */
export function logInAt(back: string): string {
  return `/account?${new URLSearchParams({ back }).toString()}`
}

/**
 * Where a log-in leads to. What a URL says is anybody's text: only a path of this site is taken.
 * @param asked the parameter `back` of the page's URL
 */
export function backOf(asked: unknown): string | undefined {
  const isPath = typeof asked === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(asked)
  return isPath ? asked : undefined
}

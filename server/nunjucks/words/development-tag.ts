import { SafeString } from '../compile/internals.ts'
import type { ScopeHolder } from '../draw/scope.ts'

/** `development()`: the tag of the script that shows saved views and failed calls; in production nothing. */
export function createDevelopmentTag(scopes: ScopeHolder) {
  return () => {
    const { development, prefix } = scopes.current('development()').render.visit.toolkit
    const tag = `<script src="${prefix}/sealwax-development.js" defer></script>`
    return new SafeString(development ? tag : '')
  }
}

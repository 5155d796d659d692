import { SafeString } from '../compile/internals.ts'
import type { ScopeHolder } from '../draw/scope.ts'

/** `inspector()`: the tag of the inspector's script; nothing where it is off, so that a layout may always have it. */
export function createInspectorTag(scopes: ScopeHolder, isOn: boolean) {
  return () => {
    if (!isOn) return ''
    const { toolkit } = scopes.current('inspector()').render.visit
    return new SafeString(`<script src="${toolkit.prefix}/sealwax-inspector.js" defer></script>`)
  }
}

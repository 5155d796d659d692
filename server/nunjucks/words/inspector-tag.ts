import { SafeString } from '../compile/internals.ts'

/**
 * `inspector()`: the tag of the inspector's script, where it is on.
 * @param script URL of the script; `undefined` where it is off
 */
export function createInspectorTag(script: string | undefined) {
  const tag = script === undefined ? '' : `<script src="${script}" defer></script>`
  return () => new SafeString(tag)
}

import { createHash } from 'node:crypto'
import type { Identity } from '../session/session.ts'

/**
 * Whom an uploaded file belongs to: a hash of the user's id, else of the session's binding.
 * @returns `undefined` for a visitor without either
 */
export function fileOwner({ binding, principal }: Identity): string | undefined {
  const who = principal == null ? ['session', binding] : [typeof principal, String(principal)]
  if (who[1] === undefined) return undefined
  return createHash('sha256').update(JSON.stringify(who)).digest('base64url')
}

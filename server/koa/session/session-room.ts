/** Names under which a session keeps what the next page shows. koa-session does not save names with a leading _. */
export const keptStates = 'sealwaxFlash'
export const keptMessages = 'sealwaxMessages'

type Session = Record<string, unknown>

/** A cookie session has to fit into a cookie of 4 KiB, with its own encoding around. */
const maxInCookie = 2400
const maxInStore = 65_536

/** Bytes that a session can hold of all that the next page shows. */
export function roomIn(session: Session): number {
  return session['externalKey'] === undefined ? maxInCookie : maxInStore
}

export function bytesOf(kept: unknown): number {
  return kept === undefined ? 0 : Buffer.byteLength(JSON.stringify(kept))
}

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** A line that one user wrote for nobody else. */
export interface Note {
  readonly id: number
  readonly text: string
}

/** The private notes of the demo. Each look-up names the user, so that an id alone leads nowhere. */
export interface NoteStore {
  /** @returns the newest first */
  list(userId: number): Promise<Note[]>
  add(userId: number, text: string): Promise<void>
  /** Deletes a note, if it is there and this user's. */
  delete(userId: number, id: number): Promise<void>
}

/**
 * @param db an open database
 * @returns the store on it
 */
export function createNoteStore(db: Kysely<Tables>): NoteStore {
  return {
    list: (userId) =>
      db
        .selectFrom('notes')
        .select(['id', 'text'])
        .where('user_id', '=', userId)
        .orderBy('id', 'desc')
        .execute(),
    async add(userId, text) {
      await db.insertInto('notes').values({ user_id: userId, text }).execute()
    },
    async delete(userId, id) {
      await db.deleteFrom('notes').where('user_id', '=', userId).where('id', '=', id).execute()
    },
  }
}

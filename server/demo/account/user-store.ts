import type { Kysely } from 'kysely'
import { batched } from '../batch.ts'
import { idsIn } from '../dialect.ts'
import type { Tables } from '../tables.ts'
import { isPassword, nobodysHash } from './password.ts'

/** Somebody who can log in. */
export interface User {
  readonly id: number
  readonly name: string
}

/** The users of the demo. */
export interface UserStore {
  /** Look-ups of one turn share a query. */
  find(id: number): Promise<User | undefined>
  /** @returns the user of this name and password */
  logIn(name: string, password: string): Promise<User | undefined>
}

/**
 * @param db an open database
 * @returns the store on it
 */
export function createUserStore(db: Kysely<Tables>): UserStore {
  return {
    find: batched((ids) => findMany(db, ids)),
    async logIn(name, password) {
      const found = await db
        .selectFrom('users')
        .selectAll()
        .where('name', '=', name)
        .executeTakeFirst()
      // An unknown name takes as long as a wrong password, so that nobody learns who is a user.
      const isRight = await isPassword(password, found?.password ?? nobodysHash)
      return found && isRight ? { id: found.id, name: found.name } : undefined
    },
  }
}

async function findMany(db: Kysely<Tables>, ids: number[]): Promise<Map<number, User>> {
  const users = db.selectFrom('users').select(['id', 'name'])
  const rows = await users.where('id', 'in', idsIn(db, ids)).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

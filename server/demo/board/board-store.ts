import { type Kysely, sql } from 'kysely'
import { batched, type Find } from '../batch.ts'
import type { Tables } from '../tables.ts'
import { type Card, findCards } from './card.ts'
import { findLists, inBoardTurn, type List } from './list.ts'

/** The board of the demo: lists side by side, with cards in them. */
export interface BoardStore {
  /** @returns ids of the lists, in order */
  listIds(): Promise<number[]>
  addList(title: string): Promise<void>
  /** Look-ups of one turn share a query. */
  readonly findList: Find<number, List>
  /** Look-ups of one turn share a query. */
  readonly findCard: Find<number, Card>
}

/**
 * @param db an open database
 * @returns the store on it
 */
export function createBoardStore(db: Kysely<Tables>): BoardStore {
  return {
    async listIds() {
      const lists = db.selectFrom('board_lists').select('id').orderBy('position').orderBy('id')
      return (await lists.execute()).map(({ id }) => id)
    },
    async addList(title) {
      const position = sql<number>`(select coalesce(max(position), 0) + 1 from board_lists)`
      await inBoardTurn(db, (turn) =>
        turn.insertInto('board_lists').values({ title, position }).execute(),
      )
    },
    findList: batched((ids) => findLists(db, ids)),
    findCard: batched((ids) => findCards(db, ids)),
  }
}

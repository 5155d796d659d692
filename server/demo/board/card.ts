import type { Kysely, Selectable } from 'kysely'
import { stale } from 'sealwax'
import { idsIn } from '../dialect.ts'
import type { Tables } from '../tables.ts'

/** One card, as it was read. */
export interface Card {
  readonly id: number
  readonly listId: number
  readonly title: string
  readonly note: string
  /** @throws StaleComponentState when the row is gone */
  write(texts: { title: string; note: string }): Promise<void>
  /** @throws StaleComponentState when the row is gone */
  delete(): Promise<void>
}

type Row = Selectable<Tables['board_cards']>

/** @returns cards by id, without those that are gone */
export async function findCards(db: Kysely<Tables>, ids: number[]): Promise<Map<number, Card>> {
  const rows = await db
    .selectFrom('board_cards')
    .selectAll()
    .where('id', 'in', idsIn(db, ids))
    .execute()
  return new Map(rows.map((row) => [row.id, cardOf(db, row)]))
}

function cardOf(db: Kysely<Tables>, { id, list_id: listId, title, note }: Row): Card {
  const update = db.updateTable('board_cards').where('id', '=', id).returning('id')
  const remove = db.deleteFrom('board_cards').where('id', '=', id).returning('id')
  return {
    id,
    listId,
    title,
    note,
    write: async (texts) => checkFound(await update.set(texts).executeTakeFirst()),
    delete: async () => checkFound(await remove.executeTakeFirst()),
  }
}

function checkFound(row: object | undefined): void {
  if (row === undefined) throw stale('That card was deleted.')
}

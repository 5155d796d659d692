import type { Database } from '../../../server/demo/database.ts'

/** Ids of lists and cards by their titles. */
export type Ids = Readonly<Record<string, number>>

/** Puts lists and cards, each a title, in the place of all others. */
export async function fillBoard(
  { db }: Pick<Database, 'db'>,
  lists: Readonly<Record<string, readonly string[]>>,
): Promise<Ids> {
  await db.deleteFrom('board_cards').execute()
  await db.deleteFrom('board_lists').execute()
  const ids: Record<string, number> = {}
  for (const [position, [list, cards]] of Object.entries(lists).entries()) {
    const { id } = await db
      .insertInto('board_lists')
      .values({ title: list, position })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids[list] = id
    for (const [position, title] of cards.entries()) {
      const card = await db
        .insertInto('board_cards')
        .values({ list_id: id, title, position })
        .returning('id')
        .executeTakeFirstOrThrow()
      ids[title] = card.id
    }
  }
  return ids
}

/** The board as it is in the database: titles of cards by title of their list. */
export async function boardIn({ db }: Pick<Database, 'db'>): Promise<Record<string, string[]>> {
  const lists = await db.selectFrom('board_lists').selectAll().orderBy('position').execute()
  const cards = await db.selectFrom('board_cards').selectAll().orderBy('position').execute()
  const entries = lists.map(({ id, title }): [string, string[]] => [
    title,
    cards.filter((card) => card.list_id === id).map((card) => card.title),
  ])
  return Object.fromEntries(entries)
}

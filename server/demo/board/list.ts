import { type Kysely, sql } from 'kysely'
import { stale } from 'sealwax'
import { idsIn, inTurn } from '../dialect.ts'
import type { Tables } from '../tables.ts'

/** One list, as it was read, with the names of its cards in order. */
export interface List extends Named {
  readonly cards: readonly Named[]
  /** The lists beside it. */
  readonly before: Named | undefined
  readonly after: Named | undefined
  /** @throws StaleComponentState when the list is gone */
  rename(title: string): Promise<void>
  /** Puts a new card at the end. Throws StaleComponentState when the list is gone. */
  add(title: string): Promise<void>
  /**
   * Moves a card down by one, or up by -1; the first and the last stay where they are.
   * @returns where it is now; `undefined` when it is no longer in this list
   */
  move(cardId: number, by: 1 | -1): Promise<Place | undefined>
  /**
   * Moves a card to the end of another list.
   * @returns whether card and list were still there
   */
  send(cardId: number, listId: number): Promise<boolean>
  /** @returns whether it was deleted: only an empty list is */
  delete(): Promise<boolean>
}

/** The place of a card among those of its list; the first has 1. */
export interface Place {
  readonly place: number
  readonly count: number
}

/** A list or a card by name. */
export interface Named {
  readonly id: number
  readonly title: string
}

type Db = Kysely<Tables>

/** @returns lists by id, without those that are gone; one query for them and their cards */
export async function findLists(db: Db, ids: number[]): Promise<Map<number, List>> {
  const { rows } = await sql<Row>`
    with lists as (
      select id, title,
        lag(id) over in_order as before_id, lag(title) over in_order as before_title,
        lead(id) over in_order as after_id, lead(title) over in_order as after_title
      from board_lists window in_order as (order by position, id)
    )
    select lists.*, board_cards.id as card_id, board_cards.title as card_title
    from lists left join board_cards on board_cards.list_id = lists.id
    where lists.id in ${idsIn(db, ids)}
    order by board_cards.position, board_cards.id`.execute(db)
  const byId = new Map<number, Row[]>(rows.map(({ id }) => [id, []]))
  for (const row of rows) byId.get(row.id)?.push(row)
  return new Map(
    [...byId].map(([id, [first, ...more]]) => [id, listOf(db, [first as Row, ...more])]),
  )
}

/** A list with one of its cards, or with none. */
interface Row extends Named {
  readonly before_id: number | null
  readonly before_title: string | null
  readonly after_id: number | null
  readonly after_title: string | null
  readonly card_id: number | null
  readonly card_title: string | null
}

function listOf(db: Db, rows: readonly [Row, ...Row[]]): List {
  const [{ id, title, before_id, before_title, after_id, after_title }] = rows
  return {
    id,
    title,
    before: named(before_id, before_title),
    after: named(after_id, after_title),
    cards: rows.flatMap((row) => named(row.card_id, row.card_title) ?? []),
    rename: (title) => rename(db, id, title),
    add: (title) => inBoardTurn(db, (turn) => addCard(turn, id, title)),
    move: (cardId, by) => inBoardTurn(db, (turn) => moveCard(turn, id, { cardId, by })),
    send: (cardId, to) => inBoardTurn(db, (turn) => sendCard(turn, id, { cardId, to })),
    delete: () => inBoardTurn(db, (turn) => deleteList(turn, id)),
  }
}

function named(id: number | null, title: string | null): Named | undefined {
  return id === null || title === null ? undefined : { id, title }
}

/** Whatever gives a place to a card or a list looks at the places of others first. */
export function inBoardTurn<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  return inTurn(db, 'places on the board', work)
}

async function rename(db: Db, id: number, title: string): Promise<void> {
  const update = db.updateTable('board_lists').set({ title }).where('id', '=', id)
  checkFound(await update.returning('id').executeTakeFirst())
}

async function addCard(db: Db, id: number, title: string): Promise<void> {
  const { rows } = await sql<object>`
    insert into board_cards (list_id, title, position)
    select id, ${title}, ${nextPlace(id)} from board_lists where id = ${id}
    returning id`.execute(db)
  checkFound(rows[0])
}

function checkFound(row: object | undefined): void {
  if (row === undefined) throw stale('That list was deleted.')
}

function nextPlace(listId: number) {
  return sql<number>`(select coalesce(max(position), 0) + 1 from board_cards where list_id = ${listId})`
}

/**
 * Counts the cards of a list anew, the moved one half a place past its neighbour. One statement: nobody sees
 * half of a move.
 */
async function moveCard(db: Db, id: number, { cardId, by }: { cardId: number; by: 1 | -1 }) {
  const { rows } = await sql<{ id: number; position: number }>`
    with counted as (
      select id, row_number() over (order by position, id) as place
      from board_cards where list_id = ${id}
    ), ordered as (
      select id, row_number() over (
        order by 2 * place + case id when ${cardId} then ${3 * by} else 0 end
      ) as place from counted
    )
    update board_cards set position = ordered.place from ordered
    where board_cards.id = ordered.id
    returning board_cards.id, board_cards.position`.execute(db)
  const moved = rows.find((row) => row.id === cardId)
  return moved && { place: moved.position, count: rows.length }
}

async function sendCard(db: Db, id: number, { cardId, to }: { cardId: number; to: number }) {
  const { rows } = await sql<object>`
    update board_cards set list_id = ${to}, position = ${nextPlace(to)}
    where id = ${cardId} and list_id = ${id} and exists (select 1 from board_lists where id = ${to})
    returning id`.execute(db)
  return rows.length > 0
}

async function deleteList(db: Db, id: number): Promise<boolean> {
  const { rows } = await sql<object>`
    delete from board_lists
    where id = ${id} and not exists (select 1 from board_cards where list_id = ${id})
    returning id`.execute(db)
  return rows.length > 0
}

import type { Kysely, Migration } from 'kysely'
import type { Tables } from '../tables.ts'

const createBoard: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('board_lists')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('board_cards')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('list_id', 'integer', (column) => column.notNull().references('board_lists.id'))
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('note', 'text', (column) => column.notNull().defaultTo(''))
      .addColumn('position', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('board_cards_in_order')
      .on('board_cards')
      .columns(['list_id', 'position'])
      .execute()
  },
}

type SampleCard = readonly [title: string, note?: string]

const samples: readonly (readonly [list: string, cards: readonly SampleCard[]])[] = [
  [
    'To write',
    [
      ['Invitations to the midsummer dinner', 'Twelve guests. Ask who eats no fish.'],
      ['Answer the museum', 'They want to borrow the brass press until October.'],
      ['Thank the printer'],
    ],
  ],
  [
    'On the desk',
    [
      ['Birthday letter to Grandma', 'The thick paper: she keeps them all.'],
      ['Order red wax', 'Two sticks and a new wick.'],
    ],
  ],
  ['Sealed', [['Lease, both copies', 'Registered post.']]],
]

const addSamples: Migration = {
  async up(db: Kysely<Tables>) {
    for (const [position, [title, cards]] of samples.entries()) {
      const list = await db
        .insertInto('board_lists')
        .values({ title, position: position + 1 })
        .returning('id')
        .executeTakeFirstOrThrow()
      const rows = cards.map(([title, note = ''], index) => {
        return { list_id: list.id, title, note, position: index + 1 }
      })
      await db.insertInto('board_cards').values(rows).execute()
    }
  },
}

export const boardMigrations = { '003-create-board': createBoard, '004-add-cards': addSamples }

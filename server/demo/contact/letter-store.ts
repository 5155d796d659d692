import { type Kysely, type Selectable, sql } from 'kysely'
import type { StoredFile } from 'sealwax'
import { batched } from '../batch.ts'
import { idsIn, inTurn } from '../dialect.ts'
import type { Tables } from '../tables.ts'
import type { AttachmentFolder } from './attachment-folder.ts'
import { attachmentsOf, type Letter, letterOf } from './letter.ts'

/** How many letters of one sender are kept at a time. */
export const maxLetters = 10

const hour = 60 * 60 * 1000
const week = 7 * 24 * hour

/** A letter that is about to be sent. */
export interface NewLetter {
  readonly name: string
  readonly email: string
  readonly topic: string
  readonly about: string
  readonly text: string
  readonly files: readonly StoredFile[]
}

/** The letters of the demo. Each look-up names the sender, so that an id alone leads nowhere. */
export interface LetterStore {
  /** @returns ids, the newest first */
  listIds(sender: string): Promise<number[]>
  /** Look-ups of one turn share a query. */
  find(sender: string, id: number): Promise<Letter | undefined>
  /**
   * Keeps a letter and its files.
   * @returns whether there was room for it
   */
  send(sender: string, letter: NewLetter): Promise<boolean>
  /** Deletes letters that are older than a week, and files that no letter has. */
  removeExpired(now?: number): Promise<void>
}

/**
 * @param db an open database
 * @param files where attachments are
 * @returns the store on both
 */
export function createLetterStore(db: Kysely<Tables>, files: AttachmentFolder): LetterStore {
  const findOne = batched(async (ids: number[]) => {
    const rows = await db
      .selectFrom('letters')
      .selectAll()
      .where('id', 'in', idsIn(db, ids))
      .execute()
    return new Map(rows.map((row) => [row.id, letterOf(db, files, row)]))
  })
  return {
    async listIds(sender) {
      const own = db.selectFrom('letters').select('id').where('sender', '=', sender)
      return (await own.orderBy('id', 'desc').execute()).map(({ id }) => id)
    },
    async find(sender, id) {
      const letter = await findOne(id)
      return letter?.sender === sender ? letter : undefined
    },
    async send(sender, { files: uploaded, ...texts }) {
      const attachments = await files.take(uploaded)
      const row = { sender, ...texts, attachments: JSON.stringify(attachments) }
      const isKept = await insert(db, row)
      if (!isKept) await files.remove(attachments)
      return isKept
    },
    async removeExpired(now = Date.now()) {
      await db
        .deleteFrom('letters')
        .where('sent_at', '<', now - week)
        .execute()
      // A letter that is just being sent has its files before it has its row.
      await files.removeUnknown(await knownIds(db), now - hour)
    },
  }
}

/** In turn: two letters at a time can't both be the last that there is room for. */
function insert(db: Kysely<Tables>, row: NewRow): Promise<boolean> {
  return inTurn(db, `letters of ${row.sender}`, (turn) => insertWhereRoom(turn, row))
}

async function insertWhereRoom(db: Kysely<Tables>, row: NewRow): Promise<boolean> {
  const { sender, name, email, topic, about, text, attachments } = row
  const { rows } = await sql<object>`
    insert into letters (sender, name, email, topic, about, text, attachments, sent_at)
    select ${sender}, ${name}, ${email}, ${topic}, ${about}, ${text}, ${attachments}, ${Date.now()}
    where (select count(*) from letters where sender = ${sender}) < ${maxLetters}
    returning id`.execute(db)
  return rows.length > 0
}

type NewRow = Omit<Selectable<Tables['letters']>, 'id' | 'sent_at'>

async function knownIds(db: Kysely<Tables>): Promise<Set<string>> {
  const rows = await db.selectFrom('letters').select('attachments').execute()
  return new Set(rows.flatMap((row) => attachmentsOf(row).map(({ id }) => id)))
}

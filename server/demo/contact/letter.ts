import type { Kysely, Selectable } from 'kysely'
import { type Download, stale } from 'sealwax'
import type { Tables } from '../tables.ts'
import type { Attachment, AttachmentFolder } from './attachment-folder.ts'

/** One letter, as it was read. */
export interface Letter {
  readonly id: number
  readonly sender: string
  readonly name: string
  readonly topic: string
  readonly about: string
  readonly attachments: readonly Attachment[]
  /** @returns the attachment with this id, ready to be saved */
  open(fileId: string): Download | undefined
  /**
   * Deletes the letter and its files.
   * @throws StaleComponentState when the row is gone
   */
  delete(): Promise<void>
}

type Row = Selectable<Tables['letters']>

/** What came with a letter. */
export function attachmentsOf({ attachments }: Pick<Row, 'attachments'>): Attachment[] {
  return JSON.parse(attachments)
}

/** Makes letters of rows. */
export function letterOf(db: Kysely<Tables>, files: AttachmentFolder, row: Row): Letter {
  const { id, sender, name, topic, about } = row
  const attachments = attachmentsOf(row)
  return {
    id,
    sender,
    name,
    topic,
    about,
    attachments,
    open(fileId) {
      const found = attachments.find((attachment) => attachment.id === fileId)
      return found && { ...found, body: files.read(found) }
    },
    async delete() {
      const deleted = await db.deleteFrom('letters').where('id', '=', id).executeTakeFirst()
      if (deleted.numDeletedRows === 0n) throw stale('That letter was deleted.')
      await files.remove(attachments)
    },
  }
}

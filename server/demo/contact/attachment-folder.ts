import { createReadStream, mkdirSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { StoredFile } from 'sealwax'

/** A file that came with a letter. */
export interface Attachment {
  readonly id: string
  /** As its sender calls it. */
  readonly name: string
  readonly type: string
  /** Bytes. */
  readonly size: number
}

/** The demo's own files, under the ids that they came with. */
export interface AttachmentFolder {
  /** Takes over files that were uploaded. */
  take(files: readonly StoredFile[]): Promise<Attachment[]>
  read(attachment: Attachment): Readable
  remove(attachments: readonly Attachment[]): Promise<void>
  /** Removes files that are older than this and that nobody knows. */
  removeUnknown(known: ReadonlySet<string>, olderThan: number): Promise<void>
}

/**
 * @param folder absolute path; made if it is not there, for nobody else to read
 */
export function openAttachments(folder: string): AttachmentFolder {
  const pathOf = (id: string) => join(folder, id)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const remove = (id: string) => rm(pathOf(id), { force: true })
  return {
    async take(files) {
      for (const file of files) await file.moveTo(pathOf(file.id))
      return files.map(({ id, name, type, size }) => ({ id, name, type, size }))
    },
    read: ({ id }) => createReadStream(pathOf(id)),
    async remove(attachments) {
      for (const { id } of attachments) await remove(id)
    },
    async removeUnknown(known, olderThan) {
      for (const id of await readdir(folder)) {
        if (!known.has(id) && (await changeOf(pathOf(id))) < olderThan) await remove(id)
      }
    },
  }
}

/** Another process that shares the folder may have been faster. */
async function changeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.POSITIVE_INFINITY,
  )
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from 'koa'
import { createUploads, type StoredFile } from 'sealwax'

/** What a form sends of a letter, on the topic that is chosen at first. */
export const texts = {
  name: 'Ada',
  email: 'ada@engine.example',
  about: 'Forms and files',
  text: 'Dear all,\r\nwell done.',
}

/** Names of the files that the demo has. */
export function filesIn(filesFolder: string) {
  const list = (folder: string) => readdirSync(join(filesFolder, folder)).toSorted()
  return { letters: list('letters'), uploads: list('uploads') }
}

/** Makes a function that uploads texts, as a form does. */
export function createUploader(filesFolder: string) {
  const uploads = createUploads({ folder: join(filesFolder, 'uploads') })
  const ctx = {} as Context
  uploads.serve(ctx, () => 'somebody')
  return (name: string, text = name): Promise<StoredFile> =>
    uploads.add(ctx, {
      field: 'files',
      rules: {},
      name,
      content: Readable.from([Buffer.from(text)]),
    })
}

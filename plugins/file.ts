import type { FileStore, StoredFile, TypePlugin } from '../server/core/index.ts'

/**
 * Seals uploaded files by their ids, nothing else of them, and keeps them until they expire. A file that is gone or
 * has expired makes what holds it stale; one that somebody else uploaded refuses the state.
 * @param uploads what `createUploads` returned
 * @returns a plugin for `createSealwax`
 */
export function fileReference(uploads: FileStore): TypePlugin<StoredFile, string> {
  return {
    name: 'file',
    match: uploads.owns,
    reduce(file) {
      file.keep()
      return file.id
    },
    revive: (id, _, { ctx }) => uploads.find(id, ctx),
  }
}

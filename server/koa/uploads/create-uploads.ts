import { createRequire } from 'node:module'
import type { Context } from 'koa'
import {
  ConfigError,
  checkOptions,
  checkPositive,
  type FileStore,
  StateRejected,
  type StoredFile,
  stale,
} from '../../core/rooms.ts'
import { checkContent, type IncomingFile } from './check-content.ts'
import { type FileFolder, isFileId, openFolder, type Sidecar } from './file-folder.ts'
import { toFileName } from './file-name.ts'

/** Options of `createUploads`. */
export interface UploadsOptions {
  /** Absolute path of a folder that nobody else may read; made if it is not there. Processes may share it. */
  readonly folder: string
  /** Bytes of one request with files; 100 MiB. */
  readonly maxBytes?: number
  /** Milliseconds that a kept file stays; 24 hours. */
  readonly maxAge?: number
  /** Clock, in milliseconds; `Date.now`. */
  readonly now?: () => number
}

/** Takes files in and keeps them for a while: the option `uploads` of `createSealwax`. */
export interface Uploads extends FileStore {
  /** Bytes of one request with files. */
  readonly maxBytes: number
  /**
   * Stores a file of a request.
   * @throws InvalidInput under the field's name when the rules refuse it; nothing of it stays
   */
  readonly add: (ctx: Context, file: IncomingFile) => Promise<StoredFile>
  /** Whether a file stays after its call. */
  readonly isKept: (file: StoredFile) => boolean
  /** Deletes what has expired. Runs by itself at the start and every ten minutes. */
  readonly removeExpired: () => Promise<void>
  /** Says whom the files of a request belong to; `sealwax.middleware()` calls it. */
  readonly serve: (ctx: Context, owner: () => string | undefined) => void
}

const optionNames = new Set(['folder', 'maxBytes', 'maxAge', 'now'])
const cleaningInterval = 600_000

/**
 * Opens a folder for uploads. Needs the packages `@fastify/busboy` and `file-type`.
 * @param options `folder`; all others have defaults
 * @returns the option `uploads` of `createSealwax`
 * @throws ConfigError when one of them is missing, or the folder is not private
 */
export function createUploads(options: UploadsOptions): Uploads {
  checkOptions('createUploads', options, optionNames)
  const { maxBytes = 100 * 1024 * 1024, maxAge = 86_400_000, now = Date.now } = options
  checkPositive('createUploads:', { maxBytes, maxAge })
  checkInstalled('@fastify/busboy')
  checkInstalled('file-type')
  const folder = openFolder(options.folder)
  const files = createFiles(folder)
  const owners = new WeakMap<Context, () => string | undefined>()
  const ownerOf = (ctx: Context) => {
    const owner = owners.get(ctx)?.()
    if (owner === undefined) throw new StateRejected('nobody whom a file could belong to')
    return owner
  }
  const removeExpired = () => folder.removeExpired(now())
  cleanUp(removeExpired)
  return {
    maxBytes,
    owns: files.owns,
    isKept: files.isKept,
    removeExpired,
    serve: (ctx, owner) => void owners.set(ctx, owner),
    async add(ctx, file) {
      const known = { owner: ownerOf(ctx), name: toFileName(file.name) }
      const { type, size, chunks } = await checkContent(file)
      const describe = () => ({ ...known, type, size: size(), expires: now() + maxAge })
      return files.create(...(await folder.write(chunks(), describe)))
    },
    async find(id, ctx) {
      if (!isFileId(id)) throw new StateRejected('not an id of a file')
      const sidecar = await folder.find(id)
      if (sidecar === undefined || sidecar.expires <= now()) throw stale()
      if (sidecar.owner !== ownerOf(ctx)) throw new StateRejected("somebody else's file")
      return files.create(id, sidecar)
    },
  }
}

/** Makes what a method sees of a file, and knows its own again. */
function createFiles(folder: FileFolder) {
  const owned = new WeakSet<object>()
  const kept = new WeakSet<object>()
  return {
    owns: (value: unknown): value is StoredFile => owned.has(value as object),
    isKept: (file: StoredFile) => kept.has(file),
    create(id: string, { name, type, size }: Sidecar): StoredFile {
      let isGone = false
      const file: StoredFile = {
        id,
        name,
        type,
        size,
        stream: () => folder.read(id),
        keep() {
          if (isGone) throw new ConfigError(`The file ${id} was moved or deleted.`)
          kept.add(file)
        },
        async moveTo(path) {
          await folder.move(id, path)
          isGone = true
        },
        async delete() {
          await folder.remove(id)
          isGone = true
        },
      }
      owned.add(file)
      return Object.freeze(file)
    },
  }
}

/** Both are optional peers, loaded by the first upload; that one is missing has to be known before. */
function checkInstalled(name: string): void {
  try {
    createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    // Any other code says that it is there, but not for `require`.
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') return
    throw new ConfigError(`Uploads need the package ${name}: npm install ${name}`, { cause })
  }
}

function cleanUp(removeExpired: () => Promise<void>): void {
  const run = () => void removeExpired().catch((error: Error) => process.emitWarning(error))
  setInterval(run, cleaningInterval).unref()
  run()
}

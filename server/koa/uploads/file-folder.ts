import { randomBytes } from 'node:crypto'
import { createReadStream, mkdirSync, type ReadStream, statSync } from 'node:fs'
import { constants, copyFile, link, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { ConfigError } from '../../core/rooms.ts'

/** What is known of a stored file beside its bytes. */
export interface Sidecar {
  readonly name: string
  readonly type: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly expires: number
  /** Hash of whom it belongs to. */
  readonly owner: string
}

/** A private folder of files under random ids: `ID` holds the bytes, `ID.json` the rest and is written last. */
export interface FileFolder {
  /**
   * Writes a file under a new id. Nothing is left of it when that fails.
   * @param describe is asked when all bytes are there
   */
  readonly write: (
    content: AsyncIterable<Uint8Array>,
    describe: () => Sidecar,
  ) => Promise<readonly [id: string, sidecar: Sidecar]>
  /** Returns `undefined` when there is no such file. */
  readonly find: (id: string) => Promise<Sidecar | undefined>
  readonly read: (id: string) => ReadStream
  /** Moves the bytes to a path that is not taken. */
  readonly move: (id: string, path: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  /** Removes what has expired, and bytes of which there was nothing new for an hour, but no end. */
  readonly removeExpired: (now: number) => Promise<void>
}

/** The only names that are ever opened: nothing of a request but this becomes part of a path. */
export function isFileId(id: unknown): id is string {
  return typeof id === 'string' && /^[\da-f]{32}$/.test(id)
}

/** @throws ConfigError when the folder is not a private one */
export function openFolder(folder: string): FileFolder {
  checkFolder(folder)
  const bytesOf = (id: string) => join(folder, id)
  const sidecarOf = (id: string) => join(folder, `${id}.json`)
  const remove = async (id: string) => {
    await rm(sidecarOf(id), { force: true })
    await rm(bytesOf(id), { force: true })
  }
  const find = async (id: string) => parseSidecar(await unlessGone(readFile(sidecarOf(id), 'utf8')))
  return {
    async write(content, describe) {
      const id = randomBytes(16).toString('hex')
      try {
        await writeNew(bytesOf(id), content)
        const sidecar = describe()
        await writeNew(sidecarOf(id), JSON.stringify(sidecar))
        return [id, sidecar]
      } catch (error) {
        await remove(id)
        throw error
      }
    },
    find,
    read: (id) => createReadStream(bytesOf(id)),
    async move(id, path) {
      await linkOrCopy(bytesOf(id), path)
      await remove(id)
    },
    remove,
    async removeExpired(now) {
      for (const name of (await unlessGone(readdir(folder))) ?? []) {
        // Whatever else is in the folder is not ours.
        if (!isFileId(name)) continue
        const expires = (await find(name))?.expires ?? (await changeOf(bytesOf(name), now)) + hour
        if (expires <= now) await remove(name)
      }
    },
  }
}

const hour = 3_600_000

function checkFolder(folder: string): void {
  if (typeof folder !== 'string' || !isAbsolute(folder)) {
    throw new ConfigError('The folder of uploads has to be an absolute path.')
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const isOpen = process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0
  if (isOpen) throw new ConfigError(`Others may read the folder ${folder}: chmod 700 it.`)
}

function writeNew(path: string, content: AsyncIterable<Uint8Array> | string): Promise<void> {
  return writeFile(path, content, { flag: 'wx', mode: 0o600 })
}

/** A process that was ended while it wrote leaves half a text: the same as none. */
function parseSidecar(text = ''): Sidecar | undefined {
  try {
    return JSON.parse(text) as Sidecar
  } catch {
    return undefined
  }
}

async function changeOf(path: string, now: number): Promise<number> {
  return (await unlessGone(stat(path)))?.mtimeMs ?? now
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Neither of both writes over a file. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    // Another disk, or one without links.
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) throw error
    await copyFile(from, to, constants.COPYFILE_EXCL)
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code)
}

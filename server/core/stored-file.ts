import type { Ctx } from './ctx.ts'

/** A file that was uploaded and checked. Its bytes stay on the server; it is deleted after the call unless it is kept. */
export interface StoredFile {
  /** Opaque: says nothing of where the bytes are. */
  readonly id: string
  /** Name on the sender's machine: to be shown, never to be used as a path. */
  readonly name: string
  /** Media type, told from the content; `text/…` for any UTF-8 text, else `application/octet-stream`. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Reads the bytes. */
  stream(): NodeJS.ReadableStream
  /**
   * Keeps the file until it expires. One in a component's state is kept by itself.
   * @throws ConfigError when it was moved or deleted
   */
  keep(): void
  /**
   * Moves the bytes into the app's own storage.
   * @param path of a file that is not there yet, made up by the app
   */
  moveTo(path: string): Promise<void>
  /** Deletes the file, kept or not. */
  delete(): Promise<void>
}

/** Where uploaded files are, as far as core and plugins know. */
export interface FileStore {
  /** Whether a value is a file of this store. */
  readonly owns: (value: unknown) => value is StoredFile
  /**
   * Finds a file by its id.
   * @throws StaleComponentState when it is gone, StateRejected when it was uploaded by somebody else
   */
  readonly find: (id: string, ctx: Ctx) => Promise<StoredFile>
}

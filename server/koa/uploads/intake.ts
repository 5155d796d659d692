import type { Context } from 'koa'
import {
  BadRequest,
  english,
  type FileField,
  InvalidInput,
  type Issue,
  type StoredFile,
  type Texts,
} from '../../core/rooms.ts'
import type { Uploads } from './create-uploads.ts'
import type { FilePart } from './read-multipart.ts'

/** Stores the files of one request. */
export interface Intake {
  readonly files: ReadonlyMap<string, readonly StoredFile[]>
  /** Why files were refused. */
  readonly issues: readonly Issue[]
  /**
   * Stores a file behind those before it, or says in `issues` why not.
   * @throws BadRequest when the method has no such field
   */
  readonly take: (part: FilePart) => Promise<void>
  /** Deletes the files that nobody keeps. */
  readonly close: () => Promise<void>
}

/** Where files go, and what is said of those that are refused. */
export interface Taking {
  readonly uploads: Uploads
  /** English. */
  readonly texts?: () => Texts
}

export function createIntake(
  ctx: Context,
  { uploads, texts = () => english }: Taking,
  fields: ReadonlyMap<string, FileField>,
): Intake {
  const files = new Map([...fields.keys()].map((name): [string, StoredFile[]] => [name, []]))
  const issues: Issue[] = []
  let taken = Promise.resolve()
  const store = async ({ field, name, content }: FilePart) => {
    const rules = fields.get(field)
    const list = files.get(field)
    if (rules === undefined || list === undefined) {
      throw new BadRequest('Files are not accepted here.')
    }
    // A file input without a choice sends a file without a name.
    if (name === '') return
    if (list.length >= (rules.maxFiles ?? 1)) throw tooMany(field, rules, texts())
    list.push(await uploads.add(ctx, { field, rules, name, content, texts: texts() }))
  }
  return {
    files,
    issues,
    take(part) {
      taken = taken.then(() => store(part)).catch((error: unknown) => note(issues, error))
      // What was refused is left in the stream.
      return taken.finally(() => part.content.resume())
    },
    async close() {
      await taken.catch(() => {})
      const dropped = [...files.values()].flat().filter((file) => !uploads.isKept(file))
      await Promise.all(dropped.map((file) => file.delete()))
    },
  }
}

function tooMany(path: string, { maxFiles = 1 }: FileField, texts: Texts): InvalidInput {
  return new InvalidInput([{ path, message: texts.tooManyFiles(maxFiles) }])
}

/** Two files that are refused for one reason get one message. */
function note(issues: Issue[], error: unknown): void {
  if (!(error instanceof InvalidInput)) throw error
  for (const { path, message } of error.issues) {
    const isKnown = issues.some((issue) => issue.path === path && issue.message === message)
    if (!isKnown) issues.push({ path, message })
  }
}

import type { Context } from 'koa'
import {
  BadRequest,
  type FileField,
  InvalidInput,
  type Issue,
  type StoredFile,
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

export function createIntake(
  ctx: Context,
  uploads: Uploads,
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
    refuseMore(field, rules, list.length)
    list.push(await uploads.add(ctx, { field, rules, name, content }))
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

function refuseMore(path: string, { maxFiles = 1 }: FileField, count: number): void {
  if (count < maxFiles) return
  const files = maxFiles === 1 ? 'one file' : `${maxFiles} files`
  throw new InvalidInput([{ path, message: `Choose ${files} at most.` }])
}

/** Two files that are refused for one reason get one message. */
function note(issues: Issue[], error: unknown): void {
  if (!(error instanceof InvalidInput)) throw error
  for (const { path, message } of error.issues) {
    const isKnown = issues.some((issue) => issue.path === path && issue.message === message)
    if (!isKnown) issues.push({ path, message })
  }
}

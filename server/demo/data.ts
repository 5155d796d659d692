import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { LogInLimit } from './account/log-in-limit.ts'
import { createUserStore, type User, type UserStore } from './account/user-store.ts'
import { type BoardStore, createBoardStore } from './board/board-store.ts'
import { openAttachments } from './contact/attachment-folder.ts'
import { createLetterStore, type LetterStore } from './contact/letter-store.ts'
import { createNoteStore, type NoteStore } from './notes/note-store.ts'
import type { Tables } from './tables.ts'
import { createTodoStore, type TodoStore } from './todos/todo-store.ts'

/** All that the demo remembers, as `ctx.state` has it. */
export interface Data {
  readonly todos: TodoStore
  readonly board: BoardStore
  readonly users: UserStore
  readonly notes: NoteStore
  readonly letters: LetterStore
}

declare module 'koa' {
  interface DefaultState extends Data {
    /** Who is logged in. */
    user: User | undefined
    logInLimit: LogInLimit
  }
}

/**
 * @param db an open database
 * @param filesFolder where the demo keeps files
 * @returns the stores on both
 */
export function createData(db: Kysely<Tables>, filesFolder: string): Data {
  return {
    todos: createTodoStore(db),
    board: createBoardStore(db),
    users: createUserStore(db),
    notes: createNoteStore(db),
    letters: createLetterStore(db, openAttachments(join(filesFolder, 'letters'))),
  }
}

import type { Generated } from 'kysely'

/** The tables of the demo. Not each engine has booleans: `done` is 0 or 1. */
export interface Tables {
  todos: { id: Generated<number>; title: string; done: Generated<number> }
  board_lists: { id: Generated<number>; title: string; position: number }
  board_cards: {
    id: Generated<number>
    list_id: number
    title: string
    note: Generated<string>
    position: number
  }
  users: { id: Generated<number>; name: string; password: string }
  notes: { id: Generated<number>; user_id: number; text: string }
  letters: {
    id: Generated<number>
    sender: string
    name: string
    email: string
    topic: string
    about: string
    text: string
    /** A list of `Attachment`, as JSON. */
    attachments: string
    /** Milliseconds since 1970. */
    sent_at: number
  }
}

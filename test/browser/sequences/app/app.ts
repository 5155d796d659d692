import { board, boardCard, boardList } from './board.ts'
import { counter } from './counter.ts'
import type { Kind, Tag } from './kind.ts'
import { todoItem, todoList } from './todos.ts'

const kinds: Readonly<Record<string, Kind>> = {
  'todo-list': todoList,
  'todo-item': todoItem,
  counter,
  board,
  'board-list': boardList,
  'board-card': boardCard,
}

/** What a component does. */
export function kindOf({ kind }: Pick<Tag, 'kind'>): Kind {
  return kinds[kind] as Kind
}

/** Components of the pages. */
export const pages: Readonly<Record<string, readonly Tag[]>> = {
  '/todos': [{ kind: 'todo-list', id: 'todo-list-main', args: {} }],
  '/board': [{ kind: 'board', id: 'board-main', args: {} }],
  '/counter': ['Left', 'Right'].map((label) => ({
    kind: 'counter',
    id: `counter-${label.toLowerCase()}`,
    args: { label },
  })),
}

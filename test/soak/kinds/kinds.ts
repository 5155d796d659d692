import { accountKinds } from './account.ts'
import { boardKinds } from './board.ts'
import { contactKinds } from './contact.ts'
import { counterKinds } from './counter.ts'
import { hostileKinds } from './hostile.ts'
import type { Kind } from './kind.ts'
import { pageKinds } from './pages.ts'
import { todoKinds } from './todos.ts'

/** All that visitors do. */
export const kinds: readonly Kind[] = [
  ...pageKinds,
  ...counterKinds,
  ...todoKinds,
  ...boardKinds,
  ...contactKinds,
  ...accountKinds,
  ...hostileKinds,
  { name: 'leaves', weight: 1, run: async (visitor) => visitor.leave() },
]

import { counted, filled } from './fill.ts'
import type { Worst } from './worst.ts'

/** States that a page's URL carries along, without JavaScript; and what else stands in it. */
export const pages: readonly Worst[] = [
  {
    what: 'a page with a long query',
    query: () => `x=${filled('%41', 12_000)}`,
    status: 200,
  },
  {
    what: 'a page whose URL carries states that do not open',
    query: () => `_sealwax=${filled('wide.AA', 2000, '~')}`,
    status: 200,
  },
  {
    what: 'a page whose URL carries states of nobody',
    query: () => `_sealwax=${counted(() => 'x.', 2000, '~')}`,
    status: 200,
  },
  {
    what: 'a call that carries states along that do not open',
    body: () => `&text=a&_flash=${filled('wide.AA', 2000, '~')}`,
    plain: true,
    status: 303,
  },
]

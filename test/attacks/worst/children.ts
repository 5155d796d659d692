import { counted, filled, room } from './fill.ts'
import type { Worst } from './worst.ts'

const digest = 'A'.repeat(22)

export const children: readonly Worst[] = [
  {
    what: 'very many living children',
    body: () => `&_live=[${counted((n) => `["${n}","${digest}"]`, room - 50)}]`,
    status: 200,
  },
  {
    what: 'living children that are the same',
    body: () => `&_live=[${filled(`["a","${digest}"]`, room - 50, ',')}]`,
    status: 200,
  },
  {
    what: 'living children that are none',
    body: () => `&_live=[${filled('{}', room - 50, ',')}]`,
    status: 200,
  },
  {
    what: 'living children of different shapes',
    body: () => `&_live=[${counted((n) => `{"${n.toString(36)}":0}`, room - 50)}]`,
    status: 200,
  },
  {
    what: 'living children with long states',
    body: () =>
      `&_live=[${[1, 2, 3].map((n) => `["wide-w__leaf-${n}","${digest}","${filled('A', 65_536)}"]`).join(',')}]`,
    status: 200,
  },
]

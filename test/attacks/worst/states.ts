import { filled, room } from './fill.ts'
import { kindsOfValues } from './fillings.ts'
import type { Worst } from './worst.ts'

const ways: readonly Pick<Worst, 'plain' | 'compress' | 'status'>[] = [
  { status: 200 },
  { plain: true, status: 303 },
  { compress: true, status: 200 },
]

const called: readonly Worst[] = kindsOfValues.flatMap((holds) =>
  ways.map((way) => ({ what: `a state full of ${holds}`, holds, ...way })),
)

const full: readonly Worst[] = ['numbers', 'dates', 'times in one time zone'].map((holds) => ({
  what: `a state full of ${holds}, with a full body that is refused`,
  holds,
  method: 'refuse',
  body: () => `&word=${filled('x', room - 65_536)}`,
  status: 422,
}))

const slots: readonly Worst[] = ways.map((way) => ({
  what: 'a slot that uses much',
  component: 'shelf',
  ...way,
}))

export const states: readonly Worst[] = [...called, ...full, ...slots]

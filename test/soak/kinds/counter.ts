import type { Instance } from '../tab.ts'
import type { Visitor } from '../visitor.ts'
import type { Kind, Tools } from './kind.ts'

export const counterKinds: readonly Kind[] = [
  { name: 'counter', weight: 14, run: count },
  { name: 'counter without JavaScript', weight: 3, run: countPlainly },
]

async function count(visitor: Visitor, { random, tally }: Tools) {
  const tab = await visitor.at('/counter')
  const counter = random.pick(tab.of('counter'))
  const [method, step] = random.pick([
    ['increment', 1],
    ['decrement', -1],
  ] as const)
  const of = counter.id === 'counter-left' ? 'Left' : 'Right'
  const before = tab.notes.get(counter.id) ?? countIn(tab.page, of)
  const { text } = await visitor.call(tab, counter, { kind: 'counter', method })
  const after = countIn(text, of)
  tab.notes.set(counter.id, after)
  if (after !== before + step) tally.wrong('counter', `${before} became ${after} by ${method}`)
}

async function countPlainly(visitor: Visitor, { tally }: Tools) {
  const tab = await visitor.open('/counter')
  const { fields } = tab.instances.get('counter-left') as Instance
  const how = { kind: 'counter without JavaScript', expected: [303] }
  const { text } = await visitor.submit('/_sealwax/counter/increment', fields, how)
  if (countIn(text, 'Left') !== 1) tally.wrong(how.kind, `shows ${countIn(text, 'Left')}`)
}

const countIn = (html: string, of: string) =>
  Number(new RegExp(`aria-label="${of}">.*?<output[^>]*>(-?\\d+)`, 's').exec(html)?.[1])

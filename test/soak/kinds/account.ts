import type { Visitor } from '../visitor.ts'
import type { Kind, Tools } from './kind.ts'

export const accountKinds: readonly Kind[] = [
  { name: 'notes', weight: 2, run: keepNotes },
  { name: 'wrong password', weight: 0.2, run: mistype },
  { name: 'log-in or log-out', weight: 0.4, run: changeUser },
]

const people = [
  { name: 'Ada', password: 'bernoulli' },
  { name: 'Grace', password: 'nanosecond' },
]

async function keepNotes(visitor: Visitor, { random }: Tools) {
  const tab = await visitor.open('/notes')
  const notes = random.pick(tab.of('private-notes'))
  const kind = 'notes'
  if (visitor.user === undefined) {
    return visitor.call(tab, notes, { kind, method: 'open', expected: [403] })
  }
  const ids = [...tab.html().matchAll(/id="note-(\d+)"/g)].map(([, id]) => Number(id))
  if (ids.length > 5) {
    const fields = { _params: JSON.stringify({ noteId: random.pick(ids) }) }
    return visitor.call(tab, notes, { kind, method: 'remove', fields })
  }
  return visitor.call(tab, notes, { kind, method: 'add', fields: { text: 'A line for nobody.' } })
}

async function mistype(visitor: Visitor, { random }: Tools) {
  const tab = await visitor.open('/account')
  const [form] = tab.of('log-in')
  if (form === undefined) return
  const fields = { name: random.pick(people).name, password: 'wrong' }
  const call = { kind: 'wrong password', method: 'enter', fields, expected: [422] }
  await visitor.call(tab, form, call)
}

async function changeUser(visitor: Visitor, { random }: Tools) {
  const kind = 'log-in or log-out'
  const tab = await visitor.open('/account')
  const [out] = tab.of('log-out')
  if (out !== undefined) {
    await visitor.call(tab, out, { kind, method: 'leave', expected: [204] })
    visitor.user = undefined
  } else {
    const who = random.pick(people)
    const form = random.pick(tab.of('log-in'))
    await visitor.call(tab, form, { kind, method: 'enter', fields: who, expected: [204] })
    visitor.user = who.name
  }
  await visitor.open('/notes')
}

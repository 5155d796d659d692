import { type Part, png } from '../../koa/uploads/upload-site.ts'
import type { Random } from '../random.ts'
import type { Visitor } from '../visitor.ts'
import { gone, type Kind, type Tools } from './kind.ts'

export const contactKinds: readonly Kind[] = [
  { name: 'field left', weight: 4, run: leaveField },
  { name: 'form refused', weight: 4, run: refuse },
  { name: 'letter', weight: 2, run: writeLetter },
  { name: 'download', weight: 2, run: download },
]

const letter = { name: 'Ada', email: 'ada@engine.example', text: 'Dear all,\r\nwell done.' }

async function leaveField(visitor: Visitor, { random }: Tools) {
  const tab = await visitor.at('/contact')
  const [_field, value] = random.pick([
    ['name', 'Ada'],
    ['email', 'ada'],
    ['topic', 'praise'],
    ['text', ''],
  ] as const)
  const fields = { ...letter, topic: 'question', about: '', [_field]: value, _field }
  const contact = random.pick(tab.of('contact'))
  await visitor.call(tab, contact, { kind: 'field left', fields })
}

async function refuse(visitor: Visitor, { random }: Tools) {
  const expected = [422]
  const kind = 'form refused'
  if (random.below(2) === 0) {
    const tab = await visitor.at('/todos')
    const list = random.pick(tab.of('todo-list'))
    return visitor.call(tab, list, { kind, method: 'add', fields: { title: ' ' }, expected })
  }
  const tab = await visitor.at('/contact')
  const fields = { ...letter, email: 'ada', topic: 'question', about: '' }
  const contact = random.pick(tab.of('contact'))
  return visitor.call(tab, contact, { kind, method: 'send', fields, files: [], expected })
}

const note: Part = { name: 'attachments', filename: 'note.txt', value: 'ink and wax\n'.repeat(999) }

function attachment({ below }: Random): Part {
  const name = 'attachments'
  if (below(2) === 0) return { name, filename: 'seal.png', value: png(below(200_000)) }
  return { name, filename: 'note.txt', value: 'ink and wax\n'.repeat(1 + below(5000)) }
}

/** Writes a letter, now and then twice from the same page; deletes one where there are some. */
async function writeLetter(visitor: Visitor, { random }: Tools, given?: readonly Part[]) {
  const tab = await visitor.open('/contact')
  const kind = 'letter'
  const sent = tab.of('sent-letter')
  if (sent.length > 2) {
    return visitor.call(tab, random.pick(sent), { kind, method: 'remove', expected: gone })
  }
  const contact = random.pick(tab.of('contact'))
  const fields = { ...letter, topic: 'question', about: 'Forms and files' }
  const files = given ?? Array.from({ length: random.below(3) }, () => attachment(random))
  const call = { kind, method: 'send', fields, files }
  await visitor.call(tab, contact, call)
  if (random.below(4) > 0) return undefined
  return visitor.call(tab, contact, { ...call, kind: 'letter sent twice', expected: [409] })
}

/** A letter on the page that has a file. */
async function findFile(visitor: Visitor) {
  const tab = await visitor.open('/contact')
  const found = /sent-letter-(\d+)"(?:(?!<\/li>).)*?"fileId":"(\w+)"/s.exec(
    tab.html().replaceAll('&quot;', '"'),
  )
  const letter = tab.instances.get(`contact-main__sent-letter-${found?.[1]}`)
  return letter && { letter, fileId: found?.[2] }
}

async function download(visitor: Visitor, tools: Tools) {
  let found = await findFile(visitor)
  if (found === undefined) {
    await writeLetter(visitor, tools, [note])
    found = await findFile(visitor)
  }
  if (found === undefined) return
  const { letter, fileId } = found
  const fields = { ...letter.fields, _params: JSON.stringify({ fileId }) }
  const body = new URLSearchParams(fields).toString()
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const path = '/_sealwax/sent-letter/save'
  const leaves = tools.random.below(4) === 0 && { leaveAt: 'answer' as const }
  const answer = await visitor.ask(
    { kind: 'download' },
    { path, method: 'POST', headers, body, ...leaves },
  )
  const length = Number(answer?.headers['content-length'])
  if (answer && answer.bytes !== length) tools.tally.wrong('download', `${answer.bytes}, ${length}`)
}

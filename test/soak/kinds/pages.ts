import type { Visitor } from '../visitor.ts'
import { gone, type Kind, type Tools } from './kind.ts'

export const pageKinds: readonly Kind[] = [
  { name: 'page', weight: 14, run: openPage },
  { name: 'static file', weight: 6, run: fetchFile },
  { name: 'script', weight: 4, run: fetchScript },
  { name: 'refresh', weight: 5, run: refresh },
  { name: 'types', weight: 1, run: sendRound },
]

function openPage(visitor: Visitor, { random }: Tools) {
  return visitor.open(random.pick(['/counter', '/todos', '/board', '/contact', '/notes', '/types']))
}

function fetchFile(visitor: Visitor, { random }: Tools) {
  const path = `/demo/${random.pick(['style.css', 'board.css', 'demo.js', 'seal.svg'])}`
  return visitor.ask({ kind: 'static file' }, { path })
}

function fetchScript(visitor: Visitor, { random }: Tools) {
  const path = `/_sealwax/${random.pick(['htmx.js', 'sealwax.js', 'sealwax-recovery.js'])}`
  return visitor.ask({ kind: 'script' }, { path })
}

async function refresh(visitor: Visitor, { random }: Tools) {
  const tab = await visitor.at(random.pick(['/counter', '/todos', '/board', '/types']))
  await visitor.call(tab, random.pick([...tab.instances.values()]), {
    kind: 'refresh',
    expected: gone,
  })
}

async function sendRound(visitor: Visitor, { random, tally }: Tools) {
  const tab = await visitor.at('/types')
  const call = { kind: 'types', method: 'send' }
  const { text } = await visitor.call(tab, random.pick(tab.of('round-trip')), call)
  if (text.includes('class="differs"')) tally.wrong('types', 'one differs')
}

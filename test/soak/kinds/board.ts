import type { Instance } from '../tab.ts'
import type { Visitor } from '../visitor.ts'
import { anyOf, gone, type Kind, rows, type Tools } from './kind.ts'

export const boardKinds: readonly Kind[] = [
  { name: 'card moved', weight: 5, run: moveCard },
  { name: 'card sent on', weight: 3, run: sendCard },
  { name: 'card written', weight: 2, run: writeCard },
  { name: 'card added or deleted', weight: 2, run: keepCards },
]

const cardIdOf = ({ id }: Instance) => Number(/board-card-(\d+)$/.exec(id)?.[1])

const listIdOf = ({ id }: Instance) => Number(/board-list-(\d+)/.exec(id)?.[1])

async function anyCard(visitor: Visitor, tools: Tools) {
  const found = await anyOf(visitor, tools, 'board-card')
  if (found === undefined) return undefined
  const { tab, instance: card } = found
  const list = tab.instances.get(`board-main__board-list-${listIdOf(card)}`)
  return list && { tab, card, list }
}

async function moveCard(visitor: Visitor, tools: Tools) {
  const found = await anyCard(visitor, tools)
  if (found === undefined) return
  const { tab, card, list } = found
  const by = tools.random.pick([1, -1])
  const fields = { _params: JSON.stringify({ cardId: cardIdOf(card), by }) }
  await visitor.call(tab, list, { kind: 'card moved', method: 'move', fields })
}

async function sendCard(visitor: Visitor, tools: Tools) {
  const found = await anyCard(visitor, tools)
  if (found === undefined) return
  const { tab, card, list } = found
  const to = tools.random.pick(tab.of('board-list'))
  const fields = { _params: JSON.stringify({ cardId: cardIdOf(card), to: listIdOf(to) }) }
  const kind = 'card sent on'
  const { headers } = await visitor.call(tab, list, { kind, method: 'send', fields })
  const asked = String(headers['hx-trigger'] ?? '').includes('sealwax:refresh')
  if (asked) await visitor.call(tab, to, { kind })
}

async function writeCard(visitor: Visitor, tools: Tools) {
  const found = await anyCard(visitor, tools)
  if (found === undefined) return
  const { tab, card } = found
  const kind = 'card written'
  await visitor.call(tab, card, { kind, method: 'edit', expected: gone })
  const edited = tab.instances.get(card.id)
  if (edited === undefined) return
  const texts = { title: `Card ${tools.random.below(1e6)}`, note: 'Thick paper.\nTwo sheets.' }
  await visitor.call(tab, edited, { kind, method: 'write', fields: texts, expected: gone })
}

async function keepCards(visitor: Visitor, tools: Tools) {
  const tab = await visitor.open('/board')
  const cards = tab.of('board-card')
  const kind = 'card added or deleted'
  const { random } = tools
  if (cards.length > rows - random.below(4)) {
    return visitor.call(tab, random.pick(cards), { kind, method: 'remove', expected: gone })
  }
  const fields = { title: `Order wax ${random.below(1e6)}` }
  return visitor.call(tab, random.pick(tab.of('board-list')), { kind, method: 'add', fields })
}

import type { Card, Control, Drawing, Effect, Fields, Kind, List, Rows, Self } from './kind.ts'

const blank = 'Give it a title.'

/** `board`: its lists, and a form for one more. */
export const board: Kind = {
  start: {},
  blank,
  isThere: () => true,
  methods: {
    add({ rows, id }, { title }: { title: string }) {
      const last = rows.lists.at(-1)
      rows.lists.push({ id: rows.nextList++, title: title.trim(), cards: [] })
      return last && { refresh: [rootOf(id, last)] }
    },
  },
  draw: ({ rows, id }, refused) => ({
    shown: { problem: refused?.problem ?? null },
    forms: { add: { title: refused?.typed['title'] ?? '' } },
    children: rows.lists.map((list) => ({
      kind: 'board-list',
      id: rootOf(id, list),
      args: { listId: list.id },
    })),
  }),
  controls: () => [],
}

function rootOf(board: string, { id }: Pick<List, 'id'>): string {
  return `${board}__board-list-${id}`
}

/** `board-list`: its title or a form with it, its cards, a form for one more. */
export const boardList: Kind = {
  start: { renaming: false },
  blank,
  isThere: (self) => findList(self) !== undefined,
  methods: {
    edit: () => ({ state: { renaming: true } }),
    cancel: () => ({ state: { renaming: false } }),
    rename(self, { name }: { name: string }) {
      foundList(self).title = name.trim()
      return { state: { renaming: false }, refresh: neighbours(self) }
    },
    add(self, { title }: { title: string }) {
      const { rows } = self
      foundList(self).cards.push({ id: rows.nextCard++, title: title.trim(), note: '' })
      return undefined
    },
    move(self, { cardId, by }: { cardId: number; by: number }) {
      const { cards } = foundList(self)
      const at = cards.findIndex(({ id }) => id === cardId)
      if (cards[at + by] && cards[at]) cards.splice(at + by, 0, ...cards.splice(at, 1))
      return undefined
    },
    send,
    remove(self) {
      const { rows } = self
      const list = foundList(self)
      if (list.cards.length > 0) return { refused: notEmpty }
      const refresh = neighbours(self)
      rows.lists.splice(rows.lists.indexOf(list), 1)
      return { removed: true, refresh }
    },
  },
  draw(self, refused) {
    const { title } = foundList(self)
    const { method, typed = {}, problem = null } = refused ?? {}
    const isRenaming = self.state['renaming'] === true
    const names = isRenaming ? { rename: { name: typed['name'] ?? title } } : {}
    const added = method === 'add' ? typed['title'] : undefined
    return {
      shown: isRenaming ? { problem } : { title, problem },
      forms: { ...names, add: { title: added ?? '' } },
      children: cardsOf(self),
    }
  },
  controls: ({ shown, children }) => {
    if (!('title' in shown)) return [cancel]
    return children.length === 0 ? [edit, remove] : [edit]
  },
}

const notEmpty = 'There is a card in this list: move it first, or delete it.'
const edit: Control = { method: 'edit', params: {}, selector: '[data-focus-back]' }
const cancel: Control = {
  method: 'cancel',
  params: {},
  selector: '.edit .button-plain, .write .button-plain',
}
const remove: Control = { method: 'remove', params: {}, selector: '[aria-label^=Delete]' }

function send(self: Self, { cardId, to }: { cardId: number; to: number }): Effect | undefined {
  const { cards } = foundList(self)
  const target = beside(self).find(({ id }) => id === to)
  const at = cards.findIndex(({ id }) => id === cardId)
  if (target === undefined || at < 0) return undefined
  target.cards.push(...cards.splice(at, 1))
  return { refresh: [rootOf(parentOf(self), target)] }
}

function cardsOf(self: Self): Drawing['children'] {
  const { before, after } = namesBeside(self)
  const { id: listId, cards } = foundList(self)
  return cards.map(({ id: cardId }) => ({
    kind: 'board-card',
    id: `${self.id}__board-card-${cardId}`,
    args: { cardId, listId, before, after },
  }))
}

/** What the buttons on a card say of the lists beside its own. */
function namesBeside(self: Self) {
  const { lists } = self.rows
  const at = lists.indexOf(foundList(self))
  return { before: nameOf(lists[at - 1]), after: nameOf(lists[at + 1]) }
}

function nameOf(list: List | undefined) {
  return list === undefined ? null : { id: list.id, title: list.title }
}

function beside(self: Self): List[] {
  const { lists } = self.rows
  const at = lists.indexOf(foundList(self))
  return [lists[at - 1], lists[at + 1]].filter((list) => list !== undefined)
}

function neighbours(self: Self): string[] {
  return beside(self).map((list) => rootOf(parentOf(self), list))
}

function parentOf({ id }: Pick<Self, 'id'>): string {
  return id.slice(0, id.lastIndexOf('__'))
}

function findList({ rows, args }: Pick<Self, 'args'> & { rows: Rows }): List | undefined {
  return rows.lists.find(({ id }) => id === args['listId'])
}

function foundList(self: Self): List {
  const list = findList(self)
  if (list === undefined) throw new Error('no such list')
  return list
}

/** `board-card`: what it says and where it can go, or a form. */
export const boardCard: Kind = {
  start: { editing: false },
  blank,
  isThere: (self) => findCard(self) !== undefined,
  methods: {
    edit: () => ({ state: { editing: true } }),
    cancel: () => ({ state: { editing: false } }),
    write(self, { title, note }: { title: string; note: string }) {
      Object.assign(foundCard(self), { title: title.trim(), note: note.trim() })
      return { state: { editing: false } }
    },
    remove(self) {
      const { cards } = foundList(self)
      cards.splice(cards.indexOf(foundCard(self)), 1)
      return { removed: true }
    },
  },
  draw(self, refused) {
    const { title, note } = foundCard(self)
    const { typed = {}, problem = null } = refused ?? {}
    if (self.state['editing'] === true) {
      const write = { title: typed['title'] ?? title, note: typed['note'] ?? note }
      return { shown: { problem }, forms: { write }, children: [] }
    }
    const moves = movesOf(self.args).map(({ label }) => label)
    return { shown: { title, note: note || null, moves }, forms: {}, children: [] }
  },
  controls: ({ id, args, shown }) => {
    if (!('title' in shown)) return [cancel]
    const of = parentOf({ id })
    return [...movesOf(args).map(({ move }) => ({ ...move, of })), edit, remove]
  },
}

/** The buttons that a list gives to a card. */
function movesOf({ cardId, before, after }: Fields) {
  return [
    moveOf('up', 'Move up', { method: 'move', params: { cardId, by: -1 } }),
    moveOf('down', 'Move down', { method: 'move', params: { cardId, by: 1 } }),
    ...sendsOf('left', cardId, before as List | null),
    ...sendsOf('right', cardId, after as List | null),
  ]
}

function sendsOf(way: string, cardId: unknown, to: List | null) {
  if (to === null) return []
  return [moveOf(way, `Move to ${to.title}:`, { method: 'send', params: { cardId, to: to.id } })]
}

function moveOf(way: string, label: string, call: Pick<Control, 'method' | 'params'>) {
  return { label, move: { ...call, selector: `[data-move=${way}]` } }
}

function findCard(self: Pick<Self, 'args' | 'rows'>): Card | undefined {
  return findList(self)?.cards.find(({ id }) => id === self.args['cardId'])
}

function foundCard(self: Self): Card {
  const card = findCard(self)
  if (card === undefined) throw new Error('no such card')
  return card
}

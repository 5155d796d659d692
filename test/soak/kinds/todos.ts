import type { Visitor } from '../visitor.ts'
import { anyOf, gone, type Kind, rows, type Tools } from './kind.ts'

export const todoKinds: readonly Kind[] = [
  { name: 'to-do added or deleted', weight: 6, run: keepTodos },
  { name: 'to-do toggled', weight: 6, run: toggle },
  { name: 'to-do renamed', weight: 3, run: rename },
  { name: 'to-dos filtered', weight: 2, run: filter },
  { name: 'form refused without JavaScript', weight: 1, run: refusePlainly },
]

async function keepTodos(visitor: Visitor, { random }: Tools) {
  const tab = await visitor.open('/todos')
  const items = tab.of('todo-item')
  const kind = 'to-do added or deleted'
  if (items.length > rows - random.below(4)) {
    return visitor.call(tab, random.pick(items), { kind, method: 'remove', expected: gone })
  }
  const list = random.pick(tab.of('todo-list'))
  const title = `Seal letter ${random.below(1e6)}`
  return visitor.call(tab, list, { kind, method: 'add', fields: { title } })
}

async function toggle(visitor: Visitor, tools: Tools) {
  const found = await anyOf(visitor, tools, 'todo-item')
  if (found === undefined) return
  const call = { kind: 'to-do toggled', method: 'toggle', expected: gone }
  await visitor.call(found.tab, found.instance, call)
}

async function rename(visitor: Visitor, tools: Tools) {
  const found = await anyOf(visitor, tools, 'todo-item')
  if (found === undefined) return
  const { tab, instance } = found
  const kind = 'to-do renamed'
  await visitor.call(tab, instance, { kind, method: 'edit', expected: gone })
  const edited = tab.instances.get(instance.id)
  if (edited === undefined) return
  const title = `Press seal ${tools.random.below(1e6)}`
  await visitor.call(tab, edited, { kind, method: 'rename', fields: { title }, expected: gone })
}

async function filter(visitor: Visitor, tools: Tools) {
  const tab = await visitor.at('/todos')
  const which = tools.random.pick(['all', 'open', 'done'])
  const fields = { _params: JSON.stringify({ which }) }
  const list = tools.random.pick(tab.of('todo-list'))
  await visitor.call(tab, list, { kind: 'to-dos filtered', method: 'show', fields })
}

async function refusePlainly(visitor: Visitor, { random }: Tools) {
  const tab = await visitor.at('/todos')
  const { fields } = random.pick(tab.of('todo-list'))
  const how = { kind: 'form refused without JavaScript', expected: [422] }
  await visitor.submit('/_sealwax/todo-list/add', { ...fields, title: 'x'.repeat(300) }, how)
}

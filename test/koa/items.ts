import { stateOn } from './answer.ts'
import { createTestApp, type TestAppOptions, type World } from './test-app.ts'

/** Path of the calls of `item`. */
export const item = '/_sealwax/item'

/** A visitor on the page of three items, with the state of the first. */
export async function openItems(options: TestAppOptions = {}) {
  const { app, world, browser } = createTestApp(options)
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  world.ran.length = 0
  return { app, world, visitor, state, browser }
}

/** Runs `act` of an item both ways: by htmx and without JavaScript. */
export async function act(todo: World['act'], options: TestAppOptions = {}) {
  const { world, visitor, state } = await openItems(options)
  world.act = todo
  const htmx = await visitor.htmx(`${item}/act`, { _state: state })
  const errors = [...world.errors]
  const again = await openItems(options)
  again.world.act = todo
  const plain = await again.visitor.post(`${item}/act`, { _state: again.state })
  return { htmx, plain, errors, world }
}

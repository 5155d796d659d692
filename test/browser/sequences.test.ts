import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Todo } from '../../server/demo/todos/todo-store.ts'
import type { DemoApp } from '../demo/demo-app.ts'
import { runSequences } from './sequences/sequences.ts'

/** What apps must not do after a call, and sequences must not miss. */
const faults: Readonly<Record<string, (newest: Todo) => Promise<void>>> = {
  'loses what it has acknowledged': (newest) => newest.rename('Overwritten'),
  'does twice what was asked for once': (newest) => newest.toggle(),
}

describe('sequences of calls', () => {
  for (const [fault, commit] of Object.entries(faults)) {
    it(`find out an app that ${fault}`, async () => {
      const found = await runSequences({
        seed: 2,
        numRuns: 30,
        endOnFailure: true,
        spoil: spoilWith(commit),
      })
      assert.equal(found.failed, true)
    })
  }
})

function spoilWith(commit: (newest: Todo) => Promise<void>) {
  return ({ app, data }: DemoApp) =>
    app.middleware.unshift(async (ctx, next) => {
      await next()
      const [newest] = await data.todos.list('all')
      if (newest && ctx.path.endsWith('/toggle')) await commit(newest)
    })
}

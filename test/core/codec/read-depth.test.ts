import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { createCodec } from 'sealwax/core'

const codec = createCodec({})
const maxDepth = 32

/** Containers in one another. */
function nested(depth: number, around: (inner: unknown) => unknown): unknown {
  return depth === 0 ? 1 : around(nested(depth - 1, around))
}

function besideDate(inner: unknown) {
  const json = { inner, when: '2026-01-01T00:00:00.000Z' }
  return { json, meta: { v: 1, values: { when: ['Date'] } } }
}

/** Whether a text is read; what else went wrong is no depth. */
async function isRead(whole: object): Promise<boolean> {
  try {
    await codec.read(JSON.stringify(whole))
    return true
  } catch (error) {
    assert.match(inspect(error), /deep/)
    return false
  }
}

describe('codec.read', () => {
  for (const [what, around] of [
    ['fields', (inner: unknown) => ({ a: inner })],
    ['lists', (inner: unknown) => [inner]],
  ] as const) {
    it(`takes ${maxDepth} ${what} in one another, and refuses one more`, async () => {
      assert.ok(await isRead({ json: nested(maxDepth, around) }))
      assert.ok(!(await isRead({ json: nested(maxDepth + 1, around) })))
    })

    it(`counts ${what} beside a place with a type, too`, async () => {
      assert.ok(await isRead(besideDate(nested(maxDepth - 1, around))))
      assert.ok(!(await isRead(besideDate(nested(maxDepth, around)))))
    })
  }
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRenderer } from '../../server/nunjucks/index.ts'

const make = (views: unknown, development = true) =>
  createRenderer({ views: views as string, components: [], development })

describe('the option views', () => {
  it('has to be an absolute path', () => {
    for (const views of [undefined, 'views', ['/views', './more'], 7]) {
      assert.throws(() => make(views), {
        code: 'ConfigError',
        message: /^views has to be an absolute path, not /,
      })
    }
    make(['/views', '/more'])
  })

  it('is not refused in production for being relative, but for being none', () => {
    make('views', false)
    assert.throws(() => make(undefined, false), { code: 'ConfigError' })
  })
})

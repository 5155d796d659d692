import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import nunjucks from 'nunjucks'
import { createCodec } from 'sealwax/core'
import { safeString } from 'sealwax/plugins/safe-string'
import { itGivesBack, itRefuses } from './facts.ts'

const { SafeString } = nunjucks.runtime
const codec = createCodec({ plugins: [safeString] })
const name = 'SafeString'

describe('safeString', () => {
  itGivesBack(
    [safeString],
    [
      {
        what: 'HTML',
        value: new SafeString('<b class="x">&amp; 🦭</b>'),
        payload: [name, '<b class="x">&amp; 🦭</b>'],
      },
      { what: 'no HTML', value: new SafeString(''), payload: [name, ''] },
    ],
    (actual, expected) => {
      assert.ok(actual instanceof SafeString)
      assert.deepStrictEqual(actual, expected)
      assert.equal(actual.toString(), String(expected))
    },
  )

  itRefuses([safeString], name, {
    'what is no text': [['<b>'], { val: '<b>', length: 3 }, { toString: '<b>' }],
  })

  it('is still not escaped by Nunjucks, unlike a string', async () => {
    const back = await codec.read(codec.write({ safe: new SafeString('<b>'), text: '<b>' }))
    const env = new nunjucks.Environment(null, { autoescape: true })
    assert.equal(env.renderString('{{ safe }} {{ text }}', back as object), '<b> &lt;b&gt;')
  })

  it('does not take an object for HTML by its prototype', () => {
    const forged = Object.create(SafeString.prototype)
    assert.throws(() => codec.write({ html: forged }), { code: 'SealingBlocked' })
  })

  it('leaves the objects of a page that inherit from it alone', () => {
    class Markup extends SafeString {}
    assert.throws(() => codec.write({ html: new Markup('<b>') }), {
      code: 'SealingBlocked',
      message: /'Markup' is not in the allowed list.*\(state\.html\)/,
    })
  })
})

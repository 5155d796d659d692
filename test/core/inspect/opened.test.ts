import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createCodec } from 'sealwax/core'
import { readOpened } from '../../../server/core/inspect/opened.ts'
import { readSealHeader } from '../../../server/core/inspect/seal-header.ts'
import { withoutEnvelope } from '../../../server/core/instance/state-tuple.ts'

const { writeItems } = createCodec()
const write = (...tuple: unknown[]) => withoutEnvelope(writeItems(tuple))

/** Sum of all that bytes are said to go to. */
function sumOf({ headBytes, typeBytes, parts }: ReturnType<typeof readOpened>): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, headBytes + typeBytes)
}

describe('readOpened', () => {
  it('tells what a state is about', () => {
    const text = write('-7', '/todos?done=1', 1000, 60, 'once', 3, { todoId: 7 })
    const { id, page, issued, born, lineage, version } = readOpened(text, 'todo-item')
    assert.deepEqual([id, page, lineage, version], ['todo-item-7', '/todos?done=1', 'once', 3])
    assert.deepEqual([issued, born], [1_000_000, 940_000])
  })

  it('counts every byte of the text once', () => {
    const states = [
      write('-7', '/', 1000, {}),
      write('-7', '/', 1000, { label: 'größe' }, { open: true }, { count: 1 }),
      write('-7', '/', 1000, 9, '', 0, {}, {}, { when: new Date(0), ids: new Set([1, 2]) }),
      write('-7', '/', 1000, {}, {}, { '.': 1 }, { class: 'a' }, { main: ['x'] }, { add: ['b'] }),
    ]
    for (const text of states) {
      const opened = readOpened(text, 'item')
      assert.equal(opened.bytes, Buffer.byteLength(text))
      assert.equal(sumOf(opened), opened.bytes, text)
      assert(opened.headBytes > 0)
    }
  })

  it('counts a key with its name, in bytes of UTF-8', () => {
    const { parts } = readOpened(write('-7', '/', 1000, { label: 'größe', n: 1 }), 'item')
    assert.deepEqual(parts, [
      {
        name: 'args',
        bytes: 25,
        keys: [
          { name: 'label', bytes: 17, type: undefined, value: 'größe' },
          { name: 'n', bytes: 5, type: undefined, value: 1 },
        ],
      },
    ])
  })

  it('names types without reviving anything', () => {
    const state = { when: new Date(0), ids: new Set([1]), raw: new Uint8Array(2), big: 2n }
    const { parts, typeBytes } = readOpened(write('-7', '/', 1000, {}, {}, state), 'item')
    const [{ name, keys } = { name: '', keys: [] }] = parts
    assert.equal(name, 'state')
    assert.deepEqual(
      keys.map((key) => [key.name, key.type]),
      [
        ['when', 'Date'],
        ['ids', 'set'],
        ['raw', 'Uint8Array'],
        ['big', 'bigint'],
      ],
    )
    assert.equal(keys[0]?.value, '1970-01-01T00:00:00.000Z')
    assert(typeBytes > 0)
  })

  it('names a value of a plugin by its plugin, which does not run', () => {
    const money = {
      name: 'money',
      match: (value: unknown) => value instanceof Money,
      reduce: () => 12,
      revive: () => assert.fail('revived'),
    }
    const codec = createCodec({ plugins: [money] })
    const text = codec.writeItems(['-7', '/', 1000, { price: new Money() }])
    const [key] = readOpened(text, 'item').parts[0]?.keys ?? []
    assert.deepEqual([key?.type, key?.value], ['money', ['money', 12]])
  })

  for (const text of ['', '{}', '[]', 'null', '["-7","/",1000]', '["-7","//evil","x",{}]', '[1']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => readOpened(text, 'item'), { code: 'StateRejected' })
    })
  }
})

class Money {
  readonly amount = 12
}

describe('readSealHeader', () => {
  const sealed = Buffer.concat([Buffer.of(1, 0xde, 0xad, 0xbe, 0xef), Buffer.alloc(28)])

  it('reads version and key id without a key', () => {
    const header = readSealHeader(sealed.toString('base64url'), 1000)
    assert.deepEqual(header, { version: 1, keyId: 'deadbeef', bytes: 33 })
  })

  it('refuses what is no sealed text', () => {
    for (const text of ['', 'AQ', sealed.toString('base64'), 'ä'.repeat(60), 'A'.repeat(2000)]) {
      if (text === sealed.toString('base64url')) continue
      assert.throws(() => readSealHeader(`${text}=`, 1000), { code: 'StateRejected' }, text)
    }
  })
})

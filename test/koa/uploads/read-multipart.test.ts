import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import * as fc from 'fast-check'
import { defaultLimits } from '../../../server/core/index.ts'
import { readMultipart } from '../../../server/koa/uploads/read-multipart.ts'
import { createGate } from '../../browser/in-page.ts'
import { multipart, type Part } from './upload-site.ts'

/** Reads a body that comes in pieces of these lengths. */
async function read(body: Buffer, lengths: readonly number[], wait: boolean) {
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    pieces.push(body.subarray(at, at + length))
    at += length
  }
  const request = Readable.from(pieces) as unknown as IncomingMessage
  const parts: Part[] = []
  const options = { boundary: 'cut', limits: defaultLimits, maxBytes: 1_000_000 }
  const reading = readMultipart(request, options, {
    field: (name, value) => void parts.push({ name, value }),
    async file({ field, name, content }) {
      if (wait) await pass(1)
      parts.push({ name: field, filename: name, value: await buffer(content) })
    },
  })
  await reading.done
  return parts
}

/** Bytes in which the boundary seems to begin again and again. */
const bytes = fc
  .array(fc.constantFrom('\r\n--cu', '\r\n-', '\r', '\n', '--', 'cut', 'x', '\0', '\xff'))
  .map((pieces) => Buffer.from(`x${pieces.join('')}`.replaceAll('\r\n--cut', 'x'), 'latin1'))

const field = fc.constantFrom('', 'x', 'ä\r\n-').map((value): Part => ({ name: 'a', value }))
const file = bytes.map((value): Part => ({ name: 'p', filename: 'f', value }))
const part = fc.oneof(field, file)

const isFile = ({ filename }: Part) => filename !== undefined

describe('readMultipart', () => {
  it('gives all parts whole, however the body is cut and whoever waits', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(part), lengths, fc.boolean(), async (parts, cuts, wait) => {
        const got = await read(multipart(parts), cuts, wait)
        // Files wait for one another; fields do not wait for files.
        assert.deepEqual(got.filter(isFile), parts.filter(isFile))
        assert.deepEqual(
          got.filter((one) => !isFile(one)),
          parts.filter((one) => !isFile(one)),
        )
      }),
    )
  })

  it('is no faster than its files are taken', async () => {
    let sent = 0
    const body = multipart([{ name: 'p', filename: 'f', value: Buffer.alloc(900_000) }])
    const pieces = Array.from({ length: 100 }, (_, at) =>
      body.subarray(at * 10_000, (at + 1) * 10_000),
    )
    const request = Readable.from(
      (function* () {
        for (const piece of pieces) {
          sent += piece.length
          yield piece
        }
      })(),
    ) as unknown as IncomingMessage
    const options = { boundary: 'cut', limits: defaultLimits, maxBytes: 1_000_000 }
    const gate = createGate()
    let got = 0
    const { done } = readMultipart(request, options, {
      field() {},
      async file({ content }) {
        await gate.opened
        got = (await buffer(content)).length
      },
    })
    await pass(50)
    assert(sent < 400_000, `${sent} bytes`)
    gate.open()
    await done
    assert.equal(got, 900_000)
  })

  it('rejects with what a handler rejects with, and lets go of its file', async () => {
    const body = multipart([{ name: 'p', filename: 'f', value: 'x' }])
    let content: Readable | undefined
    const options = { boundary: 'cut', limits: defaultLimits, maxBytes: 1000 }
    const { done } = readMultipart(Readable.from([body]) as unknown as IncomingMessage, options, {
      field() {},
      async file(part) {
        content = part.content
        throw new RangeError('full')
      },
    })
    await assert.rejects(done, RangeError)
    assert.equal(content?.destroyed, true)
  })
})

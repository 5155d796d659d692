import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { answerText } from './answer-text.ts'
import type { Family, Run } from './family.ts'
import { type Rejection, rejectionsOf } from './oracle/rejections.ts'
import { openVessel, type Vessel } from './sealed-payloads/vessel.ts'
import { host } from './wire.ts'

const look = '/_sealwax/vessel/look'

/** Ways to send a state; in each, all refusals are answered alike. */
const ways = {
  'by htmx': { path: look },
  'by htmx, for a refresh': { path: '/_sealwax/vessel' },
  'by a form': { path: look, htmx: false },
  'by a form on a page': {
    path: look,
    htmx: false,
    headers: [['Referer', `http://${host}/vessel`]],
  },
} as const

type Way = keyof typeof ways

export const family: Family = {
  name: 'oracle',
  aims: 'an answer, or its time, tells why a state was refused',
  async attack(run) {
    const vessel = await openVessel()
    const rejections = rejectionsOf(vessel, await vessel.foreignFile())
    const expected = await tryAnswers(run, vessel, rejections)
    await tryTimes(run, vessel, { rejections, expected })
  },
}

function send({ ask }: Vessel, way: Way, { states, fields = {}, cookie }: Rejection) {
  const form = [...states.map((state) => ['_state', state] as const), ...Object.entries(fields)]
  return ask({ ...ways[way], fields: form, ...(cookie === undefined ? {} : { cookie }) })
}

/** @returns the one answer to htmx */
async function tryAnswers(run: Run, vessel: Vessel, rejections: readonly Rejection[]) {
  const expected = new Map<Way, string>()
  for (const way of Object.keys(ways) as Way[]) {
    for (const rejection of rejections) {
      await run.try(`answers ${rejection.what} as all others, ${way}`, async () => {
        const answer = await send(vessel, way, rejection)
        if (!expected.has(way)) expected.set(way, answerText(answer))
        assert.equal(answerText(answer), expected.get(way))
        assert.ok([403, 303].includes(answer.status), answer.text)
        assert.deepEqual(vessel.seen.ran, [])
      })
    }
  }
  return expected.get('by htmx') as string
}

interface Asked {
  readonly rejections: readonly Rejection[]
  readonly expected: string
}

/**
 * Milliseconds by which the medians of texts may differ that are of our form but not authentic. Generous: they are taken
 * over HTTP, on a machine that may do other things, and some hundred tries a kind tell no smaller difference; the figures
 * are there to be read. What holds by itself is that the cipher compares tags in constant time, that all that is looked
 * at before is known to whoever sent it, and that all that comes after needs a key.
 */
const maxDifference = 1

/** Milliseconds by which those of all may differ. */
const maxDifferenceOfAll = 5

async function tryTimes(run: Run, vessel: Vessel, { rejections, expected }: Asked): Promise<void> {
  const times = new Map<Rejection, number[]>(rejections.map((rejection) => [rejection, []]))
  const order = fc.shuffledSubarray([...rejections], { minLength: rejections.length })
  const rounds = run.many({ short: 1, long: 400 })
  for (const round of fc.sample(order, { seed: run.seed, numRuns: rounds })) {
    vessel.errors.length = 0
    for (const rejection of round) {
      await run.try(`answers ${rejection.what} in its turn`, async () => {
        const answer = await send(vessel, 'by htmx', rejection)
        times.get(rejection)?.push(answer.took)
        assert.equal(answerText(answer), expected)
      })
    }
  }
  const medians = rejections.map((one) => [one, medianOf(times.get(one) ?? [])] as const)
  if (rounds < 100) return
  for (const [{ what, secret = false }, median] of medians.toSorted(
    ([, one], [, other]) => one - other,
  )) {
    process.stderr.write(`  ${median.toFixed(3)} ms ${secret ? '*' : ' '} ${what}\n`)
  }
  const alike = medians.filter(([{ secret }]) => secret === true)
  for (const [what, some, most] of [
    ['texts of our form that are not authentic', alike, maxDifference],
    ['all refusals', medians, maxDifferenceOfAll],
  ] as const) {
    await run.try(`${what} take as long`, () => {
      const all = some.map(([, median]) => median)
      assert.ok(Math.max(...all) - Math.min(...all) <= most, all.join())
    })
  }
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0
}

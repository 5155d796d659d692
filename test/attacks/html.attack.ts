import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { elementsOf } from '../nunjucks/render-page.ts'
import { assertLocal } from './documented.ts'
import type { Family, Run } from './family.ts'
import { fuzz } from './fuzz.ts'
import { createMirror, type Point, points, wordsWith } from './html/mirror.ts'
import { hostileText, payloads, tamed, urls } from './html/payloads.ts'
import { type Mirrored, stepsOf } from './html/steps.ts'
import { some } from './some.ts'
import { type Answer, listen } from './wire.ts'

export const family: Family = {
  name: 'html',
  aims: 'a text that becomes an element, an attribute, a script, or a line in a head',
  async attack(run) {
    const { app, mirror } = createMirror()
    const site = { mirror, wire: await listen(app) }
    for (const point of points) await tryPoint(run, site, point)
  },
}

async function tryPoint(run: Run, site: Mirrored, point: Point): Promise<void> {
  const steps = Object.keys(stepsOf[point])
  const named = Object.entries(payloads).slice(0, run.many({ short: 1, long: 99 }))
  const own = urlPoints.includes(point) ? urls.map((url) => [url, url] as const) : []
  const all = [...named, ...own].flatMap(([name, payload]) =>
    steps.map((step) => ({ name, payload, step })),
  )
  for (const { name, payload, step } of some(run, all, 3)) {
    await run.try(`${name} as ${point}, in ${step}`, () => tryStep(site, { point, step, payload }))
  }
  await fuzz(run, {
    what: `a hostile text as ${point}`,
    cases: fc.tuple(hostileText, fc.constantFrom(...steps)),
    many: { short: 1, long: 200 },
    attempt: ([payload, step]) => tryStep(site, { point, step, payload }),
  })
}

interface Tried {
  readonly point: Point
  readonly step: string
  readonly payload: string
}

/** Places where a URL is meant. */
const urlPoints: readonly Point[] = ['url', 'pushed', 'location']

/** Places whose texts are the app's own words: a wrong one is a mistake that is told, not sent. */
const ownWords: readonly Point[] = [
  ...urlPoints,
  ...(['event', 'refreshed', 'detailName', 'fileType'] as const),
]

/** A text of the same length that means nothing; `undefined` for the usual one of its place. */
function harmlessFor(point: Point, payload: string): string | undefined {
  // A flash that can't be one is no longer there at all.
  const isDropped = point === 'flash' && !/^[\w.~-]*$/.test(payload)
  return isDropped || ownWords.includes(point) ? undefined : tamed(payload)
}

/** Asks twice, with the payload and with a word as long: both answers have to be made alike. */
async function tryStep(site: Mirrored, { point, step, payload }: Tried): Promise<void> {
  const ask = (word?: string) => {
    site.mirror.words = wordsWith(point, word)
    return stepsOf[point][step]?.(site, site.mirror.words) as Promise<Answer>
  }
  const answer = await ask(payload)
  assertHead(answer)
  if (ownWords.includes(point) && answer.status === 500) return assertSilent(answer)
  const harmless = await ask(harmlessFor(point, payload))
  assert(harmless.status < 500, harmless.text.slice(0, 200))
  assert.equal(answer.status, harmless.status, answer.text.slice(0, 200))
  const names = new Set(Object.keys(harmless.headers))
  assert.deepEqual(
    Object.keys(answer.headers).filter((name) => !names.has(name)),
    [],
  )
  if (!isHtml(answer)) return
  assert.deepEqual(shapeOf(answer), shapeOf(harmless))
  assertAttributes(answer)
}

function isHtml({ headers }: Answer): boolean {
  return headers['content-type']?.startsWith('text/html') === true
}

/** Element and attribute names, without any value. */
function shapeOf({ text }: Answer): string[] {
  return elementsOf(text).map(
    ({ name, attributes }) => `${name}[${Object.keys(attributes).toSorted().join(' ')}]`,
  )
}

/** Attributes that a browser or htmx acts upon. */
function assertAttributes({ text }: Answer): void {
  for (const { attributes } of elementsOf(text)) {
    for (const [name, value] of Object.entries(attributes)) {
      assert.doesNotMatch(name, /^(?:data-)?(?:hx-)?on/)
      if (/^(?:href|src|action|formaction)$/.test(name)) assertLocal(value)
      if (name === 'hx-vals' || name === 'data-public') assert.doesNotThrow(() => JSON.parse(value))
      else if (/^(?:data-)?hx-/.test(name)) assert.match(value, /^[\w\s#/:.-]*$/)
    }
  }
}

function assertHead({ headers }: Answer): void {
  for (const [name, value] of Object.entries(headers)) {
    assert.match(`${name}: ${String(value)}`, /^[\x20-\x7e]*$/)
    if (/^(?:location|hx-(?:redirect|location|push-url|replace-url))$/.test(name))
      assertLocal(String(value))
  }
  assert.doesNotMatch(String(headers['set-cookie']), /evil|a=b/)
}

/** What was refused is not told to the browser. */
function assertSilent({ text }: Answer): void {
  assert.doesNotMatch(text, /alert|evil|script/)
}

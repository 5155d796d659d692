import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRandom } from './random.ts'
import { fitSlope, type Point } from './slope.ts'

/** Memory as it is seen: a line with ups and downs, each of which lasts for a few points. */
function walk(seed: number, growth: number): Point[] {
  const { unit } = createRandom(seed)
  let above = 0
  return Array.from({ length: 150 }, (_, index) => {
    above = 0.6 * above + unit() - 0.5
    return [index, 50 + growth * index + above]
  })
}

describe('fitSlope', () => {
  it('finds a line', () => {
    const { slope, error } = fitSlope([0, 1, 2, 3].map((x) => [x, 7 + 2 * x]))
    assert.ok(Math.abs(slope - 2) < 1e-9)
    assert.ok(error < 1e-9)
  })

  it('names an error that holds the truth in most runs, whether there is growth or not', () => {
    for (const growth of [0, 0.05]) {
      const fits = Array.from({ length: 200 }, (_, seed) => fitSlope(walk(seed, growth)))
      const right = fits.filter(({ slope, error }) => Math.abs(slope - growth) <= error)
      assert.ok(right.length >= 180, `${right.length} of 200`)
    }
  })

  it('tells growth from none', () => {
    const [flat, growing] = [fitSlope(walk(1, 0)), fitSlope(walk(1, 0.05))]
    assert.ok(flat.slope - flat.error < 0)
    assert.ok(growing.slope - growing.error > 0.03)
  })

  it('claims nothing by two points', () => {
    const fit = fitSlope([
      [0, 1],
      [1, 100],
    ])
    assert.equal(fit.slope - fit.error, Number.NEGATIVE_INFINITY)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMeter, timed, timedSeal } from '../../server/core/meter.ts'

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

describe('timed', () => {
  it('adds the time of each run to its part, and gives back what that returns', async () => {
    const meter = createMeter()
    assert.equal(await timed(meter, 'load', () => work(3) ?? 'a'), 'a')
    assert.equal(await timed(meter, 'load', async () => 'b'), 'b')
    const first = meter.durations.load
    assert.ok(first >= 3, `${first}`)
    await timed(meter, 'load', () => work(3))
    assert.ok(meter.durations.load >= first + 3)
    assert.deepEqual({ ...meter.durations, load: 0 }, createMeter().durations)
  })

  it('counts what fails', async () => {
    const meter = createMeter()
    const bug = new Error('bug')
    const run = () => (work(3), Promise.reject(bug))
    await assert.rejects(timed(meter, 'method', run), (error) => error === bug)
    assert.ok(meter.durations.method >= 3)
  })

  it('counts no moment twice: sealing is not part of what it happens in', async () => {
    const meter = createMeter()
    const seal = () => timedSeal(meter, () => (work(5), 'sealed'))
    seal()
    const start = performance.now()
    await timed(meter, 'render', () => (work(5), seal(), seal()))
    const total = performance.now() - start
    const { render, seal: sealing } = meter.durations
    assert.ok(render >= 5 && sealing >= 15, `${render}, ${sealing}`)
    assert.ok(render + 10 <= total, `${render} of ${total}`)
    assert.deepEqual([meter.states, meter.sealed], [3, 'sealed'.length * 3])
  })

  it('counts a drawing in a method as drawing', async () => {
    const meter = createMeter()
    const start = performance.now()
    await timed(meter, 'method', async () => {
      work(3)
      await timed(meter, 'render', () => timed(meter, 'load', () => work(5)))
    })
    const total = performance.now() - start
    const { method, render, load } = meter.durations
    assert.ok(method >= 3 && load >= 5, `${method}, ${load}`)
    assert.ok(method + render + load <= total, `${method} + ${render} + ${load} of ${total}`)
  })

  it('counts a part in a part for itself, whatever they are', async () => {
    for (const part of ['unseal', 'load', 'method', 'render'] as const) {
      const meter = createMeter()
      const outer = part === 'load' ? 'method' : 'load'
      await timed(meter, outer, () => timed(meter, part, () => work(5)))
      assert.ok(meter.durations[part] >= 5, part)
      assert.ok(meter.durations[outer] < 4 && meter.durations[outer] >= 0, part)
    }
  })

  it('measures nothing where nobody wants to know', async () => {
    assert.equal(await timed(undefined, 'load', () => 'a'), 'a')
    assert.equal(
      timedSeal(undefined, () => 'sealed'),
      'sealed',
    )
  })
})

import { failures, longFailures } from '../cluster/failures.ts'
import { type Recovery, startTorment } from '../cluster/torment.ts'
import type { Family } from './family.ts'

export const family: Family = {
  name: 'cluster',
  aims: 'killed machines, deploys and new keys under several processes: nothing lost, nothing done twice',
  async attack(run) {
    const torment = await startTorment(2)
    try {
      const all = [...failures, ...longFailures.slice(0, run.many({ short: 0, long: 99 }))]
      for (const failure of all) print(await torment.suffer(failure))
      const { totals, rounds, seen } = await torment.settle()
      console.error('# writes', totals, 'rounds of the story', rounds, seen)
      run.count(totals.done + totals.refused + totals.unknown)
    } finally {
      await torment.close()
    }
  },
}

function print({ name, mended, lasted, done, failed }: Recovery): void {
  const times = `all there after ${seconds(mended)}, failures for ${seconds(lasted)}`
  console.error(`# ${name}: ${times}; ${done} writes confirmed, ${failed} not`)
}

function seconds(time: number): string {
  return `${(time / 1000).toFixed(1)} s`
}

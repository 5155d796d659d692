import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { judge, sampleLine, table } from './soak/report.ts'
import { runSoak } from './soak/run-soak.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string' },
    out: { type: 'string' },
  },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const minutes = Number(values.minutes)
if (!Number.isSafeInteger(seed)) throw new TypeError('--seed takes a whole number.')
if (!(minutes > 0)) throw new TypeError('--minutes takes a number above 0.')

const say = (text: string) => void process.stdout.write(`${text}\n`)
say(`seed ${seed}, ${minutes} minutes`)
const report = await runSoak({
  seed,
  seconds: minutes * 60,
  interval: 10,
  visitors: 48,
  cpu: 0.7,
  onSample: (sample) => say(sampleLine(sample)),
})
const wrong = judge(report)
say(table(report))
for (const what of wrong) say(`WRONG ${what}`)
if (values.out !== undefined) {
  await writeFile(values.out, JSON.stringify({ ...report, wrong }, null, 2))
}
if (wrong.length > 0) process.exitCode = 1

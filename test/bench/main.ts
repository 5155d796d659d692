import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { leaveLastCore } from './peer-process.ts'
import { plot } from './plot.ts'
import { profile } from './profile.ts'
import { table, toJson } from './report.ts'
import { caseNames, runBench } from './run-bench.ts'

/*
 * Measures what components cost over the same pages by hand, in CPU of the server:
 * `npm run bench -- [--rounds NUMBER] [--seconds NUMBER] [--case NAME …] [--compare REF] [--out FILE] [--plot FILE]`.
 * `npm run bench -- --profile --case NAME …` tells where the time of these goes instead.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '0.5' },
    case: { type: 'string', multiple: true, default: [] },
    compare: { type: 'string' },
    out: { type: 'string' },
    plot: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
if (!Number.isSafeInteger(rounds) || rounds < 1)
  throw new TypeError('--rounds takes a whole number from 1 on.')
if (!(seconds > 0)) throw new TypeError('--seconds takes a number above 0.')
if (values.profile && values.case.length === 0) throw new TypeError('--profile needs a --case.')
const unknown = values.case.filter((name) => !caseNames.includes(name))
if (unknown.length > 0) {
  throw new TypeError(`No case ${unknown.join(', ')}. There are: ${caseNames.join(', ')}.`)
}

/** V8 takes its time however short the rounds are. */
const warmUp = 2000

leaveLastCore()
const print = (text: string) => void process.stdout.write(`${text}\n`)
if (values.profile) for (const name of values.case) print(await profile(name, 10_000 * seconds))
else await measure()

async function measure(): Promise<void> {
  const results = await runBench({
    rounds,
    milliseconds: seconds * 1000,
    warmUp,
    chosen: values.case,
    compare: values.compare,
    onRound: (round) => void process.stderr.write(`round ${round + 1} of ${rounds}\n`),
  })
  const json = await toJson(results)
  print(table(json))
  if (values.out !== undefined) await writeFile(values.out, JSON.stringify(json, null, 2))
  if (values.plot !== undefined) await writeFile(values.plot, plot(json))
}

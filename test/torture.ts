import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readFamilies } from './attacks/families.ts'
import { type Outcome, runFamily } from './attacks/family.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, out: { type: 'string' }, short: { type: 'boolean' } },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
if (!Number.isSafeInteger(seed)) throw new TypeError('--seed takes a whole number.')

const outcomes: Record<string, Outcome> = {}
process.stdout.write(`seed ${seed}\n`)
for (const family of await readFamilies()) {
  if (positionals.length > 0 && !positionals.includes(family.name)) continue
  const outcome = await runFamily(family, { seed, long: values.short !== true })
  outcomes[family.name] = outcome
  process.stdout.write(`${lineOf(family.name, outcome)}\n`)
  for (const escape of outcome.escapes) process.stdout.write(`  ESCAPED ${escape}\n`)
}
const all = Object.values(outcomes)
const total: Outcome = {
  cases: all.reduce((sum, { cases }) => sum + cases, 0),
  escapes: all.flatMap(({ escapes }) => escapes),
  took: all.reduce((sum, { took }) => sum + took, 0),
}
process.stdout.write(`${lineOf('all', total)}\n`)
if (values.out !== undefined) await writeFile(values.out, JSON.stringify(toJson(), null, 2))
if (total.cases === 0 || total.escapes.length > 0) process.exitCode = 1

function lineOf(name: string, { cases, escapes, took }: Outcome): string {
  const columns = [
    String(cases).padStart(9),
    'cases',
    String(escapes.length).padStart(3),
    'escaped',
  ]
  return `${name.padEnd(18)} ${columns.join(' ')} ${(took / 1000).toFixed(1).padStart(7)} s`
}

function toJson() {
  const entries = Object.entries(outcomes).map(([name, { cases, escapes }]) => [
    name,
    { cases, escaped: escapes.length },
  ])
  return { seed, families: Object.fromEntries(entries) }
}

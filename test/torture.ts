import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { collectCleanUps } from './at-end.ts'
import { familyNames, readFamilies } from './attacks/families.ts'
import { type Family, type Outcome, runFamily } from './attacks/family.ts'

/*
 * Runs the families of `attacks/` in their long form and prints a table of what was tried and what got through:
 * `npm run torture -- [--seed NUMBER] [--short] [--out FILE] [FAMILY …]`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, out: { type: 'string' }, short: { type: 'boolean' } },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
if (!Number.isSafeInteger(seed)) throw new TypeError('--seed takes a whole number.')

const endRun = collectCleanUps()
const outcomes: Record<string, Outcome> = {}
// Before any of them runs: what a file leaves open when it is imported, all may share.
const families = await readFamilies(choose(await familyNames(), positionals))
print(`seed ${seed}`)
for (const family of families) {
  outcomes[family.name] = await runAlone(family)
  printOutcome(family.name, outcomes[family.name] as Outcome)
}
await endRun()
const total = sumOf(Object.values(outcomes))
print(lineOf('all', total))
if (values.out !== undefined) await writeFile(values.out, JSON.stringify(toJson(), null, 2))
if (total.escapes.length > 0) process.exitCode = 1

/** All of them where none is named. */
function choose(known: readonly string[], named: readonly string[]): readonly string[] {
  const unknown = named.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new TypeError(`No family ${unknown.join(', ')}. There are: ${known.join(', ')}.`)
  }
  return named.length === 0 ? known : known.filter((name) => named.includes(name))
}

/** Whatever it leaves open is closed behind it, and whatever it throws where nobody waits is an escape as well. */
async function runAlone(family: Family): Promise<Outcome> {
  const strays: string[] = []
  const note = (error: unknown) => void strays.push(`outside of a case: ${String(error)}`)
  process.on('uncaughtException', note)
  const end = collectCleanUps()
  const outcome = await runFamily(family, { seed, long: values.short !== true })
  await end().catch(note)
  process.off('uncaughtException', note)
  return { ...outcome, escapes: [...outcome.escapes, ...strays] }
}

function sumOf(all: readonly Outcome[]): Outcome {
  return {
    cases: all.reduce((sum, { cases }) => sum + cases, 0),
    escapes: all.flatMap(({ escapes }) => escapes),
    took: all.reduce((sum, { took }) => sum + took, 0),
  }
}

function printOutcome(name: string, outcome: Outcome): void {
  print(lineOf(name, outcome))
  for (const escape of outcome.escapes) print(`  ESCAPED ${escape}`)
}

function lineOf(name: string, { cases, escapes, took }: Outcome): string {
  const columns = [
    String(cases).padStart(9),
    'cases',
    String(escapes.length).padStart(3),
    'escaped',
  ]
  return `${name.padEnd(18)} ${columns.join(' ')} ${(took / 1000).toFixed(1).padStart(7)} s`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function toJson() {
  const entries = Object.entries(outcomes).map(([name, { cases, escapes }]) => [
    name,
    { cases, escaped: escapes.length },
  ])
  return { seed, families: Object.fromEntries(entries) }
}

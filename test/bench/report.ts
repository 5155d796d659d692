import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { Weighed } from './bytes.ts'
import { goalCases, growthCases } from './cases.ts'
import { base, type Measured, type MeasuredSide, type Results } from './run-bench.ts'
import { median } from './statistics.ts'

/** A case as it is written down: its ratio and goal, and figures by side. */
export interface Entry {
  readonly ratio?: number
  readonly goal?: number
  /** Lowest and highest ratio of a round. */
  readonly spread?: readonly [number, number]
  /** The working tree over the commit that it is compared with. */
  readonly change?: number
  readonly [side: string]: Figures | number | readonly [number, number] | undefined
}

/** `microseconds`, with `low` and `high` of the rounds, and the bytes of an answer; or what was weighed. */
export type Figures = Readonly<Record<string, number>>

/** What `--out` writes. */
export interface Json {
  readonly commit: string
  readonly compared?: string
  readonly rounds: number
  /** `load` is what others had the machine do in the minute before. */
  readonly machine: { readonly cpu: string; readonly cores: number; readonly load: number }
  readonly versions: Readonly<Record<string, string>>
  /** What there are goals for. */
  readonly cases: Readonly<Record<string, Entry>>
  readonly more: Readonly<Record<string, Entry>>
  /** The ratio is the fitted exponent; figures by size. */
  readonly growth: Readonly<Record<string, Entry>>
}

/** Writes a run down. */
export async function toJson(results: Results): Promise<Json> {
  const { commit, compared, load, measured, ...bytes } = results
  const timed = (isOurs: (name: string) => boolean) =>
    Object.fromEntries(
      measured
        .filter(({ name }) => isOurs(name))
        .map((each) => [each.name, toEntry(each, measured)]),
    )
  return {
    commit,
    ...(compared !== undefined && { compared }),
    rounds: measured[0]?.ratios.length ?? 0,
    machine: { cpu: cpus()[0]?.model ?? '', cores: cpus().length, load: round(load) },
    versions: await versions(),
    cases: { ...timed(isGoal), ...weights(bytes) },
    more: timed((name) => !isGoal(name) && !isGrowth(name)),
    growth: timed(isGrowth),
  }
}

function isGoal(name: string): boolean {
  return goalCases.some((each) => each.name === name)
}

function isGrowth(name: string): boolean {
  return growthCases.some((each) => each.name === name)
}

function toEntry({ name, ratio, ratios, goal, sides }: Measured, all: readonly Measured[]): Entry {
  const figures = Object.entries(sides).map(([side, of]) => [side, toFigures(of)] as const)
  const limit = name === 'page-1000' ? sameAsHundred(all) : goal
  return {
    ...(!Number.isNaN(ratio) && { ratio: round(ratio), spread: spreadOf(ratios) }),
    ...(limit !== undefined && { goal: round(limit) }),
    ...changeOf(sides),
    ...Object.fromEntries(figures),
  }
}

function spreadOf(ratios: readonly number[]): [number, number] {
  return [round(Math.min(...ratios)), round(Math.max(...ratios))]
}

/** A thousand items may cost what ten times a hundred do, and 15 % more; nothing is said where these were left out. */
function sameAsHundred(all: readonly Measured[]): number | undefined {
  const hundred = all.find(({ name }) => name === 'page-100')
  return hundred && hundred.ratio * 1.15
}

function changeOf({ sealwax, [base]: other }: Measured['sides']): Pick<Entry, 'change'> {
  if (sealwax === undefined || other === undefined) return {}
  return { change: round(median(sealwax.costs.map((cost, at) => cost / (other.costs[at] ?? NaN)))) }
}

function toFigures({ costs, size }: MeasuredSide): Figures {
  return {
    microseconds: round(median(costs)),
    low: round(Math.min(...costs)),
    high: round(Math.max(...costs)),
    ...size,
  }
}

function weights({ weighed, weighedBase }: Pick<Results, 'weighed' | 'weighedBase'>) {
  const entries = weighed.map(({ name, ratio, goal, sealwax, hand }): [string, Entry] => {
    const other = weighedBase.find((each: Weighed) => each.name === name)
    const compared = other && { change: round(ratio / other.ratio), [base]: rounded(other.sealwax) }
    const ours = { ratio: round(ratio), goal, sealwax: rounded(sealwax), hand: rounded(hand) }
    return [name, { ...ours, ...compared }]
  })
  return Object.fromEntries(entries)
}

function rounded(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]))
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}

const packages = ['koa', '@koa/router', 'koa-session', 'nunjucks', 'superjson', 'libsql', 'zod']

async function versions(): Promise<Record<string, string>> {
  const found: Record<string, string> = { node: process.version, openssl: process.versions.openssl }
  for (const name of [...packages, 'htmx.org', 'autocannon']) {
    const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
    found[name] = JSON.parse(await readFile(file, 'utf8')).version
  }
  return found
}

/** All of it as lines of text. */
export function table({ cases, more, growth, ...run }: Json): string {
  const rows = Object.entries({ ...cases, ...more, ...growth }).map(([name, entry]) =>
    rowOf(name, entry),
  )
  const about = `commit ${run.commit}, ${run.rounds} rounds, ${run.machine.cpu}, load ${run.machine.load}`
  return [
    about,
    rowText(['case', 'ratio', 'spread', 'goal', '', 'change', 'µs, or bytes']),
    ...rows,
  ].join('\n')
}

function rowOf(name: string, entry: Entry): string {
  const { ratio, goal, spread, change, ...sides } = entry
  const verdict = goal === undefined || ratio === undefined ? '' : ratio <= goal ? 'yes' : 'NO'
  const figures = Object.entries(sides).map(([side, values]) => `${side} ${figuresText(values)}`)
  return rowText([
    name,
    numberText(ratio),
    spread === undefined ? '' : spread.map(numberText).join('–'),
    numberText(goal),
    verdict,
    numberText(change),
    figures.join('  '),
  ])
}

function figuresText(values: Entry[string]): string {
  const { microseconds, ...others } = values as Figures
  if (microseconds !== undefined) return String(microseconds)
  return Object.entries(others)
    .map(([name, value]) => `${name} ${value}`)
    .join(' ')
}

function numberText(value: number | undefined): string {
  return value?.toFixed(2) ?? ''
}

const widths = [22, 7, 13, 6, 4, 7]

function rowText(cells: readonly string[]): string {
  return cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join(' ')
    .trimEnd()
}

import { loadavg } from 'node:os'
import { join } from 'node:path'
import { type Weighed, weighCase, weighed } from './bytes.ts'
import { type Case, type Costs, goalCases, growthCases, moreCases } from './cases.ts'
import { canClick } from './click.ts'
import { createPeers, type Peers, type Probe } from './probes.ts'
import { type Stage, stage } from './stage.ts'
import { median } from './statistics.ts'

/** How a run is made. */
export interface BenchOptions {
  readonly rounds: number
  /** CPU that one measurement takes about. */
  readonly milliseconds: number
  /** CPU that each side takes before anything counts. */
  readonly warmUp: number
  /** Names of cases; all where the list is empty. */
  readonly chosen: readonly string[]
  /** Commit to measure beside the working tree. */
  readonly compare?: string | undefined
  readonly onRound?: (round: number) => void
}

/** One case, as it was measured. */
export interface Measured {
  readonly name: string
  readonly goal: number | undefined
  /** The median of the rounds' ratios, each of measurements that were made side by side. */
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly sides: Readonly<Record<string, MeasuredSide>>
}

/** One side of a case. */
export interface MeasuredSide {
  /** Microseconds of each round. */
  readonly costs: readonly number[]
  readonly size: Probe['size']
}

/** What a run found. */
export interface Results {
  readonly commit: string
  readonly compared: string | undefined
  /** How busy the machine was in the minute before. */
  readonly load: number
  readonly measured: readonly Measured[]
  readonly weighed: readonly Weighed[]
  /** What the commit to compare with weighs. */
  readonly weighedBase: readonly Weighed[]
}

/** Side of the commit to compare with. */
export const base = 'base'

const allCases = [...goalCases, ...moreCases, ...growthCases]

/** Names that may be chosen. */
export const caseNames = [...allCases.map(({ name }) => name), ...weighed]

/** Measures, side by side, round by round. */
export async function runBench(options: BenchOptions): Promise<Results> {
  const { chosen, compare } = options
  const [load = NaN] = loadavg()
  const stages: Stage[] = []
  const peers = createPeers()
  const isChosen = (name: string) => chosen.length === 0 || chosen.includes(name)
  const build = async (ref?: string) => {
    const built = await stage(ref)
    stages.push(built)
    return built
  }
  try {
    const ours = await build()
    const theirs = compare === undefined ? undefined : await build(compare)
    const probed: Probed[] = []
    for (const each of allCases.filter((one) => isChosen(one.name) && isPossible(one))) {
      probed.push({ ...each, probes: await probesOf(each, peers, { ours, theirs }) })
    }
    const names = weighed.filter(isChosen)
    return {
      commit: ours.commit,
      compared: theirs?.commit,
      load,
      measured: await measureAll(probed, options),
      weighed: await weighAll(names, peers, { tree: ours, ours }),
      weighedBase: theirs === undefined ? [] : await weighAll(names, peers, { tree: theirs, ours }),
    }
  } finally {
    await peers.close()
    for (const each of stages) await each.close()
  }
}

function isPossible({ sides }: Case): boolean {
  return canClick() || !Object.values(sides).some((side) => 'click' in side)
}

interface Probed extends Case {
  readonly probes: readonly (readonly [side: string, probe: Probe])[]
}

interface Trees {
  readonly ours: Stage
  readonly theirs: Stage | undefined
}

async function probesOf({ sides }: Case, peers: Peers, { ours, theirs }: Trees) {
  const probes: [string, Probe][] = []
  for (const [name, side] of Object.entries(sides)) {
    probes.push([name, await peers.probe(side, ours)])
    if (name === 'sealwax' && theirs !== undefined) {
      probes.push([base, await peers.probe(side, theirs)])
    }
  }
  return probes
}

async function measureAll(
  probed: readonly Probed[],
  { rounds, milliseconds, warmUp, onRound }: BenchOptions,
): Promise<Measured[]> {
  for (const { probes } of probed) for (const [, probe] of probes) await warm(probe, warmUp)
  const found = probed.map(() => [] as Costs[])
  for (let round = 0; round < rounds; round++) {
    onRound?.(round)
    for (const [at, { probes }] of probed.entries()) {
      found[at]?.push(await measureRound(rotated(probes, round), milliseconds))
    }
  }
  return probed.map((each, at) => summarise(each, found[at] ?? []))
}

/** Until V8 has compiled what matters, and it is known how many requests take that long. */
async function warm(probe: Probe, milliseconds: number): Promise<void> {
  await probe.measure(milliseconds / 4)
  await probe.measure(milliseconds)
}

/** Whoever goes first in one round goes last in another. */
function rotated<T>(list: readonly T[], by: number): T[] {
  const first = by % list.length
  return [...list.slice(first), ...list.slice(0, first)]
}

async function measureRound(probes: Probed['probes'], milliseconds: number): Promise<Costs> {
  const costs: Record<string, number> = {}
  for (const [side, probe] of probes) costs[side] = await probe.measure(milliseconds)
  return costs
}

function summarise(
  { name, goal, probes, ratio = overHand }: Probed,
  rounds: readonly Costs[],
): Measured {
  const ratios = rounds.map(ratio)
  const sides = probes.map(([side, { size }]): [string, MeasuredSide] => [
    side,
    { costs: rounds.map((costs) => costs[side] ?? NaN), size },
  ])
  return { name, goal, ratio: median(ratios), ratios, sides: Object.fromEntries(sides) }
}

function overHand({ sealwax = NaN, hand = NaN }: Costs): number {
  return sealwax / hand
}

interface WeighedTrees {
  readonly tree: Stage
  readonly ours: Stage
}

async function weighAll(
  names: readonly string[],
  peers: Peers,
  { tree, ours }: WeighedTrees,
): Promise<Weighed[]> {
  if (names.length === 0) return []
  const { port: sealwaxPort } = await peers.start(tree, 'sealwax')
  const { port: handPort } = await peers.start(ours, 'hand')
  const script = join(tree.folder, 'public/sealwax.js')
  return Promise.all(names.map((name) => weighCase(name, { sealwaxPort, handPort, script })))
}

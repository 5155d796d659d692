import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import type { CensusKind } from './census.ts'
import { type DemoProcess, openFiles, startDemoProcess } from './demo-process.ts'
import { leaveUnderWay } from './leave.ts'
import { createLoad, type Load } from './load.ts'
import { keepPace, type Pace } from './pace.ts'
import { createRandom } from './random.ts'
import { type Report, type Rest, type Sample, warmUpOf, warmUpPart } from './report.ts'
import { fitSlope } from './slope.ts'
import { createTally, type Tally } from './tally.ts'

export interface SoakOptions {
  readonly seed: number
  /** Seconds of load. */
  readonly seconds: number
  /** Seconds from one sample to the next. */
  readonly interval: number
  readonly visitors: number
  /** Part of one core that the server is to use. */
  readonly cpu: number
  /** Told of each sample. */
  readonly onSample?: (sample: Sample) => void
}

/** What a run works with. */
interface Run extends SoakOptions {
  readonly server: DemoProcess
  readonly load: Load
  readonly tally: Tally
  readonly pace: Pace
}

const megabyte = 1024 * 1024

/** Runs the demo under load for a while, watches its memory, and has it leave in the middle of work. */
export async function runSoak(options: SoakOptions): Promise<Report> {
  const server = await startDemoProcess()
  try {
    return await soak(server, options)
  } finally {
    await server.close()
  }
}

async function soak(server: DemoProcess, options: SoakOptions): Promise<Report> {
  const { seed, visitors, cpu, seconds } = options
  const tally = createTally()
  const { port, key } = server
  const load = createLoad({ port, key, tally, random: createRandom(seed), foreign: [] }, visitors)
  const before = await restOf(server)
  await load.each()
  load.start()
  const pace = keepPace(server, load, cpu)
  const { samples, grown } = await watch({ ...options, server, load, tally, pace })
  await pace.stop()
  await load.stop()
  load.leave()
  await pass(300)
  const rest = { before, after: await restOf(server) }
  const leaving = await leaveUnderWay(server)
  const warmUp = warmUpOf(samples, seconds)
  const { troubles } = tally
  const slopes = slopesOf(samples, warmUp)
  return {
    seed,
    seconds,
    warmUp,
    samples,
    slopes,
    kinds: tally.kinds(),
    troubles,
    grown,
    rest,
    leaving,
  }
}

async function watch(run: Run) {
  const { seconds, interval, onSample } = run
  const samples: Sample[] = []
  let grown: readonly string[] = []
  const begun = performance.now()
  for (let due = interval; due <= seconds; due += interval) {
    await pass(Math.max(0, begun + due * 1000 - performance.now()))
    const at = (performance.now() - begun) / 1000
    const { grown: others, ...sample } = await takeSample(run, at, censusAt(run, samples.length))
    samples.push(sample)
    onSample?.(sample)
    grown = others
  }
  return { samples, grown }
}

/** Looks at everything each minute, and at the end; what is new while a server warms up is no growth. */
function censusAt({ seconds, interval }: Run, index: number): CensusKind {
  const [now, next] = [(index + 1) * interval, (index + 2) * interval]
  if (index > 0 && now % 60 > 0 && next <= seconds) return 'some'
  return index === 0 || now <= seconds * warmUpPart ? 'first' : 'growth'
}

async function takeSample(run: Run, at: number, census: CensusKind) {
  const { server, load, tally, pace } = run
  const cpu = await pace.busy()
  const { count: requests, p99 } = tally.recent()
  const measured = await load.pause(() => server.ask({ census }))
  const { rss, heap, external, resources, delay, caches, grown } = measured
  return {
    at,
    isWhole: census !== 'some',
    rss: rss / megabyte,
    heap: heap / megabyte,
    external: external / megabyte,
    openFiles: (await openFiles(server)).length,
    sockets: resources['TCPSocketWrap'] ?? 0,
    rate: load.rate,
    cpu,
    delay,
    p99,
    requests,
    caches,
    grown,
    ...(await filesOf(server)),
  }
}

async function filesOf({ filesFolder }: DemoProcess) {
  const [uploads, letters] = await Promise.all(
    ['uploads', 'letters'].map(async (name) => (await readdir(join(filesFolder, name))).length),
  )
  return { uploads: uploads ?? 0, letters: letters ?? 0 }
}

async function restOf(server: DemoProcess): Promise<Rest> {
  const { resources } = await server.ask({ census: 'some' })
  const { uploads } = await filesOf(server)
  return {
    openFiles: await openFiles(server),
    sockets: resources['TCPSocketWrap'] ?? 0,
    uploads,
  }
}

function slopesOf(samples: readonly Sample[], warmUp: number): Report['slopes'] {
  const warm = samples.filter(({ at, isWhole }) => isWhole && at > warmUp)
  const of = (name: 'rss' | 'heap') =>
    fitSlope(warm.map((sample) => [sample.at / 3600, sample[name]]))
  return { rss: of('rss'), heap: of('heap') }
}

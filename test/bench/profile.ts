import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { goalCases, moreCases, type Side } from './cases.ts'
import { createLoad } from './load.ts'
import { startPeer } from './peer-process.ts'
import { type Stage, stage } from './stage.ts'

/** Where the time of a function goes to; the first that fits. */
const groups: readonly (readonly [group: string, place: RegExp])[] = [
  ['collecting garbage', /^\(garbage collector\)/],
  ['sealwax: seal', /server\/core\/seal/],
  ['sealwax: codec', /server\/core\/codec/],
  ['sealwax: instances', /server\/core/],
  ['sealwax: words of templates', /server\/nunjucks\/words/],
  ['sealwax: drawing', /server\/nunjucks/],
  ['sealwax: route and session', /server\/koa/],
  ['schemas', /node_modules\/zod/],
  ['database', /node_modules\/@?libsql|peers\/store|demo\/batch/],
  ['components and pages', /test\/bench/],
  ['Nunjucks and its templates', /node_modules\/nunjucks|^(root|b_\w+|macro_\w+) $/],
  ['superjson', /node_modules\/superjson/],
  ['node:crypto', /node:internal\/crypto/],
  ['Koa, router, session, cookies', /node_modules/],
  ['node: buffers', /node:(buffer|internal\/buffer)/],
  ['node: http, net, streams', /node:/],
  ['sockets and promises, natively', /^(\(program\)|write\w*|runMicrotasks|consume|\w*shutdown) $/],
  ['code made at run time', / $/],
]

/** Says where the CPU time of a case goes in each of its peers, in microseconds a request. */
export async function profile(name: string, milliseconds: number): Promise<string> {
  const sides = [...goalCases, ...moreCases].find((each) => each.name === name)?.sides ?? {}
  const asking = Object.entries(sides).flatMap(([label, side]) =>
    'asked' in side ? [{ label, side }] : [],
  )
  if (asking.length === 0) throw new TypeError(`${name} asks no server.`)
  const built = await stage()
  try {
    const texts: string[] = []
    for (const { label, side } of asking) {
      texts.push(`${name}, ${label}: ${await profileSide(built, side, milliseconds)}`)
    }
    return texts.join('\n\n')
  } finally {
    await built.close()
  }
}

type AskingSide = Extract<Side, { readonly asked: unknown }>

async function profileSide(built: Stage, side: AskingSide, milliseconds: number): Promise<string> {
  const folder = await mkdtemp(join(built.folder, 'profile-'))
  const flags = ['--cpu-prof', '--cpu-prof-interval=500', '--cpu-prof-dir', folder]
  const peer = await startPeer(built, { run: ['peers/serve.js', side.peer], flags })
  const load = await createLoad(peer.port, side.asked)
  const before = await peer.cpu()
  let answered = 0
  let used = 0
  while (used < milliseconds * 1000) {
    answered += await load(100)
    used = (await peer.cpu()) - before
  }
  await peer.close()
  const cost = used / answered
  return `${Math.round(cost)} µs\n${await summarise(folder, built.folder, cost)}`
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: {
    readonly functionName: string
    readonly url: string
    readonly lineNumber: number
  }
}

/**
 * Shares of the samples, as parts of what a request costs. Counted, not timed: on a busy machine a sample may be long
 * because another process had its turn.
 */
async function summarise(folder: string, root: string, cost: number): Promise<string> {
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.cpuprofile')) ?? ''
  const { nodes, samples } = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile
  const places = new Map(nodes.map((node) => [node.id, placeOf(node, root)]))
  const warm = samples.slice(samples.length / 4).map((id) => places.get(id) ?? '')
  const busy = warm.filter((place) => !place.startsWith('(idle)'))
  const selfTimes = new Map<string, number>()
  const byGroup = new Map<string, number>()
  for (const place of busy) {
    add(selfTimes, place, cost / busy.length)
    add(byGroup, groupOf(place), cost / busy.length)
  }
  return [byGroup, selfTimes].map(linesOf).join('\n\n')
}

function placeOf({ callFrame }: ProfileNode, folder: string): string {
  const { functionName, url, lineNumber } = callFrame
  const file = url
    .replace(/^file:\/\//, '')
    .replace(`${folder}/dist/`, '')
    .replace(/^.*node_modules/, 'node_modules')
  return `${functionName || '(anonymous)'} ${file === '' ? '' : `${file}:${lineNumber + 1}`}`
}

function groupOf(place: string): string {
  return groups.find(([, pattern]) => pattern.test(place))?.[0] ?? 'the rest'
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time)
}

function linesOf(times: ReadonlyMap<string, number>): string {
  const longest = [...times].toSorted(([, a], [, b]) => b - a).slice(0, 25)
  return longest.map(([name, time]) => `${time.toFixed(1).padStart(9)} µs  ${name}`).join('\n')
}

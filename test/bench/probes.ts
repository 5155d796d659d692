import { weigh } from './bytes.ts'
import type { Side } from './cases.ts'
import { createClicks } from './click.ts'
import { createLoad } from './load.ts'
import { type PeerProcess, startPeer } from './peer-process.ts'
import type { Stage } from './stage.ts'
import { ask, createVisitor } from './visitor.ts'

/** Measures one side of a case. */
export interface Probe {
  /** Measures for about that long, and tells microseconds for one time. */
  readonly measure: (milliseconds: number) => Promise<number>
  /** Bytes of an answer, where there is one. */
  readonly size?: { readonly bytes: number; readonly gzip: number }
}

/** Processes and browser of a run: each is started when it is needed first. */
export interface Peers {
  readonly start: (tree: Stage, name: string) => Promise<PeerProcess>
  readonly probe: (side: Side, tree: Stage) => Promise<Probe>
  readonly close: () => Promise<void>
}

export function createPeers(): Peers {
  const started = new Map<string, Promise<PeerProcess>>()
  const clicks = createClicks()
  const start = (tree: Stage, name: string) => {
    const key = `${tree.folder} ${name}`
    const run =
      name === 'micro' ? (['micro/serve.js'] as const) : (['peers/serve.js', name] as const)
    const peer = started.get(key) ?? startPeer(tree, { run })
    started.set(key, peer)
    return peer
  }
  return {
    start,
    async probe(side, tree) {
      if ('operation' in side) return probeOperation(await start(tree, 'micro'), side.operation)
      const peer = await start(tree, side.peer)
      if ('asked' in side) return probeSite(peer, side.asked)
      return { measure: await clicks.open(`http://127.0.0.1:${peer.port}${side.click}`) }
    },
    async close() {
      await clicks.close()
      for (const peer of await Promise.allSettled(started.values())) {
        if (peer.status === 'fulfilled') await peer.value.close()
      }
    },
  }
}

function probeOperation(micro: PeerProcess, name: string): Probe {
  return {
    async measure(milliseconds) {
      const { microseconds } = await micro.ask<{ microseconds: number }>({ name, milliseconds })
      return microseconds
    },
  }
}

type Asked = Extract<Side, { readonly asked: unknown }>['asked']

/** An answer may be so much shorter than the first. */
const almost = 0.9
/** Requests that tell about how many make a measurement. */
const few = 8

/** The CPU that the peer's process used while requests came in, over their number. */
async function probeSite(peer: PeerProcess, asked: Asked): Promise<Probe> {
  const answer = await ask(peer.port, await createVisitor(peer.port, asked))
  const size = weigh(answer)
  const load = await createLoad(peer.port, asked, answer.length * almost)
  const costOf = async (amount: number) => {
    const before = await peer.cpu()
    const answered = await load(amount)
    return ((await peer.cpu()) - before) / answered
  }
  let expected = await costOf(few)
  return {
    size,
    async measure(milliseconds) {
      expected = await costOf(Math.ceil((milliseconds * 1000) / expected))
      return expected
    },
  }
}

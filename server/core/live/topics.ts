import { liveName } from '../component/names.ts'
import { ConfigError, StateRejected } from '../errors.ts'
import type { Instance } from '../instance/visit.ts'
import type { SealedFor } from '../seal/locks.ts'
import type { Sealer } from '../seal/seal.ts'
import type { Toolkit } from '../toolkit.ts'
import type { Bus } from './bus.ts'

const use: SealedFor = { purpose: 'topic', component: liveName }

/** Topics that a page shows, as they were sealed into it. */
export interface ShownTopics {
  readonly topics: readonly string[]
  /** Where the bus stood when what the page shows was read. */
  readonly position: string
}

/** Topics of one component: more are a list that wants a topic of its own. */
const maxTopics = 100

/** Characters of a topic that can stand in a line. */
const topicText = /^[^\p{Cc}\p{Cs}]{1,200}$/u

/** @throws ConfigError unless it is a text of 1 to 200 characters without control characters */
export function checkTopic(topic: unknown): asserts topic is string {
  if (typeof topic === 'string' && topicText.test(topic)) return
  throw new ConfigError(`${JSON.stringify(topic)} can't be a topic: use a short text.`)
}

/**
 * Writes what a page has to hold of a component's topics: which they are, in which version they are shown, both as
 * keyed digests, and sealed, what the stream opens.
 * @returns `KEY.MARK.SEALED`
 * @throws ConfigError when `topics` names something that is no topic
 */
export function writeTopics(instance: Instance, sealer = instance.visit.sealer()): string {
  const { toolkit } = instance.visit
  const { bus, now } = toolkit
  const topics = topicsOf(instance)
  const shown = { topics, position: instance.position ?? '' }
  const lines = topics.join('\n')
  const seconds = Math.floor(now() / 1000)
  const sealed = sealer.seal(`${seconds.toString(36)}\n${shown.position}\n${lines}`, use)
  const isFresh = !topics.some((topic) => bus.hasChanged(topic, shown.position))
  // What changed while it was read has no version that the page could know.
  const mark = isFresh ? markOf(topics, bus, sealer) : ''
  return `${sealer.digest(`key\n${lines}`, liveName).slice(0, 11)}.${mark}.${sealed}`
}

/** A short keyed text that is another one when one of the topics was published. */
export function markOf(topics: readonly string[], bus: Bus, sealer: Sealer): string {
  const versions = topics.map((topic) => bus.versionOf(topic)).join('\n')
  return sealer.digest(`mark\n${versions}`, liveName).slice(0, 8)
}

/**
 * Opens what `writeTopics` sealed.
 * @throws StateRejected when it is of another session or user, or too old
 */
export function openTopics({ now, maxAge }: Toolkit, sealer: Sealer, sealed: string): ShownTopics {
  const [seconds = '', position = '', ...topics] = sealer.unseal(sealed, use).split('\n')
  if (now() - Number.parseInt(seconds, 36) * 1000 > maxAge) throw new StateRejected('old topics')
  return { topics, position }
}

function topicsOf(instance: Instance): readonly string[] {
  const { component, args, publicState, state, loaded, visit } = instance
  // Last, so that nothing else takes their names.
  const words = { args, state, ctx: visit.ctx }
  const self = Object.assign({}, publicState, loaded, words)
  const topics: unknown = component.definition.topics?.(Object.freeze(self))
  if (!Array.isArray(topics) || topics.length > maxTopics) {
    throw new ConfigError(
      `topics of ${component.name} has to return a list of at most ${maxTopics}.`,
    )
  }
  for (const topic of topics) checkTopic(topic)
  return [...new Set<string>(topics)].toSorted()
}

import { randomId } from '../seal/random.ts'
import type { Bus } from './bus.ts'

/** Which topics were published, by the number that each publishing has. */
export interface TopicLog extends Pick<Bus, 'position' | 'hasChanged' | 'versionOf'> {
  /** Random name of the row of numbers. */
  readonly epoch: () => string
  readonly latest: () => number
  readonly numberOf: (topic: string) => number
  /** Notes topics under a number that is higher than all before. */
  readonly note: (topics: readonly string[], number: number) => void
  /** Notes topics under no number of the row, but behind all that were noted so far. */
  readonly touch: (topics: readonly string[]) => void
  /** Begins again with what another log has. */
  readonly replace: (whole: WholeLog) => void
}

/** All that a log knows. */
export interface WholeLog {
  readonly epoch: string
  readonly latest: number
  /** Topics up to this number may be missing. */
  readonly forgotten: number
  /** From the lowest number on. */
  readonly numbers: readonly (readonly [topic: string, number: number])[]
}

/**
 * Makes a log.
 * @param maxTopics how many topics it remembers; the oldest go first
 */
export function createTopicLog(maxTopics: number): TopicLog {
  let epoch = randomId(6)
  let latest = 0
  let forgotten = 0
  /** In the order of their numbers. */
  const numbers = new Map<string, number>()
  const set = (topics: readonly string[], number: number) => {
    for (const topic of topics) setLast(numbers, topic, number)
    while (numbers.size > maxTopics) forgotten = takeFirst(numbers)
  }
  return {
    epoch: () => epoch,
    latest: () => latest,
    numberOf: (topic) => numbers.get(topic) ?? 0,
    position: () => `${epoch}.${latest.toString(36)}`,
    versionOf: (topic) => `${epoch}.${numbers.get(topic) ?? 0}`,
    hasChanged(topic, position) {
      const [name, digits = ''] = position.split('.')
      const number = Number.parseInt(digits, 36)
      // What lies ahead of us was seen elsewhere: we can't tell yet what came behind it.
      const isKnown = name === epoch && number >= forgotten && number <= latest
      return !isKnown || (numbers.get(topic) ?? 0) > number
    },
    note(topics, number) {
      set(topics, number)
      latest = number
    },
    touch: (topics) => set(topics, latest + Math.random() / 2 + 0.1),
    replace(whole) {
      numbers.clear()
      epoch = whole.epoch
      latest = whole.latest
      forgotten = whole.forgotten
      for (const [topic, number] of whole.numbers) set([topic], number)
    },
  }
}

function setLast(numbers: Map<string, number>, topic: string, number: number): void {
  numbers.delete(topic)
  numbers.set(topic, number)
}

function takeFirst(numbers: Map<string, number>): number {
  const [topic, number] = numbers.entries().next().value as [string, number]
  numbers.delete(topic)
  return number
}

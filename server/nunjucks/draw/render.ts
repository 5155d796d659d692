import { ConfigError, randomId, type Tag, type Visit } from '../../core/rooms.ts'
import { findInParagraph } from '../compile/check-paragraphs.ts'
import { type Safe, SafeString } from '../compile/internals.ts'
import type { Owner } from './owner.ts'

/** HTML that takes the place of a marker once it is known. */
export interface LateHtml {
  html: string
  /** How often its marker was met. */
  met: number
  /** What it is, for errors. */
  readonly what: string
}

/** A component that a template asked for and that is not drawn yet. */
export interface Job extends LateHtml {
  readonly tag: Tag
}

/** One page or fragment on its way to HTML. */
export interface Render {
  readonly visit: Visit
  /** Components that own the text of slots, by the slots' references. */
  readonly owners: WeakMap<object, Owner>
  /** Leaves a marker for HTML that comes later. */
  readonly leave: (late: LateHtml) => Safe
  /** Leaves a marker for a component. */
  readonly ask: (job: Job) => Safe
  /** Whether a value is a text with a marker: it means something in this render only. */
  readonly isWaiting: (value: unknown) => boolean
  /** Hands out the jobs that came since the last time. */
  readonly takeJobs: () => Job[]
  /** Puts all late HTML in the place of its markers. */
  readonly splice: (html: string) => string
}

/** Ends a marker, behind its number. */
const markerEnd = /([0-9]+)\x92/y

/**
 * Makes a render. A marker is two numbers between two control characters; digits survive filters such as `upper`
 * and `escape`, and the random one keeps page content from forging one. All of it is Latin-1: one character beyond
 * would have a whole page held, and written, at twice its size.
 */
export function createRender(visit: Visit): Render {
  const nonce = [...Buffer.from(randomId(9))].join('')
  const start = `\x91${nonce}:`
  const marked: LateHtml[] = []
  let jobs: Job[] = []
  const leave = (late: LateHtml) => {
    const index = marked.push(late) - 1
    return new SafeString(`${start}${index}\x92`)
  }
  const fill = (html: string, parts: string[]): string[] => {
    let at = 0
    for (let found = html.indexOf(start); found >= 0; found = html.indexOf(start, at)) {
      parts.push(html.slice(at, found))
      markerEnd.lastIndex = found + start.length
      const late = marked[Number(markerEnd.exec(html)?.[1])]
      at = markerEnd.lastIndex || found + start.length
      if (late === undefined) continue
      late.met++
      fill(late.html, parts)
    }
    parts.push(html.slice(at))
    return parts
  }
  return {
    visit,
    owners: new WeakMap(),
    leave,
    ask(job) {
      jobs.push(job)
      return leave(job)
    },
    isWaiting: (value) =>
      (typeof value === 'string' || value instanceof SafeString) &&
      value.toString().includes(start),
    takeJobs() {
      const taken = jobs
      jobs = []
      return taken
    },
    splice(html) {
      const whole = fill(html, []).join('')
      for (const late of marked) checkMet(visit, late)
      if (visit.toolkit.development) warnOfParagraphs(visit, whole)
      return whole
    },
  }
}

function warnOfParagraphs({ warn }: Visit, html: string): void {
  const id = findInParagraph(html)
  if (id === undefined) return
  warn(
    `The form ${id} stands in a <p>, which a browser ends there. Put the component into a <div>.`,
  )
}

function checkMet(visit: Visit, { met, what }: LateHtml): void {
  if (met === 1) return
  const trouble =
    met === 0
      ? 'was drawn, but its place in the page was lost: a filter or an unused set block took it'
      : 'was put into the page more than once'
  const message = `${what} ${trouble}.`
  if (visit.toolkit.development) throw new ConfigError(message)
  visit.warn(message)
}

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

/**
 * Makes a render. A marker is a number between two private-use characters; digits survive filters such
 * as `upper` and `escape`, and the random part keeps page content from forging one.
 */
export function createRender(visit: Visit): Render {
  const nonce = [...Buffer.from(randomId(9))].join('')
  const marker = new RegExp(`\uE000${nonce}:([0-9]+)\uE001`, 'g')
  const marked: LateHtml[] = []
  let jobs: Job[] = []
  const leave = (late: LateHtml) => {
    const index = marked.push(late) - 1
    return new SafeString(`\uE000${nonce}:${index}\uE001`)
  }
  const fill = (html: string): string =>
    html.replace(marker, (_, index: string) => {
      const late = marked[Number(index)]
      if (late === undefined) return ''
      late.met++
      return fill(late.html)
    })
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
      value.toString().includes(`\uE000${nonce}:`),
    takeJobs() {
      const taken = jobs
      jobs = []
      return taken
    },
    splice(html) {
      const whole = fill(html)
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

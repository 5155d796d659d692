import { ConfigError, type Sealer, type Tag, type Visit } from '../../core/rooms.ts'
import { findInParagraph } from '../compile/check-paragraphs.ts'
import type { Safe } from '../compile/internals.ts'
import { createMarkers, type LateHtml } from './markers.ts'
import type { Owner } from './owner.ts'

/** A component that a template asked for and that is not drawn yet. */
export interface Job extends LateHtml {
  readonly tag: Tag
}

/** One page or fragment on its way to HTML. */
export interface Render {
  readonly visit: Visit
  /** Seals the level that is drawn: asked for once, since nothing can renew the session meanwhile. */
  sealer: Sealer | undefined
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

/** Makes a render. */
export function createRender(visit: Visit): Render {
  const markers = createMarkers()
  let jobs: Job[] = []
  return {
    visit,
    sealer: undefined,
    owners: new WeakMap(),
    leave: markers.leave,
    ask(job) {
      jobs.push(job)
      return markers.leave(job)
    },
    isWaiting: markers.isWaiting,
    takeJobs() {
      const taken = jobs
      jobs = []
      return taken
    },
    splice(html) {
      const whole = markers.fill(html)
      for (const late of markers.left) checkMet(visit, late)
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

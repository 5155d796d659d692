import { randomId } from '../../core/rooms.ts'
import { type Safe, SafeString } from '../compile/internals.ts'

/** HTML that takes the place of a marker once it is known. */
export interface LateHtml {
  html: string
  /** Whether it may hold markers itself. */
  readonly mayNest: boolean
  /** How often its marker was met. */
  met: number
  /** What it is, for errors. */
  readonly what: string
}

/** Places in HTML for what comes later. */
export interface Markers {
  /** All that has a marker. */
  readonly left: readonly LateHtml[]
  /** Leaves a marker for HTML that comes later. */
  readonly leave: (late: LateHtml) => Safe
  /** Whether a value is a text with a marker. */
  readonly isWaiting: (value: unknown) => boolean
  /** Puts late HTML in the place of its markers, and into what it holds itself. */
  readonly fill: (html: string) => string
}

const markerEnd = '\x92'
const zero = '0'.charCodeAt(0)
/** More components than a page can have. */
const maxDigits = 9

/**
 * Makes markers of one render. A marker is two numbers between two control characters; digits survive filters such as
 * `upper` and `escape`, and the random one keeps page content from forging one. All of it is Latin-1: one character
 * beyond would have a whole page held, and written, at twice its size.
 */
export function createMarkers(): Markers {
  const start = `\x91${digitsOf(randomId(9))}:`
  const left: LateHtml[] = []
  function fillInto(parts: string[], html: string): string[] {
    let at = 0
    for (let found = html.indexOf(start); found >= 0; found = html.indexOf(start, at)) {
      parts.push(html.slice(at, found))
      at = found + start.length
      const end = html.indexOf(markerEnd, at)
      const late = left[numberIn(html, at, end)]
      // What a filter has cut is no marker any more.
      if (late === undefined) continue
      at = end + 1
      late.met++
      if (late.mayNest) fillInto(parts, late.html)
      else parts.push(late.html)
    }
    parts.push(html.slice(at))
    return parts
  }
  return {
    left,
    leave(late) {
      const index = left.push(late) - 1
      return new SafeString(start + index + markerEnd)
    },
    isWaiting: (value) =>
      (typeof value === 'string' || value instanceof SafeString) &&
      value.toString().includes(start),
    fill: (html) => fillInto([], html).join(''),
  }
}

function digitsOf(text: string): string {
  let digits = ''
  for (let at = 0; at < text.length; at++) digits += text.charCodeAt(at)
  return digits
}

/** The number that stands between two places; -1 where something else does. */
function numberIn(html: string, start: number, end: number): number {
  if (end <= start || end - start > maxDigits) return -1
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = html.charCodeAt(at) - zero
    if (digit < 0 || digit > 9) return -1
    number = 10 * number + digit
  }
  return number
}

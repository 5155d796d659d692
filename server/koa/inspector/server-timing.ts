import type { CallReport } from '../call-report.ts'

/**
 * Writes what a call came to as a header that a browser's tools show: `call;desc="Ok";dur=3.2, unseal;dur=0.1, …`.
 * @see W3C Server Timing
 */
export function toServerTiming({ outcome, durations }: CallReport): string {
  const { total, ...parts } = durations
  // The code of an error of the app may be any text.
  const desc = outcome.replace(/[^\w .-]/g, '').slice(0, 80)
  const entries = Object.entries(parts).map(([name, duration]) => `${name};dur=${duration}`)
  return [`call;desc="${desc}";dur=${total}`, ...entries].join(', ')
}

import { type Logger, pino } from 'pino'
import { type CallReport, SealwaxError } from 'sealwax'

/** From the quietest to the one that says all. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

export type LogLevel = (typeof logLevels)[number]

/** Takes lines of the log; standard output by default. */
export interface LogStream {
  write: (line: string) => void
}

/** Makes the demo's log: one line of JSON for each event. */
export function createLog(level: LogLevel, stream?: LogStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return stream === undefined ? pino(options) : pino(options, stream)
}

/** Writes a line for each call: what users do, `info`; what was refused, `warn`; what failed, `error`. */
export function logCalls(log: Logger): (report: CallReport) => void {
  return (report) => log[levelOf(report)](report, 'call')
}

// Stale data and input with mistakes are no trouble: people work on the same rows, and mistype.
const usual = new Set(['Ok', 'InvalidInput', 'StaleComponentState'])

function levelOf({ outcome, status }: CallReport): 'error' | 'warn' | 'info' {
  if (usual.has(outcome)) return 'info'
  return status >= 500 ? 'error' : 'warn'
}

/** Writes what an app's `error` event brings. A refused call has its line already. */
export function logErrors(log: Logger): (error: unknown) => void {
  return (error) => {
    const isRefusal = error instanceof SealwaxError && error.status < 500
    if (!isRefusal) log.error({ err: error }, 'error')
  }
}

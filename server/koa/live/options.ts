import { checkOptions, checkPositive } from '../../core/rooms.ts'

/** Bounds of the streams of living pages. */
export interface LiveOptions {
  /** Streams of one session in this process; 20. */
  readonly maxPerSession?: number
  /** Streams in this process; 10,000. */
  readonly maxStreams?: number
  /** Components that one stream follows; 1,000. */
  readonly maxFollowed?: number
  /** Milliseconds that a stream lasts at most; an hour. */
  readonly maxAge?: number
  /** Milliseconds between two signs of life; 25 seconds. */
  readonly heartbeat?: number
}

export const defaultLive: Required<LiveOptions> = {
  maxPerSession: 20,
  maxStreams: 10_000,
  maxFollowed: 1_000,
  maxAge: 60 * 60 * 1000,
  heartbeat: 25_000,
}

/** @throws ConfigError for an unknown option, or one that is not a number above 0 */
export function checkLive(options: LiveOptions): Required<LiveOptions> {
  checkOptions('The option live', options, new Set(Object.keys(defaultLive)))
  const all = { ...defaultLive, ...options }
  checkPositive('Option live:', { ...all })
  return all
}

/** A clock that a test moves. */
export interface TestClock {
  /** Milliseconds since 1970: the option `now` of `createSealwax`. */
  readonly now: () => number
  /** Moves it on by so many milliseconds. */
  readonly advance: (milliseconds: number) => void
}

/**
 * Makes a clock that stands still until it is moved.
 * @param start milliseconds since 1970; now
 */
export function createClock(start: number = Date.now()): TestClock {
  let time = start
  return {
    now: () => time,
    advance(milliseconds) {
      time += milliseconds
    },
  }
}

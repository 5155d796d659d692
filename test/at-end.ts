import { after } from 'node:test'

type CleanUp = () => unknown

let register: (cleanUp: CleanUp) => void = after

/** Cleans up at the end: of the test that runs or, while none does, of all tests. */
export function atEnd(cleanUp: CleanUp): void {
  register(cleanUp)
}

/**
 * Takes over from node:test, for a run without tests.
 * @returns cleans up what was asked for since, the newest first
 */
export function collectCleanUps(): () => Promise<void> {
  const all: CleanUp[] = []
  register = (cleanUp) => void all.unshift(cleanUp)
  return async () => {
    for (const cleanUp of all) await cleanUp()
  }
}

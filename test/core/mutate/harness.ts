/** Stands in for node:test, whose tests run once a process: here they run again for each mutant. */
export interface Harness {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => unknown) => void
  readonly beforeEach: (body: () => unknown) => void
  readonly after: (body: () => unknown) => void
  /** What was described so far, in order. */
  readonly tests: readonly Test[]
  /** Runs what was handed to `after`. */
  readonly end: () => Promise<void>
  /** Says which file the next tests stand in. */
  readonly enter: (file: string) => void
}

/** One `it`, with what its suites run before it. */
export interface Test {
  readonly id: string
  readonly file: string
  readonly run: () => Promise<void>
}

/** Tests of time: mutated code is slower than what they measure. */
const isTimed = /stays quick|takes little time/

interface Suite {
  readonly name: string
  readonly before: (() => unknown)[]
}

/** Makes a harness without tests. */
export function createHarness(): Harness {
  const tests: Test[] = []
  const afters: (() => unknown)[] = []
  let suites: readonly Suite[] = []
  let file = ''
  let first = 0
  return {
    tests,
    enter(path) {
      file = path
      first = tests.length
      suites = [{ name: path, before: [] }]
    },
    describe(name, body) {
      const outer = suites
      suites = [...outer, { name, before: [] }]
      body()
      suites = outer
    },
    beforeEach(body) {
      suites.at(-1)?.before.push(body)
    },
    after(body) {
      afters.push(body)
    },
    async end() {
      for (const hook of afters) await hook()
    },
    it(name, body) {
      if (isTimed.test(name)) return
      // The number tells tests of one name apart.
      const id = `${suites.map((suite) => suite.name).join(' > ')} > ${name} (${tests.length - first})`
      tests.push({ id, file, run: runner(suites, body) })
    },
  }
}

function runner(suites: readonly Suite[], body: () => unknown): () => Promise<void> {
  return async () => {
    for (const { before } of suites) for (const hook of before) await hook()
    await body()
  }
}

import { basename, dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { InstrumenterContext, MutantCoverage } from '@stryker-mutator/api/core'
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import { bundle, type Load } from './bundle.ts'
import { createHarness, type Harness, type Test } from './harness.ts'

/** What mutated code reads and writes: which mutant is active, and how often each was reached. */
const mutated: InstrumenterContext = ((globalThis as any).__stryker__ ??= {})

/**
 * Makes a test runner for Stryker that stays in one process: core and its tests are compiled once and
 * loaded afresh for each mutant, so a mutant costs no more than the tests that reach it.
 */
export function createRunner(): TestRunner {
  let load: Load
  return {
    // Each run begins with the top level of all modules.
    capabilities: () => ({ reloadEnvironment: true }),
    async init() {
      load = await bundle(process.cwd())
    },
    dryRun: ({ disableBail }) => run(load, { disableBail }),
    async mutantRun({ activeMutant, hitLimit, testFilter, disableBail, sandboxFileName }) {
      Object.assign(mutated, { activeMutant: activeMutant.id, hitCount: 0, hitLimit })
      const near = basename(dirname(sandboxFileName))
      return toMutantRunResult(await run(load, { testFilter, disableBail, near }))
    },
  }
}

interface RunOptions {
  /** Ids of the tests to run; all without it. */
  readonly testFilter?: readonly string[] | undefined
  readonly disableBail: boolean
  /** Folder whose tests come first. */
  readonly near?: string
}

async function run(load: Load, options: RunOptions): Promise<DryRunResult> {
  const mutantCoverage: MutantCoverage = { static: {}, perTest: {} }
  Object.assign(mutated, { mutantCoverage })
  const harness = createHarness()
  const tests: TestResult[] = []
  for (const test of inOrder(prepare(load, harness, options.testFilter), options.near)) {
    tests.push(await resultOf(test))
    if (tests.at(-1)?.status === TestStatus.Failed && !options.disableBail) break
  }
  await harness.end()
  shareLoads(mutantCoverage, harness.tests)
  const endless = determineHitLimitReached(mutated.hitCount, mutated.hitLimit)
  return endless ?? { status: DryRunStatus.Complete, tests, mutantCoverage }
}

/** The sooner a test fails, the fewer are run: near ones come first, properties with their thousand values last. */
function inOrder(tests: readonly Test[], near?: string): readonly Test[] {
  const rankOf = ({ file }: Test) =>
    file.includes('-properties') ? 2 : basename(dirname(file)) === near ? 0 : 1
  return tests.toSorted((one, other) => rankOf(one) - rankOf(other))
}

/** Loads core, then those test files that are needed. */
function prepare(load: Load, harness: Harness, testFilter?: readonly string[]): readonly Test[] {
  try {
    mutated.currentTestId = ''
    const { core, files } = load(harness)
    core()
    for (const [file, describeTests] of Object.entries(files)) {
      if (testFilter?.every((id) => !id.startsWith(file)) === true) continue
      mutated.currentTestId = file
      harness.enter(file)
      describeTests()
    }
  } catch (error) {
    return [{ id: 'load', file: '', run: () => Promise.reject(error) }]
  }
  return harness.tests.filter(({ id }) => testFilter?.includes(id) !== false)
}

/** What the top level of a file reached counts for each test in it. */
function shareLoads({ perTest }: MutantCoverage, tests: readonly Test[]): void {
  for (const { id, file } of tests) {
    const reached = (perTest[id] ??= {})
    for (const [mutant, hits] of Object.entries(perTest[file] ?? {})) {
      reached[mutant] = (reached[mutant] ?? 0) + hits
    }
  }
  for (const { file } of tests) delete perTest[file]
}

const unhandled: unknown[] = []
process.on('unhandledRejection', (reason) => unhandled.push(reason))

async function resultOf({ id, file, run: runTest }: Test): Promise<TestResult> {
  mutated.currentTestId = id
  unhandled.length = 0
  const start = performance.now()
  const told = () => ({ id, name: id, fileName: file, timeSpentMs: performance.now() - start })
  try {
    await runTest()
    // A rejection that nobody handles is told after the promises that are due.
    await setImmediate()
    if (unhandled.length > 0) throw unhandled[0]
    return { ...told(), status: TestStatus.Success }
  } catch (error) {
    return { ...told(), status: TestStatus.Failed, failureMessage: String(error) }
  }
}

import { developerTexts } from './developer-texts.ts'
import { createRunner } from './runner.ts'

/** What Stryker finds here: how core's tests are run, and which mutants are not worth a run. */
export const strykerPlugins = [
  { kind: 'TestRunner', name: 'core', factory: createRunner },
  { kind: 'Ignore', name: 'developer-texts', value: developerTexts },
]

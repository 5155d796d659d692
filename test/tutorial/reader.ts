import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readSteps } from '../../server/demo/tutorial/steps.ts'
import { emptyFolder, run } from '../package/packed.ts'
import { prepare } from '../package/prepare.ts'
import { startSite } from '../package/start-site.ts'

/** Does what the tutorial says, step by step, in one folder. */
export async function createReader() {
  const [folder, steps] = [await emptyFolder(), readSteps()]
  let done = 0
  const current = (start: string): string => {
    const found = steps[done - 1]?.commands.find((line) => line.startsWith(start))
    if (found === undefined) throw new Error(`Step ${done} has no line ${start}.`)
    return found
  }

  return {
    /** Writes the files of the next step, and runs its lines for the shell but those that start the app. */
    async followStep() {
      const step = steps[done++]
      if (step === undefined) throw new Error('The tutorial has no further step.')
      for (const [path, text] of step.files) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), text)
      }
      for (const line of step.commands.filter(isPreparation)) await prepare(line, folder)
    },
    start: () => startSite('npm start', folder),
    /** Saves a file as it is. */
    async saveAgain(path: string) {
      const file = join(folder, path)
      await writeFile(file, await readFile(file))
    },
    /** Runs its tests, and returns what is said of them. */
    test: () => run(folder, 'sh', '-c', 'npm test -- --test-reporter=tap'),
    /** Runs a line for the shell that the current step has. */
    run: (line: string) => run(folder, 'sh', '-c', current(line)),
    /** Starts it as the current step says. */
    startLive: () => startSite(current('NODE_ENV=production'), folder),
  }
}

/** The folder is there, and what starts the app or looks at it has a test of its own. */
function isPreparation(line: string): boolean {
  return !/^(mkdir|npm start|npm test|npx sealwax|NODE_ENV=)/.test(line)
}

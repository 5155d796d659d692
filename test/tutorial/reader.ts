import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readSteps } from '../../server/demo/tutorial/steps.ts'
import { emptyFolder } from '../package/packed.ts'
import { prepare } from '../package/prepare.ts'
import { startSite } from '../package/start-site.ts'

/** Does what the tutorial says, step by step, in one folder. */
export async function createReader() {
  const [folder, steps] = [await emptyFolder(), await readSteps()]
  const left = [...steps]

  return {
    folder,
    steps,
    /** Writes the files of the next step, and runs its lines for the shell but those that start the app. */
    async followStep() {
      const step = left.shift()
      if (step === undefined) throw new Error('The tutorial has no further step.')
      for (const [path, text] of step.files) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), text)
      }
      for (const line of step.commands.filter(isPreparation)) await prepare(line, folder)
    },
    start: (env?: NodeJS.ProcessEnv) => startSite('npm start', folder, env),
  }
}

/** `npm test` has a test of its own, and the folder is there. */
function isPreparation(line: string): boolean {
  return !/^(mkdir|npm start|npm test|npx sealwax)\b/.test(line)
}

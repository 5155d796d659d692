import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { infoOf, markdown } from '../docs/markdown.ts'

/** One page of the tutorial, as far as it is code. */
export interface Step {
  /** 1 is the first. */
  readonly number: number
  /** Texts of the files that it adds or replaces, by their path. */
  readonly files: ReadonlyMap<string, string>
  /** Lines for the shell, in order. */
  readonly commands: readonly string[]
}

const folder = fileURLToPath(new URL('../../../views/demo/docs/learn', import.meta.url))

/** Reads all steps of the tutorial, in order. */
export function readSteps(): Step[] {
  return readdirSync(folder)
    .filter((name) => /^\d+-.*\.md$/.test(name))
    .toSorted()
    .map((name) => stepOf(parseInt(name, 10), readFileSync(join(folder, name), 'utf8')))
}

/** The files of somebody who has followed all these steps, by their path. */
export function filesAfter(steps: readonly Step[]): Map<string, string> {
  return new Map(steps.flatMap(({ files }) => [...files]))
}

function stepOf(number: number, text: string): Step {
  const fences = markdown.parse(text, {}).filter(({ type }) => type === 'fence')
  const files = new Map<string, string>()
  const commands: string[] = []
  for (const fence of fences) {
    const { language, title } = infoOf(fence)
    if (title !== undefined) files.set(title, fence.content)
    else if (language === 'sh') commands.push(...fence.content.trim().split('\n'))
  }
  return { number, files, commands }
}

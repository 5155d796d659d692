import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import markdownIt from 'markdown-it'

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
const markdown = markdownIt()

/** Reads all steps of the tutorial, in order. */
export async function readSteps(): Promise<Step[]> {
  const pages = (await readdir(folder)).filter((name) => /^\d+-.*\.md$/.test(name)).toSorted()
  return Promise.all(
    pages.map(async (name) => stepOf(parseInt(name), await readFile(join(folder, name), 'utf8'))),
  )
}

/** The files of somebody who has followed all these steps, by their path. */
export function filesAfter(steps: readonly Step[]): Map<string, string> {
  return new Map(steps.flatMap(({ files }) => [...files]))
}

function stepOf(number: number, text: string): Step {
  const fences = markdown.parse(text, {}).filter(({ type }) => type === 'fence')
  const files = new Map<string, string>()
  const commands: string[] = []
  for (const { info, content } of fences) {
    const title = /\btitle=(\S+)/.exec(info)?.[1]
    if (title !== undefined) files.set(title, content)
    else if (info === 'sh') commands.push(...content.trim().split('\n'))
  }
  return { number, files, commands }
}

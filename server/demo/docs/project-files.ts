import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const shown = /^(server|views|public)\/demo\/[\w./-]+$/

/**
 * Reads a file of the demo.
 * @param path from the project's root, such as `server/demo/app.ts`
 * @throws Error when it is no path within the demo, or there is no such file
 */
export function readProjectFile(path: string): string {
  if (!shown.test(path) || path.includes('..')) throw new Error(`${path} is no file of the demo.`)
  return readFileSync(root + path, 'utf8')
}

/** Whether the project has it. */
export function isProjectFile(path: string): boolean {
  return existsSync(root + path)
}

/** Paths of a folder's files, by name; none when there is no such folder. */
export function projectFilesIn(folder: string): string[] {
  if (!isProjectFile(folder)) return []
  const files = readdirSync(root + folder, { withFileTypes: true }).filter((file) => file.isFile())
  return files.map(({ name }) => `${folder}/${name}`).toSorted()
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from 'nunjucks'
import type { Announced } from '../../announce.ts'
import { type Finding, ok, problem } from './finding.ts'

/** Compiles every view of a toolkit. Those of components were checked when it was made. */
export async function examineViews(toolkits: readonly Announced[]): Promise<Finding[]> {
  const checked = await Promise.all(toolkits.map(examineToolkit))
  return checked.flat()
}

async function examineToolkit({ views, configure, components }: Announced): Promise<Finding[]> {
  // Only a site that has views needs nunjucks.
  const { createRenderer } = await import('../../nunjucks/index.ts')
  let env: Environment | undefined
  createRenderer({
    views,
    components: [],
    development: false,
    configure(made) {
      configure?.(made)
      env = made
    },
  })
  const folders = [views].flat()
  const missing = folders.filter((folder) => !existsSync(folder))
  const names = folders.flatMap(viewsIn)
  const broken = names.flatMap((name) => compile(env as Environment, name))
  return [
    ...missing.map((folder) =>
      problem(`${folder} is not there.`, 'views are absolute paths of folders.'),
    ),
    ...broken,
    ...(broken.length === 0
      ? [ok(`${names.length} views compile, ${components.length} of components.`)]
      : []),
  ]
}

function compile(env: Environment, view: string): Finding[] {
  try {
    env.getTemplate(view, true)
    return []
  } catch (error) {
    return [problem((error as Error).message, `Mend ${view}.`)]
  }
}

function viewsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(njk|nunjucks|nunj|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
    .map((path) => path.replace(/^\/+/, ''))
    .filter((path) => !path.split('/').includes('node_modules'))
}

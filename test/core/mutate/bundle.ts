import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { build, type Plugin } from 'esbuild'
import type { Harness } from './harness.ts'

/** Core and its tests, loaded afresh: no module knows of a load before. */
export interface Loaded {
  /** Runs the top level of all of core. */
  readonly core: () => void
  /** Runs the top level of one test file, which tells the harness its tests. */
  readonly files: Readonly<Record<string, () => void>>
}

/** Loads them, in milliseconds. The harness takes the place of node:test. */
export type Load = (harness: Harness) => Loaded

/**
 * Compiles core and its tests into one script, packages apart.
 * @param root folder of the project
 */
export async function bundle(root: string): Promise<Load> {
  const packages: Record<string, object> = {}
  const { outputFiles } = await build({
    stdin: { contents: entry(root), resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    plugins: [keepUrls, sharePackages(packages)],
  })
  // Modules are strict by themselves; esbuild says so in their own format only.
  const text = `(function (require, packages) { 'use strict'; const module = { exports: {} }, exports = module.exports
${outputFiles[0]?.text}
return exports })`
  const evaluate = new Script(text, { filename: join(root, 'bundle.cjs') }).runInThisContext()
  return (harness) =>
    evaluate(
      (id: string) => (id === 'node:test' ? harness : process.getBuiltinModule(id)),
      packages,
    )
}

/** esbuild has a required module run when it is first asked for: the order of loading is the caller's. */
function entry(root: string): string {
  return `
    exports.core = () => { for (const run of Object.values(${requires(root, 'server/core', '.ts')})) run() }
    exports.files = ${requires(root, 'test/core', '.test.ts')}
  `
}

function requires(root: string, folder: string, suffix: string): string {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(suffix))
    .map((path) => `${folder}/${path}`)
    .toSorted()
  const entries = paths.map((path) => `'${path}': () => { require('./${path}') }`)
  return `{ ${entries.join(', ')} }`
}

const keepUrls: Plugin = {
  name: 'keep urls',
  setup(building) {
    building.onLoad({ filter: /\/(?:server|test|plugins)\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }))
  },
}

/** Packages are loaded once, by Node, and handed to each load. */
function sharePackages(packages: Record<string, object>): Plugin {
  return {
    name: 'share packages',
    setup(building) {
      building.onResolve({ filter: /^[^./]/ }, ({ path }) =>
        isBuiltin(path) ? { path, external: true } : { path, namespace: 'shared' },
      )
      building.onLoad({ filter: /./, namespace: 'shared' }, async ({ path }) => {
        const names = Object.keys((packages[path] = await import(path)))
        const exports = names.map((name, index) => `_${index} as ${JSON.stringify(name)}`)
        const values = names.map((name, index) => `_${index} = all[${JSON.stringify(name)}]`)
        return {
          contents: `const all = packages[${JSON.stringify(path)}], ${values.join(', ')}
            export { ${exports.join(', ')} }`,
        }
      })
    },
  }
}

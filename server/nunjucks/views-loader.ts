import { readFileSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import nunjucks, { type Environment, type ILoader } from 'nunjucks'
import { type Compilation, type CompiledView, compileView } from './compile-view.ts'

/** Finds templates below the views folders and compiles them. */
export interface ViewsLoader extends ILoader {
  /** Compiles a view, or answers `undefined` when no folder has it. */
  readonly find: (env: Environment, view: string) => CompiledView | undefined
  /** Set once the environment exists. */
  env: Environment | undefined
}

export interface ViewsLoaderOptions {
  /** Absolute paths, first match wins. */
  readonly folders: readonly string[]
  /** Looks at the file again for each use. */
  readonly watch: boolean
  /** Runs a compilation so that tags know of it. */
  readonly during: (compilation: Compilation, compile: () => CompiledView) => CompiledView
}

interface Cached extends CompiledView {
  readonly modified: number
}

/**
 * Makes a loader. Names are paths below a folder; unlike nunjucks' own loader it compares whole path
 * segments, so that `../views-of-others/x` is not found.
 */
export function createViewsLoader({ folders, watch, during }: ViewsLoaderOptions): ViewsLoader {
  const cache = new Map<string, Cached>()
  const roots = folders.map((folder) => resolve(folder))
  const loader: ViewsLoader = Object.assign(new nunjucks.Loader(), {
    env: undefined as Environment | undefined,
    async: false as const,
    find(env: Environment, view: string) {
      const file = locate(roots, view)
      if (file === undefined) return undefined
      const modified = watch ? statSync(file).mtimeMs : 0
      const cached = cache.get(file)
      if (cached?.modified === modified) return cached
      const compilation: Compilation = { view, slots: [] }
      const source = readFileSync(file, 'utf8')
      const compiled = during(compilation, () => compileView(env, source, compilation))
      cache.set(file, { ...compiled, modified })
      return compiled
    },
    getSource(view: string) {
      const compiled = loader.env && loader.find(loader.env, view)
      // Nunjucks takes null for "not here"; its types do not say so.
      if (compiled === undefined) return null as never
      return { src: { type: 'code', obj: compiled.functions } as never, path: view, noCache: watch }
    },
  })
  return loader
}

function locate(roots: readonly string[], view: string): string | undefined {
  for (const root of roots) {
    const file = resolve(root, view)
    if (file.startsWith(root + sep) && statSync(file, { throwIfNoEntry: false })?.isFile())
      return file
  }
  return undefined
}

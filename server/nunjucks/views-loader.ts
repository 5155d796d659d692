import { readFileSync, statSync } from 'node:fs'
import { posix, resolve, sep } from 'node:path'
import nunjucks, { type Environment, type ILoader } from 'nunjucks'
import { type Compilation, type CompiledView, compileView } from './compile-view.ts'
import type { ReadView } from './free-variables.ts'

/** Finds templates below the views folders and compiles them. */
export interface ViewsLoader extends ILoader {
  /** Compiles a view, or answers `undefined` when no folder has it. */
  readonly find: (env: Environment, view: string) => CompiledView | undefined
  readonly resolve: (from: string, to: string) => string
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
  /** The view's file, and those of views that a slot in it includes. */
  readonly files: readonly string[]
  readonly stamp: string
}

/** What `compileFile` works with. */
interface Library {
  readonly roots: readonly string[]
  readonly during: ViewsLoaderOptions['during']
  readonly loader: ViewsLoader
  /** Files that are being compiled. */
  readonly open: Set<string>
  readonly stampOf: (files: readonly string[]) => string
}

/**
 * Makes a loader. Names are paths below a folder; unlike nunjucks' own loader it compares whole path
 * segments, so that `../views-of-others/x` is not found.
 */
export function createViewsLoader({ folders, watch, during }: ViewsLoaderOptions): ViewsLoader {
  const cache = new Map<string, Cached>()
  const open = new Set<string>()
  const roots = folders.map((folder) => resolve(folder))
  const stampOf = (files: readonly string[]) => (watch ? files.map(modified).join() : '')
  const loader: ViewsLoader = Object.assign(new nunjucks.Loader(), {
    env: undefined as Environment | undefined,
    async: false as const,
    find(env: Environment, view: string) {
      const file = locate(roots, view)
      if (file === undefined) return undefined
      const cached = cache.get(file)
      if (cached !== undefined && cached.stamp === stampOf(cached.files)) return cached
      const compiled = compileFile({ roots, during, loader, open, stampOf }, env, { view, file })
      cache.set(file, compiled)
      return compiled
    },
    /** Names that begin with `./` or `../` count from the view that holds them. */
    resolve: (from: string, to: string) => posix.join(posix.dirname(from), to),
    getSource(view: string) {
      const compiled = loader.env && loader.find(loader.env, view)
      // Nunjucks takes null for "not here"; its types do not say so.
      if (compiled === undefined) return null as never
      return { src: { type: 'code', obj: compiled.functions } as never, path: view, noCache: watch }
    },
  })
  return loader
}

interface Found {
  readonly view: string
  readonly file: string
}

function compileFile(library: Library, env: Environment, { view, file }: Found): Cached {
  const { roots, loader, during, open, stampOf } = library
  const files = [file]
  const readView: ReadView = (name, from) => {
    const other = /^\.\.?\//.test(name) ? loader.resolve(from, name) : name
    const otherFile = locate(roots, other)
    if (otherFile === undefined || open.has(otherFile)) return undefined
    files.push(otherFile)
    const found = loader.find(env, other)
    return found && { view: other, tree: found.tree }
  }
  const compilation: Compilation = { view, tags: [], readView }
  open.add(file)
  try {
    const source = readFileSync(file, 'utf8')
    const compiled = during(compilation, () => compileView(env, source, compilation))
    return { ...compiled, files, stamp: stampOf(files) }
  } finally {
    open.delete(file)
  }
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}

function locate(roots: readonly string[], view: string): string | undefined {
  for (const root of roots) {
    const file = resolve(root, view)
    if (file.startsWith(root + sep) && statSync(file, { throwIfNoEntry: false })?.isFile())
      return file
  }
  return undefined
}

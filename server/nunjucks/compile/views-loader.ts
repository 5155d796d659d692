import { readFileSync, statSync } from 'node:fs'
import { posix, resolve, sep } from 'node:path'
import nunjucks, { type Environment, type ILoader } from 'nunjucks'
import { type Compilation, type CompiledView, compileView, parseView } from './compile-view.ts'
import type { OtherView, ReadView } from './free-variables.ts'

/** Finds templates below the views folders and compiles them. */
export interface ViewsLoader extends ILoader {
  /** Compiles a view, or answers `undefined` when no folder has it. */
  readonly find: (env: Environment, view: string) => CompiledView | undefined
  readonly resolve: (from: string, to: string) => string
  /** Text of a view, or `undefined` when no folder has it. */
  readonly sourceOf: (view: string) => string | undefined
  /** Set once the environment exists. */
  env: Environment | undefined
}

export interface ViewsLoaderOptions {
  /** Absolute paths, first match wins. */
  readonly folders: readonly string[]
  /** Looks at the file again for each use. */
  readonly watch: boolean
  /** Runs a compilation so that tags know of it. */
  readonly during: <T>(compilation: Compilation, compile: () => T) => T
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
  readonly stampOf: (files: readonly string[]) => string
}

/**
 * Makes a loader. Names are paths below a folder; unlike nunjucks' own loader it compares whole path
 * segments, so that `../views-of-others/x` is not found.
 */
export function createViewsLoader({ folders, watch, during }: ViewsLoaderOptions): ViewsLoader {
  const cache = new Map<string, Cached>()
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
      const compiled = compileFile({ roots, during, loader, stampOf }, env, { view, file })
      cache.set(file, compiled)
      return compiled
    },
    sourceOf(view: string) {
      const file = locate(roots, view)
      return file === undefined ? undefined : readFileSync(file, 'utf8')
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
  const { during, stampOf } = library
  const files = new Set([file])
  const compilation: Compilation = { view, tags: [], readView: otherViews(library, env, files) }
  const source = readFileSync(file, 'utf8')
  const compiled = during(compilation, () => compileView(env, source, compilation))
  return { ...compiled, files: [...files], stamp: stampOf([...files]) }
}

/** Reads views that a slot takes in; notes their files. */
function otherViews({ roots, loader, during }: Library, env: Environment, files: Set<string>) {
  const read = new Map<string, OtherView>()
  const readView: ReadView = (name, from) => {
    const view = /^\.\.?\//.test(name) ? loader.resolve(from, name) : name
    const file = locate(roots, view)
    // One that comes later counts as a change.
    for (const path of file ? [file] : roots.map((root) => resolve(root, view))) files.add(path)
    if (file === undefined) return undefined
    const parse = () => ({ view, tree: parseView(env, readFileSync(file, 'utf8'), view) })
    const other = read.get(file) ?? during({ view, tags: [], readView }, parse)
    read.set(file, other)
    return other
  }
  return readView
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}

function locate(roots: readonly string[], view: string): string | undefined {
  if (view.includes('\0')) return undefined
  for (const root of roots) {
    const file = resolve(root, view)
    if (file.startsWith(root + sep) && statSync(file, { throwIfNoEntry: false })?.isFile())
      return file
  }
  return undefined
}

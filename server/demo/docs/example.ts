import { basename, extname } from 'node:path'
import { highlight } from './highlight.ts'
import { isProjectFile, projectFilesIn, readProjectFile } from './project-files.ts'

/** A live example, and the files that it is made of. */
export interface Example {
  readonly name: string
  /** The view that draws it. */
  readonly view: string
  readonly sources: readonly ExampleSource[]
  /** Paths below `/demo/` to link on its page. */
  readonly styles: readonly string[]
  readonly scripts: readonly string[]
}

/** One file of an example. */
export interface ExampleSource {
  /** Without its folder. */
  readonly title: string
  /** From the project's root. */
  readonly path: string
  readonly language: string
  /** Its highlighted text. */
  readonly html: string
}

/**
 * Reads an example.
 * @param name its folder below `views/demo/examples/`
 * @throws Error when it has no `example.njk`
 */
export function readExample(name: string): Example {
  const view = `examples/${name}/example.njk`
  const first = `views/demo/${view}`
  if (!isProjectFile(first)) throw new Error(`There is no example '${name}'.`)
  const views = projectFilesIn(`views/demo/examples/${name}`).filter((path) => path !== first)
  const server = projectFilesIn(`server/demo/examples/${name}`)
  const style = `examples/${name}.css`
  const script = `examples/${name}.js`
  const [styles, scripts] = [style, script].map(published) as [string[], string[]]
  const assets = [...styles, ...scripts].map((path) => `public/demo/${path}`)
  const sources = [...server, ...views, first, ...assets].map(readSource)
  return { name, view, sources, styles, scripts }
}

/** The path, if there is such a file. */
function published(path: string): string[] {
  return isProjectFile(`public/demo/${path}`) ? [path] : []
}

function readSource(path: string): ExampleSource {
  const language = extname(path).slice(1)
  const html = highlight(readProjectFile(path).trimEnd(), language)
  return { title: basename(path), path, language, html }
}

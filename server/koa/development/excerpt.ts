import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Renderer } from '../../core/rooms.ts'

/** Some lines of a file, and the one that matters. */
export interface Excerpt {
  /** Name of the view, or path of the file. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly lines: readonly { readonly number: number; readonly text: string }[]
}

const around = 4

/** The line of a view that the first of these messages names, which has it. */
export function findInViews(messages: readonly string[], renderer: Renderer): Excerpt | undefined {
  for (const message of messages) {
    // In front may stand, for which component: `Component card (page.njk:3): `.
    const [, view, line] = /^(?:Component \S+ \([^)]*\): )*(\S+?):(\d+): /.exec(message) ?? []
    const source = view === undefined ? undefined : renderer.sourceOf?.(view)
    if (view !== undefined && source !== undefined) return excerpt(view, Number(line), source)
  }
  return undefined
}

const ownFolders = ['../../core/', '../../koa/', '../../nunjucks/', '../../create-sealwax.'].map(
  (path) => fileURLToPath(new URL(path, import.meta.url)),
)

/** The line of the app's own code that an error's stack names first. */
export function findInStack(error: unknown): Excerpt | undefined {
  const stack = framesOf(error)
  for (const [, url = '', line] of stack.matchAll(
    /\(?((?:file:\/\/)?\/[^\n()]+?):(\d+):\d+\)?$/gm,
  )) {
    const file = url.startsWith('file:') ? fileURLToPath(url) : url
    if (file.includes('/node_modules/') || ownFolders.some((own) => file.startsWith(own))) continue
    const source = read(file)
    if (source !== undefined) return excerpt(file, Number(line), source)
  }
  return undefined
}

/** Without the message, which may quote what somebody sent. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { stack = '', message } = error
  return stack.slice(stack.indexOf(message) + message.length)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function excerpt(file: string, line: number, source: string): Excerpt {
  const lines = source.split(/\r?\n/).map((text, at) => ({ number: at + 1, text }))
  const near = lines.filter(({ number }) => Math.abs(number - line) <= around)
  return { file, line, lines: near }
}

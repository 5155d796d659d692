import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join, relative } from 'node:path'

/** Tells of views that were saved. */
export interface ViewsWatch {
  /** @returns what ends it */
  readonly subscribe: (listener: (views: readonly string[]) => void) => () => void
  /** Of all views as they are now: another one after a change. */
  readonly version: () => string
}

/** An editor writes a file in several steps. */
const quiet = 50

/** Watches folders as long as somebody listens. */
export function createViewsWatch(folders: readonly string[]): ViewsWatch {
  const listeners = new Set<(views: readonly string[]) => void>()
  const changed = new Set<string>()
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  const tell = (): void => {
    const views = [...changed]
    changed.clear()
    start()
    for (const listener of listeners) listener(views)
  }
  const note = (view: string): void => {
    changed.add(view)
    clearTimeout(timer)
    timer = setTimeout(tell, quiet)
  }
  const stop = (): void => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
    watchers = []
  }
  /** Folder by folder: a watcher of a file loses it when an editor puts another in its place. */
  const start = (): void => {
    stop()
    watchers = folders.flatMap((root) =>
      foldersIn(root).map((folder) => watchFolder(root, folder, note)),
    )
  }
  return {
    version: () => String(Math.max(0, ...folders.flatMap(filesIn).map(modified))),
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) start()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
  }
}

function watchFolder(root: string, folder: string, note: (view: string) => void): FSWatcher {
  const watcher = watch(folder, { persistent: false }, (_, name) => {
    if (name !== null) note(relative(root, join(folder, name)).replaceAll('\\', '/'))
  })
  // A folder that is taken away: what is left is found again after the next change.
  watcher.on('error', () => watcher.close())
  return watcher
}

function foldersIn(root: string): string[] {
  if (!existsSync(root)) return []
  const inside = readdirSync(root, { recursive: true, withFileTypes: true })
  const folders = inside.filter((entry) => entry.isDirectory())
  return [root, ...folders.map((entry) => join(entry.parentPath, entry.name))]
}

function filesIn(root: string): string[] {
  return foldersIn(root).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

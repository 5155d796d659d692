import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

/** The package as a user would get it. */
export interface Packed {
  /** Path of the tarball. */
  readonly tarball: string
  /** An empty app's folder that holds the unpacked package and nothing else: node_modules/sealwax. */
  readonly app: string
  /** Paths of all files in the package. */
  readonly files: readonly string[]
}

/** This repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const folders: string[] = []
let result: Promise<Packed> | undefined

after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** Builds and packs Sealwax, once for the whole run. */
export function packed(): Promise<Packed> {
  result ??= buildAndPack()
  return result
}

/** An empty folder, removed at the end of the run. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealwax-'))
  folders.push(folder)
  return folder
}

/**
 * Runs a program to its end.
 * @returns What it printed on stdout.
 * @throws With all that it printed, when it fails.
 */
export function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: childEnv(), maxBuffer: 2 ** 26 }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      reject(
        new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error }),
      )
    })
    child.stdin?.end()
  })
}

/** This process's environment, without what would have `c8` measure the child too. */
export function childEnv(): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE: _, ...env } = process.env
  return env
}

async function buildAndPack(): Promise<Packed> {
  const [folder, app] = [await emptyFolder(), await emptyFolder()]
  await run(ROOT, 'npm', 'run', 'build')
  await run(ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder)
  const [name] = await readdir(folder)
  const tarball = join(folder, name ?? '')
  const unpacked = join(app, 'node_modules/sealwax')
  await run(ROOT, 'mkdir', '-p', unpacked)
  await run(ROOT, 'tar', '-xzf', tarball, '-C', unpacked, '--strip-components=1')
  return { tarball, app, files: await filesIn(unpacked) }
}

/** An empty app that has the package, and links to the repository's own copy of others. */
export async function createConsumer(names: readonly string[]): Promise<string> {
  const { tarball } = await packed()
  const app = await emptyFolder()
  const unpacked = join(app, 'node_modules/sealwax')
  await run(ROOT, 'mkdir', '-p', unpacked)
  await run(ROOT, 'tar', '-xzf', tarball, '-C', unpacked, '--strip-components=1')
  for (const name of names) {
    const path = join(app, 'node_modules', name)
    await mkdir(dirname(path), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), path, 'junction')
  }
  return app
}

/** Paths of all files below a folder, relative to it. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
}

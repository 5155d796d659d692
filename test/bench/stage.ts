import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const bench = 'test/bench'

/** The library and the peers as JavaScript, the way an app runs them. */
export interface Stage {
  /** Where files of the run may lie. */
  readonly folder: string
  /** What was built. */
  readonly commit: string
  /** Path of a program of the benchmark, such as `peers/serve.js`. */
  readonly program: (path: string) => string
  readonly close: () => Promise<void>
}

/**
 * Compiles the library in a folder of its own: what runs through tsx would pay for each closure that it makes.
 * @param ref commit of the library; the working tree where it is left out. The benchmark is always this one
 */
export async function stage(ref?: string): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'sealwax-bench-'))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const source = ref === undefined ? root : await unpack(ref, join(folder, 'tree'))
    await compile(source, folder)
    await link(source, folder)
    const commit = await commitOf(ref)
    return { folder, commit, program: (path) => join(folder, 'dist', bench, path), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Not a worktree: of a run that was interrupted nothing stays in the repository. */
async function unpack(ref: string, folder: string): Promise<string> {
  const archive = `${folder}.tar`
  await mkdir(folder)
  await git('archive', '--output', archive, ref)
  await run('tar', ['-xf', archive, '-C', folder])
  await rm(join(folder, bench), { recursive: true, force: true })
  await cp(join(root, bench), join(folder, bench), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

async function compile(source: string, folder: string): Promise<void> {
  const tsc = join(root, 'node_modules/.bin/tsc')
  await run(tsc, ['-p', join(source, bench, 'tsconfig.json'), '--outDir', join(folder, 'dist')])
}

/** What the compiled files look for around them. */
async function link(source: string, folder: string): Promise<void> {
  await mkdir(join(folder, 'dist', bench), { recursive: true })
  for (const name of ['package.json', 'views', 'public', 'node_modules']) {
    await symlink(join(source, name), join(folder, name))
  }
  await symlink(join(source, bench, 'views'), join(folder, 'dist', bench, 'views'))
}

async function commitOf(ref: string | undefined): Promise<string> {
  const told =
    ref === undefined ? git('describe', '--always', '--dirty') : git('rev-parse', '--short', ref)
  return (await told).trim()
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: root })
  return stdout
}

import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

type Command = [program: string, ...args: string[]]

/** The Chromium that the browser tests use: `CHROMIUM_PATH`, one on the PATH, or Playwright's own. */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen && !isExecutable(chosen)) throw new Error(`CHROMIUM_PATH is no program: ${chosen}`)
  return chosen || NAMES.map(onPath).find(Boolean) || playwrightsOwn()
}

/** Finds Chromium, and installs it first where there is none: browser tests are never skipped. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium()
  if (found) return found
  for (const commands of installers()) {
    if (!commands.every(succeeds)) continue
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error('No Chromium, and none could be installed. Install one, or set CHROMIUM_PATH.')
}

function installers(): Command[][] {
  const playwright: Command[] = [['npx', 'playwright-core', 'install', 'chromium']]
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return [playwright]
  const apt: Command[] = [
    ['apt-get', '-q', 'update'],
    ['apt-get', '-q', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
  ]
  return [apt, playwright]
}

function succeeds([program, ...args]: Command): boolean {
  console.log(`Installing Chromium: ${program} ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function playwrightsOwn(): string | undefined {
  const path = chromium.executablePath()
  return isExecutable(path) ? path : undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

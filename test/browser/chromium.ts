import { chromium } from 'playwright-core'
import {
  type Command,
  chosenBy,
  debianInstallers,
  ensureProgram,
  isExecutable,
  onPath,
} from '../services/programs.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PLAYWRIGHTS: Command[] = [['npx', 'playwright-core', 'install', 'chromium']]

/** The Chromium that the browser tests use: `CHROMIUM_PATH`, one on the PATH, or Playwright's own. */
export function findChromium(): string | undefined {
  return chosenBy('CHROMIUM_PATH') ?? onPath(...NAMES) ?? playwrightsOwn()
}

/** Finds Chromium, and installs it first where there is none: browser tests are never skipped. */
export async function ensureChromium(): Promise<string> {
  return ensureProgram({
    name: 'Chromium',
    find: findChromium,
    installers: [...debianInstallers('chromium', 'fonts-liberation'), PLAYWRIGHTS],
    advice: 'Install one, or set CHROMIUM_PATH.',
  })
}

function playwrightsOwn(): string | undefined {
  const path = chromium.executablePath()
  return isExecutable(path) ? path : undefined
}

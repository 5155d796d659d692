import { hintFor } from '../../koa/development/hints.ts'
import { examineApp } from './examine-app.ts'
import { examineCalls } from './examine-calls.ts'
import { examineHeaders } from './examine-headers.ts'
import { examineKeys } from './examine-keys.ts'
import { examineScripts } from './examine-scripts.ts'
import { examineSession } from './examine-session.ts'
import { examineVersions } from './examine-versions.ts'
import { examineViews } from './examine-views.ts'
import { type Finding, ok, problem, warning } from './finding.ts'
import { type OpenApp, openApp } from './open-app.ts'
import { createSite, type Visited } from './site.ts'

/** What is to be looked at. */
export interface Subject {
  /** Folder of the app. */
  readonly folder: string
  /** File of the app's module, to be imported. */
  readonly app: string | undefined
  /** Address of a site that runs already. */
  readonly url: string | undefined
  /** Path of a page with a component. */
  readonly path: string
}

/** A check's name, and what it found. */
export type Section = readonly [title: string, findings: readonly Finding[]]

/** Examines an app or a site, one check after the other. */
export async function* examine(subject: Subject): AsyncGenerator<Section> {
  const { folder, app, url } = subject
  yield ['Versions', examineVersions(folder)]
  const started = app === undefined ? undefined : await openOrSay(app)
  const opened = started && 'url' in started ? started : undefined
  if (started) yield ['App', opened ? examineApp(opened) : [started as Finding]]
  try {
    yield ['Keys', examineKeys(folder, opened)]
    if (opened) yield ['Views', await examineViews(opened.toolkits)]
    const origin = url ?? opened?.url
    // What an app here says is nothing to a site elsewhere.
    if (origin !== undefined) yield* examineSite(origin, subject, url ? undefined : opened)
  } finally {
    opened?.close()
  }
}

async function* examineSite(
  origin: string,
  { path }: Subject,
  opened: OpenApp | undefined,
): AsyncGenerator<Section> {
  const site = createSite(origin)
  const page = await site.open(path)
  const fault = examinePage(page, path, opened)
  yield ['Page', [fault ?? ok(`${path} is answered with ${page.status}.`)]]
  if (fault !== undefined) return
  yield ['Session', examineSession(page)]
  yield ['Headers', examineHeaders(page)]
  yield ['Scripts', await examineScripts(site, page)]
  yield ['Calls', await examineCalls(site, page, opened)]
}

async function openOrSay(file: string): Promise<OpenApp | Finding> {
  try {
    return await openApp(file)
  } catch (error) {
    return problem(`${file} could not be started: ${messageOf(error)}`, adviceFor(error))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function adviceFor(error: unknown): string {
  const { code } = error as { code?: unknown }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return 'Start the doctor as you start the app, for instance node --import tsx node_modules/sealwax/dist/server/cli.js doctor.'
  }
  if (code === 'ConfigError') return 'createSealwax says what is wrong: mend that first.'
  return 'Export the Koa app as default, as app, or what makes it as createApp; or have the module listen.'
}

/** @returns what keeps the other checks from being made */
function examinePage({ status }: Visited, path: string, opened?: OpenApp): Finding | undefined {
  const answered = `${path} is answered with ${status}`
  if (status < 400) return undefined
  if (status < 500) return warning(`${answered}.`, 'Name a page that anybody may see by --path.')
  const error = opened?.errors.at(-1)
  if (error === undefined) return problem(`${answered}.`, "See what the app's log says of it.")
  const message = messageOf(error)
  return problem(`${answered}: ${message}`, pageAdvice(message))
}

function pageAdvice(message: string): string {
  if (/ctx\.render is not a function/.test(message)) {
    return 'app.use(sealwax.middleware()) has to stand in front of the page routes.'
  }
  return hintFor([message], '') ?? "See the stack in the app's log."
}

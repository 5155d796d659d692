import type { Page, Request, Response } from 'playwright-core'
import { openPage } from '../browser/launch.ts'
import { until } from '../services/processes.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { outcomeOf } from './visitor.ts'

/** A user in a browser, who looks and clicks again where something failed. */
export interface User {
  readonly page: Page
  /** Opens a page, as often as it takes. */
  readonly visit: (path: string) => Promise<void>
  /** Clicks until the wish is granted. */
  readonly persist: (wish: Wish) => Promise<void>
  /** Clicks once. Returns what the answer said, `undefined` where nothing was sent. */
  readonly press: (wish: Pick<Wish, 'call' | 'write' | 'click'>) => Promise<Outcome | undefined>
  readonly seen: () => Seen
}

/** Something that the user wants, and sees when it is done. */
export interface Wish {
  /** Page where it is done, such as `/todos`. */
  readonly at: string
  /** Such as `todo-list/add`. */
  readonly call: string
  /** What the database notes of it, if anything. */
  readonly write: string | undefined
  readonly click: () => Promise<void>
  readonly isDone: () => Promise<boolean>
}

export interface Seen {
  clicks: number
  /** Clicks that no answer confirmed. */
  failedClicks: number
  /** Pages that had to be opened again. */
  failedPages: number
  /** Milliseconds that the longest wish took. */
  longestWish: number
}

/** Milliseconds for one wish while processes start on a busy machine, and for one answer. */
const patience = 150_000
const answerPatience = 20_000

export async function createUser(url: string, ledger: Ledger): Promise<User> {
  const page = await openPage()
  const seen: Seen = { clicks: 0, failedClicks: 0, failedPages: 0, longestWish: 0 }

  async function visit(path: string): Promise<void> {
    const opens = async () => {
      const isOpen = (await page.goto(url + path))?.status() === 200
      if (!isOpen) seen.failedPages++
      return isOpen
    }
    await until(`a user can open ${path}`, opens, patience)
  }

  const press: User['press'] = async ({ call, write, click }) => {
    const answer = answerTo(page, call)
    seen.clicks++
    try {
      await click()
    } catch {
      // What is to be clicked may have gone with an answer that did not come.
      answer.forget()
    }
    const outcome = await answer.outcome
    if (outcome !== undefined) ledger.note(write, outcome)
    if (outcome !== 'done') seen.failedClicks++
    return outcome
  }

  async function persist(wish: Wish): Promise<void> {
    const begun = performance.now()
    if (new URL(page.url()).pathname !== wish.at) await visit(wish.at)
    while (!(await isGranted(wish))) {
      if (performance.now() - begun > patience) throw new Error(`No way past ${wish.call}.`)
    }
    seen.longestWish = Math.max(seen.longestWish, performance.now() - begun)
  }

  async function isGranted(wish: Wish): Promise<boolean> {
    const outcome = await press(wish)
    const what = `the page shows ${wish.call} of ${wish.write}`
    const isShown = () =>
      until(what, wish.isDone, 5_000).then(
        () => true,
        () => false,
      )
    if (outcome === 'done' && (await isShown())) return true
    // What the answer led to may have failed, or nobody knows: the user looks.
    await visit(wish.at)
    const isThere = await wish.isDone()
    if (outcome === 'done' && !isThere)
      throw new Error(`Confirmed, and not there: ${wish.call} of ${wish.write}`)
    return isThere
  }

  return { page, visit, press, persist, seen: () => seen }
}

const nobodyWaits = () => {}

/** Listens for the answer to the next call of a method. */
function answerTo(page: Page, call: string) {
  let settle: (outcome?: Outcome) => void = nobodyWaits
  const isIt = (request: Request) => new URL(request.url()).pathname === `/_sealwax/${call}`
  const onResponse = (response: Response) => {
    if (isIt(response.request())) void outcomeIn(response).then(settle)
  }
  const onFailure = (request: Request) => {
    if (isIt(request)) settle('unknown')
  }
  page.on('response', onResponse)
  page.on('requestfailed', onFailure)
  const timer = setTimeout(() => settle('unknown'), answerPatience)
  const outcome = new Promise<Outcome | undefined>((resolve) => {
    settle = resolve
  }).finally(() => {
    clearTimeout(timer)
    page.off('response', onResponse)
    page.off('requestfailed', onFailure)
  })
  return { outcome, forget: () => settle(undefined) }
}

async function outcomeIn(response: Response): Promise<Outcome> {
  const body: unknown = response.status() < 400 ? undefined : await response.json().catch(() => {})
  const { error } = (body ?? {}) as { error?: { code?: string } }
  return outcomeOf(response.status(), error?.code)
}

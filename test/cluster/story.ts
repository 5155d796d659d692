import type { Page } from 'playwright-core'
import { sampleUsers } from '../../server/demo/account/sample-users.ts'
import { until } from '../services/processes.ts'
import type { Ledger } from './ledger.ts'
import { createUser, type Seen, type User } from './user.ts'

/** A user who does the same things over and over. */
export interface Story {
  /** How often all of it was done. Throws what the user could not get past. */
  readonly rounds: () => number
  readonly seen: () => Seen
  /** Ends behind the round under way. Throws what the user could not get past. */
  readonly stop: () => Promise<void>
}

export async function startStory(url: string, ledger: Ledger): Promise<Story> {
  const user = await createUser(url, ledger)
  const state: { rounds: number; isOver: boolean; failure?: unknown } = { rounds: 0, isOver: false }
  const running = (async () => {
    for (; !state.isOver; state.rounds++) await tell(user, `story ${state.rounds}`)
  })()
  running.catch((failure: unknown) => {
    state.failure = failure
  })
  return {
    rounds() {
      if (state.failure) throw state.failure
      return state.rounds
    },
    seen: user.seen,
    stop() {
      state.isOver = true
      return running
    },
  }
}

async function tell(user: User, name: string): Promise<void> {
  await keepTodo(user, name)
  await count(user)
  await logIn(user)
  await keepNote(user, name)
  await keepCard(user, name)
  await sendLetter(user, name)
  await logOut(user)
}

async function keepTodo({ page, persist }: User, title: string): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const renamed = `${title}, renamed`
  await persist({
    at: '/todos',
    call: 'todo-list/add',
    write: `todos INSERT ${title}`,
    click: () => write(page, 'New to-do', title),
    isDone: () => button(title).isVisible(),
  })
  await persist({
    at: '/todos',
    call: 'todo-item/toggle',
    write: `todos UPDATE ${title}`,
    click: () => button(title).click(),
    isDone: () => page.getByRole('button', { name: title, exact: true, pressed: true }).isVisible(),
  })
  await persist({
    at: '/todos',
    call: 'todo-item/rename',
    write: `todos UPDATE ${renamed}`,
    async click() {
      await button(`Edit ${title}`).click()
      await page.getByLabel('New title').waitFor({ timeout: 3000 })
      await write(page, 'New title', renamed)
    },
    isDone: () => button(renamed).isVisible(),
  })
  await persist({
    at: '/todos',
    call: 'todo-item/remove',
    write: `todos DELETE ${renamed}`,
    click: () => button(`Delete ${renamed}`).click(),
    isDone: async () => (await button(renamed).count()) === 0,
  })
}

/** Each click that is confirmed is one more than was shown; the count is kept nowhere but in the page. */
async function count({ page, visit, press }: User): Promise<void> {
  const shown = async () => Number(await page.locator('#counter-left output').innerText())
  const click = () => page.getByRole('button', { name: 'Increment Left' }).click()
  await visit('/counter')
  for (let clicks = 0; clicks < 3; clicks++) {
    const before = await shown()
    const outcome = await press({ call: 'counter/increment', write: undefined, click })
    if (outcome === 'done') await until('it counts', async () => (await shown()) === before + 1)
    else await visit('/counter')
  }
}

async function logIn({ page, persist }: User): Promise<void> {
  const [{ name, password }] = sampleUsers
  await persist({
    at: '/account',
    call: 'log-in/enter',
    write: undefined,
    async click() {
      await page.getByLabel('Name').fill(name)
      await write(page, 'Password', password)
    },
    isDone: () => isLoggedIn(page),
  })
}

async function logOut({ page, persist }: User): Promise<void> {
  await persist({
    at: '/account',
    call: 'log-out/leave',
    write: undefined,
    click: () => page.getByRole('button', { name: 'Log out' }).click(),
    isDone: async () => !(await isLoggedIn(page)),
  })
}

function isLoggedIn(page: Page): Promise<boolean> {
  return page.locator('.who', { hasText: sampleUsers[0].name }).isVisible()
}

async function keepNote({ page, persist }: User, text: string): Promise<void> {
  await persist({
    at: '/notes',
    call: 'private-notes/add',
    write: `notes INSERT ${text}`,
    click: () => write(page, 'New note', text),
    isDone: () => page.getByText(text, { exact: true }).isVisible(),
  })
  await persist({
    at: '/notes',
    call: 'private-notes/remove',
    write: `notes DELETE ${text}`,
    click: () => page.getByRole('button', { name: `Delete: ${text}`, exact: true }).click(),
    isDone: async () => (await page.getByText(text, { exact: true }).count()) === 0,
  })
}

async function keepCard({ page, persist }: User, title: string): Promise<void> {
  const heading = page.getByRole('heading', { name: title, exact: true })
  const cardIn = (list: number) =>
    page.locator('.list').nth(list).locator('.card', { has: heading })
  await persist({
    at: '/board',
    call: 'board-list/add',
    write: `board_cards INSERT ${title}`,
    async click() {
      const field = page.locator('.list').first().getByLabel('New card')
      await field.fill(title)
      await field.press('Enter')
    },
    isDone: () => cardIn(0).isVisible(),
  })
  await persist({
    at: '/board',
    call: 'board-list/send',
    write: `board_cards UPDATE ${title}`,
    click: () => cardIn(0).locator('[data-move=right]').click(),
    isDone: () => cardIn(1).isVisible(),
  })
  await persist({
    at: '/board',
    call: 'board-card/remove',
    write: `board_cards DELETE ${title}`,
    click: () => page.getByRole('button', { name: `Delete ${title}`, exact: true }).click(),
    isDone: async () => (await heading.count()) === 0,
  })
}

async function sendLetter({ page, visit, persist }: User, text: string): Promise<void> {
  const letters = page.locator('.letters > li')
  await visit('/contact')
  const before = await letters.count()
  await persist({
    at: '/contact',
    call: 'contact/send',
    write: `letters INSERT ${text}`,
    async click() {
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('E-mail').fill('ada@engine.example')
      await page.getByLabel('About').selectOption('Forms and files')
      await page.getByLabel('Letter', { exact: true }).fill(text)
      await page.getByLabel('Attachments').setInputFiles(attachment)
      await page.getByRole('button', { name: 'Seal and send' }).click()
    },
    isDone: async () => (await letters.count()) > before,
  })
}

const attachment = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('ink') }

/** Writes a line and presses Enter. */
async function write(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text)
  await page.getByLabel(label).press('Enter')
}

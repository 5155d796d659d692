import type { Page } from 'playwright-core'

/** What a page shows of each of its components, in its order, and where the focus is. */
export interface PageRead {
  readonly components: readonly ComponentRead[]
  readonly cursor: FieldName | null
}

interface ComponentRead {
  /** Whether it waits for a fresh page: what was asked of it is given up, but it is not drawn anew yet. */
  readonly recovers?: boolean
  readonly [shown: string]: unknown
}

interface FieldName {
  readonly id: string
  readonly method: string
  readonly name: string
}

export function readPage(page: Page): Promise<PageRead> {
  return page.evaluate(`({ components: ${components}, cursor: ${cursor} })`)
}

const cursor = `(({ form, name, type }) => form && type !== 'submit' && type !== 'button' ? {
  id: form.closest('[data-component]').id,
  method: form.getAttribute('action').split('/').at(-1),
  name,
} : null)(document.activeElement)`

const components = `[...document.querySelectorAll('[data-component]')].map((root) => {
  const isOwn = (element) => element.closest('[data-component]') === root
  const all = (selector) => [...root.querySelectorAll(selector)].filter(isOwn)
  const text = (selector) => all(selector)[0]?.textContent.trim() ?? null
  const isPressed = ({ ariaPressed }) => ariaPressed === 'true'
  const readers = {
    'todo-list': () => ({
      filter: all('.filter').find(isPressed)?.textContent.toLowerCase(),
      problem: text('.problem'),
    }),
    'todo-item': () => all('.toggle').length > 0
      ? { title: text('.title'), done: isPressed(all('.toggle')[0]) }
      : { problem: text('.problem') },
    board: () => ({ problem: text('.problem') }),
    'board-list': () => ({ ...(text('h2') && { title: text('h2') }), problem: text('.problem') }),
    'board-card': () => all('h3').length > 0
      ? {
          title: text('h3'),
          note: text('.note'),
          moves: all('[data-move]').map(({ ariaLabel }) => ariaLabel),
        }
      : { problem: text('.problem') },
    counter: () => ({ count: text('.count') }),
  }
  const fields = all('form:not([hidden]) :is(input:not([type=hidden]), textarea)')
  return {
    id: root.id,
    calls: root.calls?.size ?? 0,
    recovers: root.ariaBusy === 'true' && !root.calls?.size,
    ...readers[root.dataset.component](),
    ...Object.fromEntries(fields.map(({ form, name, value }) => [
      form.getAttribute('action').split('/').at(-1) + '.' + name,
      value,
    ])),
  }
})`

/** Presses a control so many times, faster than any answer. */
export function press(page: Page, place: { id: string; selector: string; times: number }) {
  return page.evaluate(inRoot(place, 'own.focus(); for (let i = 0; i < times; i++) own.click()'))
}

/** Types into the fields of a form. */
export function type(page: Page, place: InForm) {
  return page.evaluate(inRoot(at(place), fill))
}

/** Types into the fields of a form and sends it. */
export function submit(page: Page, place: InForm) {
  return page.evaluate(inRoot(at(place), `${fill} own.requestSubmit()`))
}

interface InForm {
  readonly id: string
  readonly method: string
  readonly texts: Readonly<Record<string, string>>
}

function at({ method, ...place }: InForm) {
  return { ...place, selector: `form[action$="/${method}"]` }
}

const fill = `for (const [name, text] of Object.entries(texts)) {
  const field = own.elements[name]
  field.focus()
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
}`

function inRoot(place: { id: string; selector: string }, code: string): string {
  return `{
    const { id, selector, times, texts } = ${JSON.stringify(place)}
    const root = document.getElementById(id)
    const [own] = [...root.querySelectorAll(selector)].filter(
      (element) => element.closest('[data-component]') === root,
    )
    ${code}
  }`
}

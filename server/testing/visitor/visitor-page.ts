import assert from 'node:assert/strict'
import { composeSubmit } from '../page/compose.ts'
import { type FieldValue, fillField } from '../page/fill.ts'
import { findId, idsOf } from '../page/find.ts'
import { findButton } from '../page/find-control.ts'
import { isSubmitter } from '../page/form.ts'
import { perform } from '../page/perform.ts'
import type { Spot } from '../page/spot.ts'
import { nameOf, textOf } from '../page/text.ts'
import { attributeOf, type Element, elementsIn, htmlOf } from '../page/tree.ts'
import type { Defined, Key, KindOf } from '../types.ts'
import { messagesIn, titleOf } from './seen.ts'
import { navigate, show, type Tab } from './tab.ts'
import { VisitorComponent } from './visitor-component.ts'
import type { Answer } from './wire.ts'

/** A page of the real app in a visitor's browser. It changes as the visitor goes on. */
export class VisitorPage {
  readonly #tab: Tab

  /** @internal */
  constructor(tab: Tab) {
    this.#tab = tab
  }

  /** Path and query in the address bar. */
  get url(): string {
    return this.#tab.url
  }

  /** HTTP status of the last answer. */
  get status(): number {
    return this.#tab.answer.status
  }

  /** The last answer. */
  get answer(): Answer {
    return this.#tab.answer
  }

  /** What it is called. */
  get title(): string {
    return titleOf(this.#tab.document)
  }

  /** The whole page as it is now. */
  get html(): string {
    return htmlOf(this.#tab.document)
  }

  /** Text that can be read, white space as one space. */
  get text(): string {
    return textOf(this.#tab.document)
  }

  /** Texts in its region for messages. */
  get messages(): readonly string[] {
    return messagesIn(this.#tab.document)
  }

  /**
   * The one component that is meant, on the page.
   * @param component as it was defined: then the compiler knows its methods; or its name, its id or the end of that:
   * `todo-item-7` stands for `todo-list-main__todo-item-7` as well
   * @param key that its tag has
   * @throws AssertionError when there is none, or more than one
   */
  find<C extends Defined>(component: C, key?: Key): VisitorComponent<KindOf<C>>
  find(idOrName: string, key?: Key): VisitorComponent
  find(wanted: string | Defined, key?: Key): VisitorComponent<any> {
    return this.#at(findId(this.#tab.document, wanted, key))
  }

  /** All of one component, or of one name, on the page, in the order of the page. */
  findAll<C extends Defined>(component: C): readonly VisitorComponent<KindOf<C>>[]
  findAll(name: string): readonly VisitorComponent[]
  findAll(wanted: string | Defined): readonly VisitorComponent<any>[] {
    return idsOf(this.#tab.document, wanted).map((id) => this.#at(id))
  }

  /**
   * Fills in a field, wherever it is on the page.
   * @param field its name, or the text of its label
   * @throws AssertionError when there is none, or no such choice
   */
  fill(field: string, value: FieldValue): this {
    fillField({ within: this.#root(), page: this.#tab.document }, field, value)
    return this
  }

  /**
   * Follows a link, or presses a button.
   * @param name label or text
   * @returns this page, as it is now
   * @throws AssertionError unless there is just one; for a button of a component what the call is refused with
   */
  async click(name: string): Promise<this> {
    const link = this.#link(name)
    if (link === undefined) await this.#press(name)
    else await this.#go(attributeOf(link, 'href') ?? '')
    return this
  }

  /** Asks for the page anew. */
  async reload(): Promise<this> {
    await this.#go(this.url)
    return this
  }

  async #go(href: string): Promise<void> {
    const { origin } = this.#tab.browser
    const target = new URL(href, origin + this.url)
    assert.equal(target.origin, origin, `The link leads to another site: ${href}`)
    show(this.#tab, await navigate(this.#tab.browser, target.pathname + target.search, this.url))
  }

  #link(name: string): Element | undefined {
    const all = elementsIn(this.#tab.document)
    const isNamed = (one: Element) => nameOf(one, this.#tab.document) === name
    if (all.some((one) => isSubmitter(one) && isNamed(one))) return undefined
    return all.find((one) => one.tagName === 'a' && isNamed(one))
  }

  #press(name: string): Promise<void> {
    const spot: Spot = { surface: this.#tab, id: '', disguise: {} }
    const button = findButton(this.#root(), this.#tab, name)
    return perform(this.#tab, composeSubmit(spot, button))
  }

  #root(): Element {
    const root = elementsIn(this.#tab.document)[0]
    assert(root !== undefined, 'The page is empty.')
    return root
  }

  #at(id: string): VisitorComponent<any> {
    return new VisitorComponent<any>(this.#tab, id)
  }
}

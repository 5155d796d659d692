import type { Fields } from '../core/rooms.ts'
import { composeCall, composePress, composeSubmit, setPending } from './page/compose.ts'
import { type FieldValue, fillField } from './page/fill.ts'
import { findForm } from './page/find-control.ts'
import { perform } from './page/perform.ts'
import { type Disguise, rootOf, type Spot, sealedOf } from './page/spot.ts'
import { type DispatchedEvent, type Sent, type Told, toldOf } from './page/surface.ts'
import { textOf } from './page/text.ts'
import { attributeOf, type Element, findById, htmlOf } from './page/tree.ts'
import type { AnyKind, Forgery, Kind, MethodOf, ParamsOf, PartOf } from './types.ts'

/** One component of a page: what can be seen of it, and what can be done with it. All of it is as the page is then. */
export abstract class TestComponent<K extends Kind = AnyKind> {
  /** For the compiler alone. */
  declare readonly kind?: K
  /** Id of its root. */
  readonly id: string
  /** Name that it was defined with. */
  readonly name: string
  /** @internal */
  protected readonly spot: Spot

  constructor(spot: Spot) {
    this.spot = spot
    this.id = spot.id
    this.name = attributeOf(rootOf(spot), 'data-component') ?? ''
  }

  /** Whether its root is on the page. */
  get isThere(): boolean {
    return this.#root() !== undefined
  }

  /** HTML of its root, children included; `''` once it has left the page. */
  get html(): string {
    const root = this.#root()
    return root === undefined ? '' : htmlOf(root)
  }

  /** Text that can be read, white space as one space; `''` once it has left the page. */
  get text(): string {
    const root = this.#root()
    return root === undefined ? '' : textOf(root)
  }

  /** Sealed text, as it stands in the page. */
  get sealed(): string {
    return sealedOf(this.spot)
  }

  /** What its method dispatched in the last call, in order. */
  get events(): readonly DispatchedEvent[] {
    return this.told.events
  }

  /** Texts for the user from the last call. */
  get messages(): readonly string[] {
    return this.told.messages
  }

  /** Where the last call leads; `undefined` to stay. */
  get redirect(): string | undefined {
    return this.told.redirect
  }

  /** What the last call put into the address bar; `undefined` where it stayed. */
  get pushedUrl(): string | undefined {
    return this.told.pushedUrl
  }

  /** Title that the last call gave the document; `undefined` where that stayed, and without JavaScript. */
  get title(): string | undefined {
    return this.told.title
  }

  /** Ids of the components that the last call had draw themselves anew. */
  get refreshed(): readonly string[] {
    return this.told.refreshed
  }

  /** Whether its own method took it out of the page. */
  get removed(): boolean {
    return this.told.removed
  }

  /** What the method of the last call returned. */
  get value(): unknown {
    return this.told.value
  }

  /** What the browser may read of it. */
  abstract get publicState(): K['publicState']

  /** Messages about what was refused in the last call, by field; `_form` has those of the whole. */
  abstract get errors(): Readonly<Record<string, readonly string[]>>

  /**
   * Calls a method, as a button with `call()` does. Refused input is an answer: see `errors`.
   * @param params what the method's schema takes, as JSON
   * @returns this component, as it is now
   * @throws what the call is refused with; AssertionError when it is not on the page
   */
  async call<M extends MethodOf<K>>(method: M, ...params: ParamsOf<K['params'][M]>): Promise<this> {
    return this.#perform(composeCall(this.spot, method, params[0] as Fields | undefined))
  }

  /**
   * Draws it anew without calling a method.
   * @throws as `call` does
   */
  async refresh(): Promise<this> {
    return this.#perform(composeCall(this.spot))
  }

  /** Has public state go along with the next call or refresh, as a script of the page may. */
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- of a component that is not known
  set(fields: PartOf<K['publicState']>): this {
    setPending(this.spot, fields)
    return this
  }

  /**
   * Fills in a field.
   * @param field its name, or the text of its label
   * @param value text or number; whether a box is ticked; the choices of a list
   * @throws AssertionError when there is no such field, or no such choice
   */
  fill(field: string, value: FieldValue): this {
    fillField({ within: rootOf(this.spot), page: this.spot.surface.document }, field, value)
    return this
  }

  /**
   * Fills in the `{% form %}` that calls a method, and sends it.
   * @param fields values by name, or by the text of the label
   * @throws as `call` and `fill` do
   */
  async submit(
    method: MethodOf<K>,
    fields: Readonly<Record<string, FieldValue>> = {},
  ): Promise<this> {
    const { form, button } = findForm(this.spot, method)
    for (const [field, value] of Object.entries(fields)) {
      fillField({ within: form, page: this.spot.surface.document }, field, value)
    }
    return this.#perform(composeSubmit(this.spot, button, form))
  }

  /**
   * Presses a button.
   * @param button its name, as a screen reader has it: label or text
   * @throws as `call` does; AssertionError unless there is just one such button
   */
  async click(button: string): Promise<this> {
    return this.#perform(composePress(this.spot, button))
  }

  /** The same component with another sealed state in its forms, for tests that forge one. */
  withState(sealed: string): this {
    return this.again({ ...this.spot.disguise, state: sealed })
  }

  /** States that must not open in its place; see `expectForgeriesRefused`. */
  abstract forgeries(): Promise<readonly Forgery[]>

  /** @internal */
  protected abstract again(disguise: Disguise): this

  /** @internal */
  protected get told(): Told {
    return toldOf(this.spot.surface, this.id)
  }

  #root(): Element | undefined {
    return findById(this.spot.surface.document, this.id)
  }

  async #perform(sent: Sent): Promise<this> {
    await perform(this.spot.surface, sent)
    return this
  }
}

import { brokenStates } from '../broken-states.ts'
import { findId, idsOf } from '../page/find.ts'
import { type Disguise, rootOf } from '../page/spot.ts'
import { attributeOf, findById } from '../page/tree.ts'
import { TestComponent } from '../test-component.ts'
import type { AnyKind, Defined, Forgery, Key, Kind, KindOf } from '../types.ts'
import { errorsIn } from './seen.ts'
import { statesElsewhere } from './states-elsewhere.ts'
import type { Tab } from './tab.ts'
import type { Answer } from './wire.ts'

/** A component on a page of the real app, as its visitor sees it: what is in its seal is not known here. */
export class VisitorComponent<K extends Kind = AnyKind> extends TestComponent<K> {
  readonly #tab: Tab

  /** @internal */
  constructor(tab: Tab, id: string, disguise: Disguise = {}) {
    super({ surface: tab, id, disguise })
    this.#tab = tab
  }

  /** What the browser may read of it, as it is in the page: as JSON. */
  override get publicState(): K['publicState'] {
    return JSON.parse(attributeOf(rootOf(this.spot), 'data-public') ?? '{}')
  }

  /** Messages that stand at its fields, by field. */
  override get errors(): Readonly<Record<string, readonly string[]>> {
    const root = findById(this.#tab.document, this.id)
    return root === undefined ? {} : errorsIn(root, this.#tab.document)
  }

  /** The last answer that its page has got. */
  get answer(): Answer {
    return this.#tab.answer
  }

  /** The same component in a page of another site: what it sends must be refused as `CrossSite`. */
  from(origin: string): this {
    return this.again({ ...this.spot.disguise, site: origin })
  }

  /**
   * The one component that is meant, in this one.
   * @param component as it was defined: then the compiler knows its methods; or its name, its id or the end of that:
   * `todo-item-7` stands for `todo-list-main__todo-item-7` as well
   * @param key that its tag has
   * @throws AssertionError when there is none, or more than one
   */
  find<C extends Defined>(component: C, key?: Key): VisitorComponent<KindOf<C>>
  find(idOrName: string, key?: Key): VisitorComponent
  find(wanted: string | Defined, key?: Key): VisitorComponent<any> {
    return this.#at(findId(rootOf(this.spot), wanted, key))
  }

  /** All of one component, or of one name, in this one, in the order of the page. */
  findAll<C extends Defined>(component: C): readonly VisitorComponent<KindOf<C>>[]
  findAll(name: string): readonly VisitorComponent[]
  findAll(wanted: string | Defined): readonly VisitorComponent<any>[] {
    return idsOf(rootOf(this.spot), wanted).map((id) => this.#at(id))
  }

  override async forgeries(): Promise<readonly Forgery[]> {
    return [...brokenStates(this.sealed), ...(await statesElsewhere(this.#tab, this))]
  }

  protected override again(disguise: Disguise): this {
    return new VisitorComponent<K>(this.#tab, this.id, disguise) as this
  }

  #at(id: string): VisitorComponent<any> {
    return new VisitorComponent<any>(this.#tab, id)
  }
}

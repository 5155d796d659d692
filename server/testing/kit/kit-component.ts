import type { Snapshot } from '../../core/rooms.ts'
import { findId, idsOf } from '../page/find.ts'
import { type Disguise, rootOf, type Spot } from '../page/spot.ts'
import { htmlOf, parsePart } from '../page/tree.ts'
import { TestComponent } from '../test-component.ts'
import type { AnyKind, Defined, Forgery, Key, Kind, KindOf } from '../types.ts'
import { createSurface } from './create-surface.ts'
import { forgeriesOf } from './forgeries.ts'
import { type Home, snapshotIn } from './open-states.ts'
import type { Person } from './person.ts'

/** A component that was drawn without HTTP. Its seal is open to the test. */
export class KitComponent<K extends Kind = AnyKind> extends TestComponent<K> {
  readonly #home: Home

  /** @internal */
  constructor(home: Home, spot: Spot) {
    super(spot)
    this.#home = home
  }

  /** What the tag passed, as the seal holds it. */
  get args(): Readonly<K['args']> {
    return this.#snapshot.args
  }

  /** What the browser may read of it, as the seal holds it. */
  override get publicState(): Readonly<K['publicState']> {
    return this.#snapshot.publicState
  }

  /** Server state, as the seal holds it: without what `load` sets. */
  get state(): Readonly<K['state']> {
    return this.#snapshot.state
  }

  override get errors(): Readonly<Record<string, readonly string[]>> {
    return this.told.errors
  }

  /** The same component on the same page, used by somebody else of the kit. */
  as(person: Person): KitComponent<K> {
    const home = { ...this.#home, person }
    const surface = createSurface(home, parsePart(htmlOf(this.spot.surface.document)))
    return new KitComponent(home, { ...this.spot, surface })
  }

  /**
   * The one component that is meant, in this one.
   * @param component as it was defined: then the compiler knows its methods; or its name, its id or the end of that:
   * `todo-item-7` stands for `todo-list-main__todo-item-7` as well
   * @param key that its tag has
   * @throws AssertionError when there is none, or more than one
   */
  find<C extends Defined>(component: C, key?: Key): KitComponent<KindOf<C>>
  find(idOrName: string, key?: Key): KitComponent
  find(wanted: string | Defined, key?: Key): KitComponent<any> {
    return this.#at(findId(rootOf(this.spot), wanted, key))
  }

  /** All of one component, or of one name, in this one, in the order of the page. */
  findAll<C extends Defined>(component: C): readonly KitComponent<KindOf<C>>[]
  findAll(name: string): readonly KitComponent[]
  findAll(wanted: string | Defined): readonly KitComponent<any>[] {
    return idsOf(rootOf(this.spot), wanted).map((id) => this.#at(id))
  }

  override async forgeries(): Promise<readonly Forgery[]> {
    const { site, person } = this.#home
    return forgeriesOf(site, person, this)
  }

  protected override again(disguise: Disguise): this {
    return new KitComponent(this.#home, { ...this.spot, disguise }) as this
  }

  #at(id: string): KitComponent<any> {
    return new KitComponent<any>(this.#home, { ...this.spot, id })
  }

  get #snapshot(): Snapshot & { args: any; publicState: any; state: any } {
    return snapshotIn(this.#home.opened, this.sealed)
  }
}

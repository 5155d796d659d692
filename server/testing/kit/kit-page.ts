import { findId, idsOf } from '../page/find.ts'
import type { Surface } from '../page/surface.ts'
import { textOf } from '../page/text.ts'
import { htmlOf } from '../page/tree.ts'
import type { Defined, Key, KindOf } from '../types.ts'
import { KitComponent } from './kit-component.ts'
import type { Home } from './open-states.ts'

/** A view that was drawn without HTTP. */
export class KitPage {
  readonly #home: Home
  readonly #surface: Surface

  /** @internal */
  constructor(home: Home, surface: Surface) {
    this.#home = home
    this.#surface = surface
  }

  /** The whole page. */
  get html(): string {
    return htmlOf(this.#surface.document)
  }

  /** Text that can be read. */
  get text(): string {
    return textOf(this.#surface.document)
  }

  /**
   * The one component that is meant, on the page.
   * @param component as it was defined: then the compiler knows its methods; or its name, its id or the end of that:
   * `todo-item-7` stands for `todo-list-main__todo-item-7` as well
   * @param key that its tag has
   * @throws AssertionError when there is none, or more than one
   */
  find<C extends Defined>(component: C, key?: Key): KitComponent<KindOf<C>>
  find(idOrName: string, key?: Key): KitComponent
  find(wanted: string | Defined, key?: Key): KitComponent<any> {
    return this.#at(findId(this.#surface.document, wanted, key))
  }

  /** All of one component, or of one name, on the page, in the order of the page. */
  findAll<C extends Defined>(component: C): readonly KitComponent<KindOf<C>>[]
  findAll(name: string): readonly KitComponent[]
  findAll(wanted: string | Defined): readonly KitComponent<any>[] {
    return idsOf(this.#surface.document, wanted).map((id) => this.#at(id))
  }

  #at(id: string): KitComponent<any> {
    return new KitComponent<any>(this.#home, { surface: this.#surface, id, disguise: {} })
  }
}

import { findId, idsOf } from '../page/find.ts'
import type { Surface } from '../page/surface.ts'
import { textOf } from '../page/text.ts'
import { htmlOf } from '../page/tree.ts'
import type { Finder } from '../types.ts'
import { KitComponent } from './kit-component.ts'
import type { Home } from './opened.ts'

/** A view that was drawn without HTTP. */
export class KitPage implements Finder<KitComponent> {
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

  find(idOrName: string): KitComponent {
    return this.#at(findId(this.#surface.document, idOrName))
  }

  findAll(name: string): readonly KitComponent[] {
    return idsOf(this.#surface.document, name).map((id) => this.#at(id))
  }

  #at(id: string): KitComponent {
    return new KitComponent(this.#home, { surface: this.#surface, id, disguise: {} })
  }
}

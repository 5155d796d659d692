import type { Fields, Instance } from '../../core/rooms.ts'

/** Whose template text is running. In a slot that is another component than the one being drawn. */
export interface Owner {
  readonly id: string
  readonly name: string
  /** Values of its fields. */
  readonly publicState: Fields
  /** `undefined` where only a slot's reference is known. */
  readonly instance: Instance | undefined
}

import type { Component, Schema } from '../core/rooms.ts'

/** What is known of a component's types. */
export interface Kind {
  readonly args: unknown
  readonly publicState: unknown
  readonly state: unknown
  /** Schemas of params by method; `unknown` for a method without. */
  readonly params: object
}

/** A component of which only the name is known. */
export interface AnyKind extends Kind {
  readonly args: Record<string, any>
  readonly publicState: Record<string, any>
  readonly state: Record<string, any>
  readonly params: Record<string, any>
}

type Known<C> = C extends { types?: infer T } ? NonNullable<T> : never

// `object` would have no names to call, `unknown` any.
// oxlint-disable-next-line typescript/no-generated-empty-object-type
export type Nothing = Record<never, never>

/** Some of the fields. */
export type PartOf<T> = { readonly [N in keyof T]?: T[N] }

/** What `defineComponent` knows of a component. */
export type KindOf<C> =
  Known<C> extends { args: infer A; publicState: infer P; state: infer S; params: infer X }
    ? {
        readonly args: A extends Schema<any, infer Out> ? Out : unknown
        readonly publicState: P
        readonly state: S
        readonly params: X extends object ? X : Nothing
      }
    : AnyKind

type IsAny<T> = 0 extends 1 & T ? true : false
type InputOf<S> = S extends Schema ? NonNullable<S['~standard']['types']>['input'] : never

/** Optional where nothing has to be said. */
type Given<T> = Nothing extends T ? [given?: T] : [given: T]

/** What a method is called with: nothing without a schema, else what the schema takes. */
export type ParamsOf<S> =
  IsAny<S> extends true ? [params?: object] : S extends Schema ? Given<InputOf<S>> : []

/** What a tag passes: nothing without a schema, else what the schema takes. */
export type ArgsOf<C> =
  C extends Component<infer A, any, any, any, any> ? InputOf<A> : Record<string, unknown>

/** Names of a component's methods. */
export type MethodOf<K extends Kind> = keyof K['params'] & string

/** A state that must not open. */
export interface Forgery {
  /** What is wrong with it. */
  readonly name: string
  readonly sealed: string
}

/** A component as `defineComponent` returns it, whatever it is. */
export type Defined = Component<any, any, any, any, any>

/** Name of a component among its siblings, as its tag has it. */
export type Key = string | number | bigint

import type { Awaitable } from '../awaitable.ts'
import type { Ctx } from '../ctx.ts'
import type { Client } from '../instance/client.ts'
import type { FileFields, FilesOf } from './file-field.ts'
import type { OutputOf, Schema } from './schema.ts'

// An intersection with it adds no names, where `object` or `unknown` would spoil `self`.
// oxlint-disable-next-line typescript/no-generated-empty-object-type
type None = Record<never, never>
type NoSchema = Schema<None, None>

/** What a schema lets through; `undefined` without one. */
export type Output<S> = S extends Schema ? OutputOf<S> : undefined

interface Base<Args, State> {
  /** What the tag passed. */
  readonly args: Readonly<Args>
  /** Server state: sealed, never seen by the browser. */
  readonly state: State
  /** Queues what the browser does next. */
  readonly client: Client
  /** The request. */
  readonly ctx: Ctx
}

/** What a method sees: its own words, then public state (writable) and what `load` returned (read-only). */
export type Self<Args, Public, State, Loaded> = Base<Args, State> & Public & Readonly<Loaded>

/** What `topics` sees: all of it read-only. */
export type Shown<Args, Public, State, Loaded> = Omit<Base<Args, Readonly<State>>, 'client'> &
  Readonly<Public> &
  Readonly<Loaded>

type Reserved = keyof Base<unknown, unknown>
type Literal<K> = string extends K ? never : K

/** Shown in the compiler's error when public state or `load` uses a name that is taken. */
export interface NameIsTaken<K> {
  readonly 'self already has this name': K
}

type Apart<T, Taken> = keyof T & Literal<Taken> extends never
  ? unknown
  : NameIsTaken<keyof T & Taken>
type Free<T, Taken> = { [K in keyof T]: K extends Literal<Taken> ? NameIsTaken<K> : T[K] }

/** What `run` gets: params and files by name; `undefined` for a method that takes neither. */
type Params<X, F> = F extends FileFields
  ? (X extends Schema ? Output<X> : unknown) & FilesOf<F>
  : Output<X>

/** One entry of `methods`: a function, or an object when it takes params or has options. */
export type Method<Me, X, F = unknown> =
  | ((self: Me) => unknown)
  | {
      /** Checks what the browser sends. */
      params?: X extends Schema ? X : Schema
      /** File fields by name; `run` gets the files beside the params. */
      files?: F extends FileFields ? F : FileFields
      /** Runs at most once for one lineage of states. */
      once?: boolean
      /** `false`: `load` does not run again after the method. */
      reload?: boolean
      /** `true`: what the method returns is a file; neither `load` nor the template runs after it. */
      download?: boolean
      run: (self: Me, params: Params<X, F>) => unknown
    }

/**
 * The first signature infers `L`, from several returns as well; the second only checks its names. As one, with
 * `L & Free<…>` as result, TypeScript takes the first of several returns for all of them.
 */
type Load<Args, Public, State, L> = ((at: {
  args: Args
  publicState: Public
  state: State
  ctx: Ctx
}) => Awaitable<L>) &
  ((at: never) => Awaitable<Free<L, keyof Args | keyof Public | Reserved>>)

/** A second look at `methods`, which infers nothing but `F`: one mapped type can infer one parameter only. */
type FilesIn<F> = {
  [K in keyof F]: { files?: F[K] extends FileFields ? F[K] : FileFields } | Function
}

/** What an author writes of a component. `load` stands above `methods`: TypeScript infers top down. */
export interface Definition<
  A extends Schema,
  P extends Schema,
  S extends object,
  L extends object,
  X,
  F = unknown,
> {
  /** `[a-z][a-z0-9-]*`, unique per toolkit. */
  name: string
  /** Path of the template below a views folder. */
  template: string
  /** What the tag passes; sealed. */
  args?: A
  /** What the browser may read and send back. */
  publicState?: P & Apart<Output<P>, Reserved>
  /** First server state; sealed. */
  state?: () => S
  /** Number of the sealed state's form; an older one goes through `migrate`. */
  version?: number
  /** Brings the state of an older version up to date; without it such a state is outdated. */
  migrate?: (old: Migration) => Awaitable<Omit<Migration, 'version'>>
  /** Milliseconds that a state may be used; the toolkit's `maxAge` by default. */
  maxAge?: number
  /** First render only: initial public and server state. */
  init?: (start: {
    args: Output<A>
    ctx: Ctx
  }) => Awaitable<{ publicState?: Partial<Output<P>>; state?: Partial<S> } | void>
  /**
   * Every resume, before `load`: may this call be made? Anything but `true` is a no. `method` is `''` for a
   * refresh, and where a saved state is drawn.
   */
  authorize?: (call: { args: Output<A>; state: S; method: string; ctx: Ctx }) => Awaitable<boolean>
  /** First render and every resume; what it returns is never sealed. Throw `stale()` if the data is gone. */
  load?: Load<Output<A>, Output<P>, S, L>
  /**
   * Names what it shows: a page that shows it draws it anew when one of them is published. Short texts; stands below
   * `load`, whose names it sees.
   */
  topics?: (self: Shown<Output<A>, Output<P>, S, L>) => readonly string[]
  /** The only functions that a browser can call. */
  methods?: {
    [K in keyof X]: Method<
      Self<Output<A>, Output<P>, S, L>,
      X[K],
      K extends keyof F ? F[K] : unknown
    >
  } & FilesIn<F>
}

/** The parts of a sealed state that `migrate` may change. */
export interface Migration {
  readonly version: number
  readonly args: Record<string, unknown>
  readonly publicState: Record<string, unknown>
  readonly state: Record<string, unknown>
}

/** A checked definition. `types` exists only for the compiler. */
export interface Component<
  A extends Schema = Schema,
  P extends Schema = Schema,
  S = unknown,
  L = unknown,
  X = unknown,
> {
  readonly name: string
  readonly template: string
  readonly types?: { args: A; publicState: Output<P>; state: S; loaded: L; params: X }
}

export type { None, NoSchema }

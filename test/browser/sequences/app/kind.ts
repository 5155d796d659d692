export type Fields = Readonly<Record<string, unknown>>

/** What the database should hold. */
export interface Rows {
  readonly todos: Todo[]
  nextTodo: number
  readonly lists: List[]
  nextList: number
  nextCard: number
}

export interface Todo {
  readonly id: number
  title: string
  done: boolean
}

export interface List {
  readonly id: number
  title: string
  readonly cards: Card[]
}

export interface Card {
  readonly id: number
  title: string
  note: string
}

/** A component in a page or in a template. */
export interface Tag {
  readonly kind: string
  readonly id: string
  readonly args: Fields
}

/** What a template says of a component, as far as a page is read. */
export interface Drawing {
  /** Texts, by the names under which a page is read. */
  readonly shown: Fields
  /** Default values of fields, by the method of their form. */
  readonly forms: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly children: readonly Tag[]
}

/** Input that was refused, to be shown in its form. */
export interface Refused {
  readonly method: string
  readonly typed: Readonly<Record<string, string>>
  readonly problem: string
}

/** Something to press. */
export interface Control {
  readonly method: string
  readonly params: Fields
  /** Finds it below the component's root. */
  readonly selector: string
  /** Id of the component that it calls, where it is another one. */
  readonly of?: string
}

/** A component as a page shows it. */
interface Seen extends Tag, Pick<Drawing, 'shown'> {
  readonly children: readonly unknown[]
}

/** An instance, as the model has it. */
export interface Self extends Tag {
  readonly rows: Rows
  readonly state: Readonly<Record<string, any>>
}

/** What a method did, besides to the rows. */
export interface Effect {
  readonly state?: Fields
  readonly removed?: boolean
  /** What is wrong with the input, where no schema can know. */
  readonly refused?: string
  /** Ids of components that are to ask for themselves. */
  readonly refresh?: readonly string[]
}

/** A component of the app, told anew in a few lines. */
export interface Kind {
  readonly start: Fields
  /** What it says of a blank title. */
  readonly blank?: string
  readonly isThere: (self: Self) => boolean
  readonly methods: Readonly<Record<string, (self: Self, params: any) => Effect | undefined>>
  readonly draw: (self: Self, refused?: Refused) => Drawing
  readonly controls: (seen: Seen) => readonly Control[]
}

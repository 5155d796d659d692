import { SealingBlocked } from '../server/core/index.ts'

/** Columns by name; `any` where their names are not known. */
export type Columns = ReadonlySet<string> | 'any'

/** A table, a subquery or a `with` that a select reads from. */
interface Source {
  /** What a reference may call it, in lower case: some databases tell no cases apart. */
  readonly names: readonly string[]
  readonly columns: Columns
  /** Whether it has columns that may not be read. */
  readonly restricted: boolean
}

/** A join of many tables takes a database down, and no page needs one. */
const maxTables = 16

/** What the parts of one select can see. */
export interface Scope {
  readonly outer: Scope | undefined
  /** What the select itself reads from. */
  readonly sources: Source[]
  /** What any select of the query reads from. */
  readonly everywhere: Source[]
  readonly withs: Map<string, Columns>
  /** Names of what it selects; `any` once one of them is not known. */
  output: Set<string> | 'any'
}

/** A table as a query names it: `schema.table`, or without a schema. */
export interface TableName {
  readonly name: string
  readonly alias: string | undefined
}

export function openScope(outer?: Scope): Scope {
  const everywhere = outer?.everywhere ?? []
  return { outer, sources: [], everywhere, withs: new Map(), output: new Set() }
}

export function addOutput(scope: Scope, name: string | undefined): void {
  if (name === undefined) scope.output = 'any'
  else if (scope.output !== 'any') scope.output.add(name)
}

export function hasOutput({ output }: Scope, name: string): boolean {
  return output !== 'any' && output.has(name)
}

export function refuse(what: string): SealingBlocked {
  return new SealingBlocked(`Sealing blocked: a query with ${what}`)
}

/** Lets the select read from a listed table, or from a `with` that it can see. */
export function addTable(
  scope: Scope,
  tables: ReadonlyMap<string, Columns>,
  { name, alias }: TableName,
): void {
  const names = alias === undefined ? [name, bareOf(name)] : [alias]
  // By its very name: to some databases another case is another table.
  const columns = scopesFrom(scope)
    .find(({ withs }) => withs.has(name))
    ?.withs.get(name)
  if (columns !== undefined) return addSource(scope, { names, columns, restricted: false })
  const listed = tables.get(name)
  if (listed === undefined) throw refuse(`table '${name}', which is not listed`)
  addSource(scope, { names, columns: listed, restricted: listed !== 'any' })
}

export function addSource(scope: Scope, { names, ...source }: Source): void {
  const own = names.map((name) => name.toLowerCase())
  if (scope.sources.some((other) => other.names.some((name) => own.includes(name)))) {
    throw refuse(`two tables named '${names[0]}'`)
  }
  scope.sources.push({ ...source, names: own })
  scope.everywhere.push({ ...source, names: own })
  if (scope.everywhere.length > maxTables) throw refuse(`more than ${maxTables} tables`)
}

function bareOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** Names a `with` as nothing else is called that it could be taken for. */
export function addWith(
  scope: Scope,
  tables: ReadonlyMap<string, Columns>,
  added: { readonly name: string; readonly columns: Columns },
): void {
  const taken = [...tables.keys(), ...scopesFrom(scope).flatMap(({ withs }) => [...withs.keys()])]
  const { name, columns } = added
  const isTaken = taken.some((other) => other.toLowerCase() === name.toLowerCase())
  // With a schema it could only be a table.
  if (isTaken || name.includes('.')) {
    throw refuse(`'${name}', the name of a table, for something else`)
  }
  scope.withs.set(name, columns)
}

/**
 * Refuses a column that might be one that is not listed, in whichever table of the query a database finds it: some
 * look in tables that are joined further on, others skip tables, SQLite looks where a `with` is used.
 * @param table name in front of the column, if any
 * @param column name, or `*`
 */
export function checkColumn(scope: Scope, table: string | undefined, column: string): void {
  const isReadable =
    table === undefined ? isBareReadable(scope, column) : isReadableOf(scope, table, column)
  if (isReadable) return
  if (column === '*') throw refuse("'*' of a table whose columns are listed: select them by name")
  const name = table === undefined ? column : `${table}.${column}`
  throw refuse(`column '${name}', which is not listed in every table that it may be of`)
}

/** A bare name is the select's own column where there is one; else that of any table. */
function isBareReadable({ sources, everywhere }: Scope, column: string): boolean {
  if (column === '*') return sources.length > 0 && sources.every(isOpen)
  const isOwn = sources.some(({ columns }) => columns !== 'any' && columns.has(column))
  return isOwn || everywhere.every(isOpen)
}

function isOpen({ restricted }: Source): boolean {
  return !restricted
}

/** Each table of that name has to have the column; SQLite finds an alias behind any schema. */
function isReadableOf({ everywhere }: Scope, table: string, column: string): boolean {
  const name = table.toLowerCase()
  const named = everywhere.filter(({ names }) => names.includes(bareOf(name)))
  return (
    named.some(({ names }) => names.includes(name)) &&
    named.every((source) => allows(source, column))
  )
}

function allows({ columns, restricted }: Source, column: string): boolean {
  return column === '*' ? !restricted : columns === 'any' || columns.has(column)
}

/** The innermost first. */
function scopesFrom(scope: Scope): Scope[] {
  return scope.outer === undefined ? [scope] : [scope, ...scopesFrom(scope.outer)]
}

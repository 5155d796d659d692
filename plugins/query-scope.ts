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

/** What the parts of one select can see. */
export interface Scope {
  readonly outer: Scope | undefined
  readonly sources: Source[]
  readonly withs: Map<string, Columns>
  /** Names of what it selects. */
  output: Columns
}

/** A table as a query names it: `schema.table`, or without a schema. */
export interface TableName {
  readonly name: string
  readonly alias: string | undefined
}

export function openScope(outer?: Scope): Scope {
  return { outer, sources: [], withs: new Map(), output: new Set() }
}

export function addOutput(scope: Scope, name: string | undefined): void {
  const { output } = scope
  scope.output = name === undefined || output === 'any' ? 'any' : new Set([...output, name])
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
  const bare = name.slice(name.lastIndexOf('.') + 1)
  const names = alias === undefined ? [name, bare] : [alias]
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
 * Refuses a column that might be one that is not listed, in whichever way a database finds it.
 * @param table name in front of the column, if any
 * @param column name, or `*`
 */
export function checkColumn(scope: Scope, table: string | undefined, column: string): void {
  const isReadable =
    table === undefined ? isBareReadable(scope, column) : isReadableOf(scope, table, column)
  if (isReadable) return
  if (column === '*') throw refuse("'*' of a table whose columns are listed: select them by name")
  const name = table === undefined ? column : `${table}.${column}`
  throw refuse(`column '${name}', which is not listed, or without the name of its table`)
}

/** A bare name is the select's own column where there is one; else that of any select around it. */
function isBareReadable(scope: Scope, column: string): boolean {
  const { sources } = scope
  if (column === '*') return sources.every(({ restricted }) => !restricted)
  const isOwn = sources.some(({ columns }) => columns !== 'any' && columns.has(column))
  return isOwn || allSources(scope).every(({ restricted }) => !restricted)
}

/** A name may stand for a table here and for one further out: each has to have the column. */
function isReadableOf(scope: Scope, table: string, column: string): boolean {
  const named = allSources(scope).filter(({ names }) => names.includes(table.toLowerCase()))
  return named.length > 0 && named.every((source) => allows(source, column))
}

function allows({ columns, restricted }: Source, column: string): boolean {
  return column === '*' ? !restricted : columns === 'any' || columns.has(column)
}

function allSources(scope: Scope): Source[] {
  return scopesFrom(scope).flatMap(({ sources }) => sources)
}

/** The innermost first. */
function scopesFrom(scope: Scope): Scope[] {
  return scope.outer === undefined ? [scope] : [scope, ...scopesFrom(scope.outer)]
}

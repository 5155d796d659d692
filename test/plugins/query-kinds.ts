import { readFile } from 'node:fs/promises'
import type { OperationNodeKind } from 'kysely'

/** Properties of a kind that a query may hold, and those that it may not. */
type Properties = readonly [allowed: string, refused?: string]

/** Every kind of node that Kysely has: a kind that is not here is a type error and fails a test. */
export const kinds: Readonly<Record<OperationNodeKind, Properties | 'refused'>> = {
  SelectQueryNode: [
    'with from joins selections distinctOn frontModifiers where groupBy having setOperations orderBy limit offset',
    'endModifiers explain fetch top',
  ],
  WithNode: ['expressions', 'recursive'],
  CommonTableExpressionNode: ['name expression materialized'],
  CommonTableExpressionNameNode: ['table columns'],
  FromNode: ['froms'],
  JoinNode: ['joinType table on'],
  OnNode: ['on'],
  SelectionNode: ['selection'],
  AliasNode: ['node alias'],
  SelectModifierNode: ['modifier', 'rawModifier of'],
  WhereNode: ['where'],
  GroupByNode: ['items'],
  GroupByItemNode: ['groupBy'],
  HavingNode: ['having'],
  SetOperationNode: ['operator expression all'],
  OrderByNode: ['items'],
  OrderByItemNode: ['orderBy direction nulls collation'],
  CollateNode: ['collation'],
  LimitNode: ['limit'],
  OffsetNode: ['offset'],
  ReferenceNode: ['table column'],
  ColumnNode: ['column'],
  SelectAllNode: [''],
  TableNode: ['table'],
  SchemableIdentifierNode: ['schema identifier'],
  IdentifierNode: ['name'],
  ValueNode: ['value immediate'],
  ValueListNode: ['values'],
  PrimitiveValueListNode: ['values'],
  TupleNode: ['values'],
  ParensNode: ['node'],
  AndNode: ['left right'],
  OrNode: ['left right'],
  OperatorNode: ['operator'],
  BinaryOperationNode: ['leftOperand operator rightOperand'],
  UnaryOperationNode: ['operator operand'],
  CaseNode: ['value when else isStatement'],
  WhenNode: ['condition result'],
  FunctionNode: ['func arguments'],
  AggregateFunctionNode: ['func aggregated distinct orderBy withinGroup filter over'],
  OverNode: ['orderBy partitionBy'],
  PartitionByNode: ['items'],
  PartitionByItemNode: ['partitionBy'],

  // but for `asc` and `desc`, which Kysely writes so
  RawNode: 'refused',
  InsertQueryNode: 'refused',
  UpdateQueryNode: 'refused',
  DeleteQueryNode: 'refused',
  MergeQueryNode: 'refused',
  AddColumnNode: 'refused',
  AddConstraintNode: 'refused',
  AddIndexNode: 'refused',
  AlterColumnNode: 'refused',
  AlterTableNode: 'refused',
  CastNode: 'refused',
  CheckConstraintNode: 'refused',
  ColumnDefinitionNode: 'refused',
  ColumnUpdateNode: 'refused',
  CreateIndexNode: 'refused',
  CreateSchemaNode: 'refused',
  CreateTableNode: 'refused',
  CreateTypeNode: 'refused',
  CreateViewNode: 'refused',
  DataTypeNode: 'refused',
  DefaultInsertValueNode: 'refused',
  DefaultValueNode: 'refused',
  DropColumnNode: 'refused',
  DropConstraintNode: 'refused',
  DropIndexNode: 'refused',
  DropSchemaNode: 'refused',
  DropTableNode: 'refused',
  DropTypeNode: 'refused',
  DropViewNode: 'refused',
  ExplainNode: 'refused',
  FetchNode: 'refused',
  ForeignKeyConstraintNode: 'refused',
  GeneratedNode: 'refused',
  JSONOperatorChainNode: 'refused',
  JSONPathLegNode: 'refused',
  JSONPathNode: 'refused',
  JSONReferenceNode: 'refused',
  ListNode: 'refused',
  MatchedNode: 'refused',
  ModifyColumnNode: 'refused',
  OnConflictNode: 'refused',
  OnDuplicateKeyNode: 'refused',
  OrActionNode: 'refused',
  OutputNode: 'refused',
  PrimaryKeyConstraintNode: 'refused',
  ReferencesNode: 'refused',
  RefreshMaterializedViewNode: 'refused',
  RenameColumnNode: 'refused',
  RenameConstraintNode: 'refused',
  ReturningNode: 'refused',
  TopNode: 'refused',
  UniqueConstraintNode: 'refused',
  UsingNode: 'refused',
  ValuesNode: 'refused',
}

/** @returns for each kind that is allowed, the names of its properties, those that are refused included */
export function propertiesOf(which: 'allowed' | 'refused'): Map<string, string[]> {
  const entries = Object.entries(kinds).filter(([, properties]) => properties !== 'refused')
  return new Map(
    entries.map(([kind, properties]) => {
      const text = which === 'allowed' ? properties[0] : properties[1]
      return [kind, text?.split(' ').filter((name) => name !== '') ?? []]
    }),
  )
}

const folder = new URL('operation-node/', import.meta.resolve('kysely'))

/** Every kind that the installed Kysely declares. */
export async function installedKinds(): Promise<string[]> {
  const text = await readFile(new URL('operation-node.d.ts', folder), 'utf8')
  return [...text.matchAll(/'(\w+Node)'/g)].map(([, kind]) => kind as string)
}

/** The properties that the installed Kysely declares for a kind. */
export async function installedProperties(kind: string): Promise<string[]> {
  const file = kind.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
  const text = await readFile(new URL(`${file}.d.ts`, folder), 'utf8')
  const [, body = ''] =
    new RegExp(`interface ${kind} extends \\w+ \\{(.*?)\\n\\}`, 's').exec(text) ?? []
  const names = [...body.matchAll(/^ {4}(?:readonly )?(\w+)\??:/gm)].map(
    ([, name]) => name as string,
  )
  return names.filter((name) => name !== 'kind')
}

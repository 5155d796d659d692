import { copyDirection, copyFunction, copyImmediate, copyName, copyValue } from './query-leaves.ts'
import {
  addOutput,
  addSource,
  addTable,
  addWith,
  type Columns,
  checkColumn,
  hasOutput,
  openScope,
} from './query-scope.ts'
import {
  type Allowed,
  type Check,
  copying,
  empty,
  flag,
  kindOf,
  list,
  type Node,
  off,
  one,
  only,
  optional,
  type Rules,
  type Walk,
  word,
} from './query-walk.ts'

/**
 * Copies a select query by a list of kinds of nodes and their properties, so that nothing comes along that was not
 * looked at.
 * @throws SealingBlocked naming what is not on the list
 */
export function copyQuery(query: unknown, allowed: Allowed): unknown {
  const shared = { outputs: new Map(), checks: [] as (() => void)[] }
  const walk = { allowed, rules, shared, scope: openScope(), path: ['query'] }
  const copied = one('SelectQueryNode')(walk, query, {})
  for (const check of shared.checks) check()
  return copied
}

const operands = ['ReferenceNode', 'ValueNode', 'ValueListNode', 'PrimitiveValueListNode']
const operations = ['AndNode', 'OrNode', 'ParensNode', 'BinaryOperationNode', 'UnaryOperationNode']
const others = ['TupleNode', 'CaseNode', 'FunctionNode', 'AggregateFunctionNode', 'SelectQueryNode']
const expressions = [...operands, ...operations, ...others]

/** Operators go into the SQL as they are. */
const signs = '= == != <> > >= < <= <=> + - * / % ||'.split(' ')
const negatable = ['in', 'like', 'ilike'].flatMap((name) => [name, `not ${name}`])
const identities = ['is', 'is not', 'is distinct from', 'is not distinct from']
const binaryOperators = [...signs, ...negatable, ...identities, 'between', 'between symmetric']
/** Without `-`: two of it would begin a comment. */
const unaryOperators = ['not', 'exists', 'not exists']
const plainJoins = ['InnerJoin', 'LeftJoin', 'RightJoin', 'FullJoin', 'CrossJoin']
const lateralJoins = ['LateralInnerJoin', 'LateralLeftJoin', 'LateralCrossJoin']

const expression = one(...expressions)
const identifier = one('IdentifierNode')
const order = optional(one('OrderByNode'))

/** Every kind of node that a query may have, and every property. */
const rules: Rules = {
  SelectQueryNode: copySelect,
  WithNode: copying({ expressions: list(one('CommonTableExpressionNode')) }),
  CommonTableExpressionNode: copyWith,
  CommonTableExpressionNameNode: copying({
    table: one('TableNode'),
    columns: optional(list(one('ColumnNode'))),
  }),
  FromNode: copying({ froms: list(copySource) }),
  JoinNode: copying({
    joinType: word(...plainJoins, ...lateralJoins),
    table: copySource,
    on: optional(one('OnNode')),
  }),
  OnNode: copyOn,
  SelectionNode: copySelection,
  AliasNode: copying({ node: expression, alias: identifier }),
  SelectModifierNode: copying({ modifier: word('Distinct') }),
  WhereNode: copying({ where: expression }),
  GroupByNode: copying({ items: list(one('GroupByItemNode')) }),
  GroupByItemNode: copying({ groupBy: expression }),
  HavingNode: copying({ having: expression }),
  SetOperationNode: copying({
    operator: word('union', 'intersect', 'except'),
    all: flag,
    expression: one('SelectQueryNode', 'ParensNode'),
  }),
  OrderByNode: copying({ items: list(one('OrderByItemNode')) }),
  OrderByItemNode: copying({
    collation: optional(one('CollateNode')),
    orderBy: copyOrdered,
    direction: optional(
      only('RawNode', copying({ sqlFragments: copyDirection, parameters: empty })),
    ),
    nulls: optional(word('first', 'last')),
  }),
  CollateNode: copying({ collation: identifier }),
  LimitNode: copying({ limit: one('ValueNode') }),
  OffsetNode: copying({ offset: one('ValueNode') }),
  ReferenceNode: copyReference,
  ColumnNode: copying({ column: identifier }),
  SelectAllNode: copying({}),
  TableNode: copying({ table: one('SchemableIdentifierNode') }),
  SchemableIdentifierNode: copying({ schema: optional(identifier), identifier }),
  IdentifierNode: copying({ name: copyName }),
  ValueNode: copying({ value: copyValue, immediate: optional(copyImmediate) }),
  ValueListNode: copying({ values: list(expression) }),
  PrimitiveValueListNode: copying({ values: list(copyValue) }),
  TupleNode: copying({ values: list(expression) }),
  ParensNode: copying({ node: expression }),
  AndNode: copying({ left: expression, right: expression }),
  OrNode: copying({ left: expression, right: expression }),
  BinaryOperationNode: copying({
    leftOperand: expression,
    operator: operator(binaryOperators),
    rightOperand: expression,
  }),
  UnaryOperationNode: copying({ operator: operator(unaryOperators), operand: expression }),
  CaseNode: copying({
    value: optional(expression),
    when: optional(list(one('WhenNode'))),
    else: optional(expression),
    isStatement: optional(off),
  }),
  WhenNode: copying({ condition: expression, result: optional(expression) }),
  FunctionNode: copying({ func: copyFunction, arguments: list(expression) }),
  AggregateFunctionNode: copying({
    func: copyFunction,
    aggregated: list(copyAggregated),
    distinct: optional(flag),
    orderBy: order,
    withinGroup: order,
    filter: optional(one('WhereNode')),
    over: optional(one('OverNode')),
  }),
  OverNode: copying({ partitionBy: optional(one('PartitionByNode')), orderBy: order }),
  PartitionByNode: copying({ items: list(one('PartitionByItemNode')) }),
  PartitionByItemNode: copying({ partitionBy: expression }),
}

/** Parts of a select, in the order in which names become known. */
const copySelectParts = copying({
  with: optional(one('WithNode')),
  from: optional(one('FromNode')),
  joins: optional(list(one('JoinNode'))),
  selections: optional(list(one('SelectionNode'))),
  distinctOn: optional(list(expression)),
  frontModifiers: optional(list(one('SelectModifierNode'))),
  where: optional(one('WhereNode')),
  groupBy: optional(one('GroupByNode')),
  having: optional(one('HavingNode')),
  setOperations: optional(list(one('SetOperationNode'))),
  orderBy: order,
  limit: optional(one('LimitNode')),
  offset: optional(one('OffsetNode')),
})

const copyOnParts = copying({ on: expression })
const copyWithParts = copying({
  expression: one('SelectQueryNode'),
  name: one('CommonTableExpressionNameNode'),
  materialized: optional(flag),
})
const copySelectionParts = copying({
  selection: one('ReferenceNode', 'SelectAllNode', 'AliasNode'),
})
const copyCounted = copying({ selection: one('ReferenceNode', 'SelectAllNode') })
const copyReferenceParts = copying({
  table: optional(one('TableNode')),
  column: one('ColumnNode', 'SelectAllNode'),
})
const copyAliased = only(
  'AliasNode',
  copying({ node: one('TableNode', 'SelectQueryNode'), alias: identifier }),
)

function copySelect(walk: Walk, node: Node): Node {
  const scope = openScope(walk.scope)
  const copied = copySelectParts({ ...walk, scope }, node)
  walk.shared.outputs.set(copied, scope.output)
  return copied
}

/** The condition sees fewer tables than the select has, which ones depends on the database: none is its own. */
function copyOn(walk: Walk, node: Node): Node {
  return copyOnParts({ ...walk, scope: openScope(walk.scope) }, node)
}

function copyWith(walk: Walk, node: Node): Node {
  const copied = copyWithParts(walk, node)
  const { table, columns } = copied['name']
  const named = columns?.map(({ column }: Node) => column.name)
  addWith(walk.scope, walk.allowed.tables, {
    name: nameOf(table),
    columns: named === undefined ? outputOf(walk, copied['expression']) : new Set(named),
  })
  return copied
}

/** What stands in `from` or behind `join`. */
function copySource(walk: Walk, value: unknown): Node {
  const isAliased = kindOf(value) === 'AliasNode'
  const copied = (isAliased ? copyAliased : one('TableNode'))(walk, value, {}) as Node
  const table = isAliased ? copied['node'] : copied
  const alias = copied['alias']?.name
  if (table.kind === 'TableNode') {
    addTable(walk.scope, walk.allowed.tables, { name: nameOf(table), alias })
  } else {
    addSource(walk.scope, { names: [alias], columns: outputOf(walk, table), restricted: false })
  }
  return copied
}

function copySelection(walk: Walk, node: Node): Node {
  const copied = copySelectionParts(walk, node)
  const { kind, alias, column } = copied['selection']
  if (kind === 'SelectAllNode') checkLater(walk, undefined, '*')
  addOutput(walk.scope, alias?.name ?? column?.column?.name)
  return copied
}

/** The `*` in `count(*)` names no column. */
function copyAggregated(walk: Walk, value: unknown): unknown {
  const isCounted = kindOf(value) === 'SelectionNode'
  return (isCounted ? only('SelectionNode', copyCounted) : expression)(walk, value, {})
}

function copyReference(walk: Walk, node: Node): Node {
  const copied = copyReferenceParts(walk, node)
  const table = copied['table'] && nameOf(copied['table'])
  const column = copied['column'].column?.name ?? '*'
  const isOutput = table === undefined && ordersOutput(walk) && hasOutput(walk.scope, column)
  if (!isOutput) checkLater(walk, table, column)
  return copied
}

/** A bare name in a select's own `order by` is that of an output first, in every database. */
function ordersOutput({ path }: Walk): boolean {
  const end = 'SelectQueryNode.orderBy OrderByNode.items OrderByItemNode.orderBy'
  return path.slice(-3).join(' ') === end
}

/** With a collation it is an expression, in which PostgreSQL takes a bare name for a column. */
function copyOrdered(walk: Walk, value: unknown, { collation }: Node): unknown {
  const path = collation === undefined ? walk.path : [...walk.path, 'collated']
  return expression({ ...walk, path }, value, {})
}

function checkLater({ scope, shared }: Walk, table: string | undefined, column: string): void {
  shared.checks.push(() => checkColumn(scope, table, column))
}

function outputOf({ shared }: Walk, select: Node): Columns {
  return shared.outputs.get(select) ?? new Set()
}

function nameOf({ table }: Node): string {
  const { schema, identifier } = table
  return schema === undefined ? identifier.name : `${schema.name}.${identifier.name}`
}

function operator(words: readonly string[]): Check {
  return only('OperatorNode', copying({ operator: word(...words) }))
}

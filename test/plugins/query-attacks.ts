import { type Kysely, sql } from 'kysely'
import type { Query } from './queries.ts'

/** Queries that read a password or a table that is not listed, and would do so if they were run. */
export function leaks(db: Kysely<any>): Record<string, Query> {
  const users = db.selectFrom('users')
  const todos = db.selectFrom('todos')
  const decoy = todos.select('id as password')
  return {
    'another table': db.selectFrom('members').select('role as password'),
    'a table of another schema': db.selectFrom('main.members').select('role as password'),
    'the tables of the database': db.selectFrom('sqlite_master').select('sql as password'),
    'another table by the alias of one that is listed': db
      .selectFrom('members as todos')
      .select('todos.role as password'),
    'a column': users.select('password'),
    'a column in another case': users.select('PASSWORD as password'),
    'a column with its table': users.select('users.password'),
    'a column by an alias of its table': db.selectFrom('users as u').select('u.password'),
    'a column as another': users.select('password as name'),
    'all columns': users.selectAll(),
    'all columns of a table': todos.innerJoin('users', 'users.id', 'todos.id').selectAll('users'),
    'all columns of two tables': todos.innerJoin('users', 'users.id', 'todos.id').selectAll(),
    'all columns through a subquery': db.selectFrom(users.selectAll().as('u')).select('u.password'),
    'a column of a join without its table': todos
      .innerJoin('users', 'users.id', 'todos.id')
      .select('password'),
    'a column of a table further out': users.select(() =>
      todos.select('password').limit(1).as('password'),
    ),
    'a table further out by the name of a subquery in another case': db
      .selectFrom(decoy.as('T'))
      .select(() => db.selectFrom('users as t').select('T.password').limit(1).as('password')),
    'one of two tables of one name': db
      .selectFrom(['todos as t', 'users as t'])
      .select('t.password'),
    'a function of a column': users.select(({ fn }) => fn('lower', ['password']).as('password')),
    'an aggregate of a column': users.select(({ fn }) =>
      fn.agg('group_concat', ['password']).as('password'),
    ),
    'a case': users.select((eb) =>
      eb.case().when('id', '>', 0).then(eb.ref('password')).end().as('password'),
    ),
    'an operation': users.select((eb) => eb('password', '||', '').as('password')),
    'a union': todos.select('title as password').union(users.select('password')),
    'a union in a union': todos
      .select('title as password')
      .union(
        todos
          .select('title as password')
          .union(db.selectFrom('members').select('role as password')),
      ),
    'a with': db
      .with('w', () => users.select('password'))
      .selectFrom('w')
      .select('password'),
    'a with by the name of a table': db
      .with('todos', () => users.select('password as title'))
      .selectFrom('todos')
      .select('title as password'),
    'a table by the name of a with that is out of sight': db
      .selectFrom([
        db
          .with('members', () => decoy)
          .selectFrom('members')
          .selectAll()
          .as('x'),
        'members',
      ])
      .select('members.role as password'),
    'raw SQL': todos.select(sql`(select password from users limit 1)`.as('password')),
    'raw SQL in front': todos
      .modifyFront(sql`(select password from users limit 1) as password,`)
      .select('id'),
    'raw SQL behind': todos
      .select('title as password')
      .modifyEnd(sql`union select password from users`),
    'raw SQL as a table': db.selectFrom(sql<any>`users`.as('u')).select('u.password'),
    'raw SQL as a name': todos.select(
      sql`title`.as(sql`"x", (select password from users) as "password"`),
    ),
  }
}

/**
 * Queries that tell something of a password by their order or their number of rows, that do more than read, or that
 * could: by what the refusal names.
 */
export function misuses(db: Kysely<any>): Record<string, Record<string, Query>> {
  const users = db.selectFrom('users').select('id')
  const named = db.selectFrom('users').select('name as password')
  const todos = db.selectFrom('todos').select('id')
  return {
    "column 'password'": {
      'a condition': users.where('password', 'like', 'h%'),
      'a condition in a subquery': todos.where((eb) =>
        eb.exists(users.where('password', '=', 'x')),
      ),
      'a condition on an output': named.where('password', '=', 'x'),
      'a condition on an output of a group': named.groupBy('id').having('password', '=', 'x'),
      'an order': users.orderBy('password'),
      'an order by a function of an output': named.orderBy((eb) => eb.fn('lower', ['password'])),
      'an order of a window by an output': named.select((eb) =>
        eb.fn
          .agg('row_number')
          .over((over) => over.orderBy('password'))
          .as('n'),
      ),
      'an order in an aggregate by an output': named.orderBy((eb) =>
        eb.fn.agg('group_concat', ['name']).orderBy('password'),
      ),
      'a group': users.groupBy('password'),
      'a group by an output': named.groupBy('password'),
      'distinct on it': users.distinctOn('password'),
      'a filter of an aggregate': users.select((eb) =>
        eb.fn.countAll().filterWhere('password', '=', 'x').as('n'),
      ),
      'a partition': users.select((eb) =>
        eb.fn
          .countAll()
          .over((over) => over.partitionBy('password'))
          .as('n'),
      ),
      'a count': users.select((eb) => eb.fn.count('password').as('n')),
    },
    "column 'users.password'": {
      'a join': todos.innerJoin('users', 'users.password', 'todos.title'),
      'an order beside an output of that name': named.orderBy('users.password'),
    },
    "column 'rowid'": { 'the number of a row': users.select('rowid as n') },
    "'*' of a table": {
      'a count of all columns of a table': users.select((eb) => eb.fn.countAll('users').as('n')),
    },
    "column 'members.role'": {
      'a table that is not in the query': todos.where('members.role' as 'id', '=', 1),
    },
    "table 'other.todos'": { 'another schema': db.selectFrom('other.todos').select('id') },
    "property 'endModifiers'": {
      'for update': todos.forUpdate(),
      'for share': todos.forShare(),
      'for key share': todos.forKeyShare(),
      'for update of a table': todos.forUpdate('todos'),
      'for no key update': todos.forNoKeyUpdate(),
      'skip locked': todos.forUpdate().skipLocked(),
      nowait: todos.forShare().noWait(),
    },
    "property 'fetch'": { fetch: todos.fetch(1) },
    "property 'top'": { top: todos.top(1) },
    "property 'recursive'": {
      'a with': db
        .withRecursive('w', (qb) => todos.unionAll(qb.selectFrom('w').select('w.id')))
        .selectFrom('w')
        .selectAll(),
    },
    "table 'w'": {
      'a with that reads itself': db
        .with('w', (qb) => todos.unionAll(qb.selectFrom('w').select('w.id')))
        .selectFrom('w')
        .selectAll(),
      'a with that stands behind': db
        .with('v', (qb) => qb.selectFrom('w').selectAll())
        .with('w', () => todos)
        .selectFrom('v')
        .selectAll(),
    },
    "table 'members'": {
      'a with whose name differs in case': db
        .with('Members', () => todos)
        .selectFrom('members')
        .selectAll(),
    },
    'the name "main.members"': {
      'a with of a schema': db
        .with('main.members', () => todos)
        .selectFrom('main.members')
        .selectAll(),
    },
    "'w', the name of a table": {
      'a with beside one that differs in case': db
        .with('W', () => todos)
        .with('w', () => todos)
        .selectFrom('w')
        .selectAll(),
    },
    InsertQueryNode: {
      'a with': db
        .with('w', (qb) => qb.insertInto('todos').values({ title: 'x' }).returning('id'))
        .selectFrom('w')
        .selectAll(),
    },
    UpdateQueryNode: {
      'a with': db
        .with('w', (qb) => qb.updateTable('todos').set({ title: 'x' }).returning('id'))
        .selectFrom('w')
        .selectAll(),
    },
    DeleteQueryNode: {
      'a with': db
        .with('w', (qb) => qb.deleteFrom('todos').returning('id'))
        .selectFrom('w')
        .selectAll(),
    },
    RawNode: {
      'a with': db
        .with('w', () => sql`delete from todos returning id`)
        .selectFrom('w')
        .selectAll(),
      'a condition': todos.where(sql<boolean>`true`),
      'a value': todos.where('id', '=', sql<number>`1`),
      'an operator': todos.where('id', sql`=`, 1),
      'an order': todos.orderBy(sql`random()`),
      'a limit': todos.limit(sql<number>`1`),
      'an offset': todos.limit(1).offset(sql<number>`1`),
      'a table': todos.innerJoin(sql<any>`users`.as('u'), 'u.id', 'todos.id'),
      'the condition of a join': todos.innerJoin('users', (join) => join.onTrue()),
      'a group': todos.groupBy(sql`id`),
      'a literal': todos.where((eb) => eb(sql.lit('x'), '=', 'x')),
    },
    'function "random"': { 'a function': todos.select((eb) => eb.fn('random', []).as('n')) },
    'function "COUNT"': { 'another case': todos.select((eb) => eb.fn('COUNT', ['id']).as('n')) },
    'function "max"': { 'an aggregate': todos.select((eb) => eb.fn.max('id').as('n')) },
    'function "count(*) from users --"': {
      'a name that is more than one': todos.select((eb) =>
        eb.fn<number>('count(*) from users --', []).as('n'),
      ),
    },
    CastNode: { 'a cast': todos.where((eb) => eb.cast('id', 'text'), '=', '1') },
    JSONReferenceNode: {
      JSON: todos.where((eb) => eb.ref('title', '->>').key('x' as never), '=', 1),
    },
    '"regexp"': { 'a regular expression': todos.where('title', 'regexp', '(a+)+$') },
    '"-"': {
      'a minus, two of which are a comment': todos.select((eb) => eb.neg(eb.lit(-1)).as('n')),
    },
    'the name': {
      'a quote': db.selectFrom('todos as t"').select('t".id'),
      'a space': db.selectFrom('todos').select('id as a b'),
      'no characters': db.selectFrom('todos').select('id as '),
      'a letter that folds into another': db.selectFrom('todos as \u017f').select('\u017f.id'),
      'many characters': db.selectFrom('todos').select(`id as ${'a'.repeat(64)}`),
    },
    "two tables named 't'": {
      'of two in one case': db.selectFrom(['todos as t', 'users as t']).select('t.id'),
      'of two in two cases': db.selectFrom('users as T').innerJoin('todos as t', 't.id', 'T.id'),
    },
    'more than 16 tables': {
      'a join': Array.from({ length: 16 }).reduce<any>(
        (query, _, index) => query.crossJoin(`todos as t${index}`),
        db.selectFrom('todos').select('todos.id'),
      ),
    },
  }
}

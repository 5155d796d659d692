import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SelectQueryBuilder,
} from 'kysely'
import { createCodec } from 'sealwax/core'
import { type QueryOptions, queryReference } from 'sealwax/plugins/query'
import { openTestDatabase, type Tables } from './database.ts'
import { textWith } from './facts.ts'

export type Query = SelectQueryBuilder<any, any, any>
/** A node of a query as it stands in a seal. */
export type Payload = { kind: string; [property: string]: any }
type Database = Awaited<ReturnType<typeof openTestDatabase>>['db']

/** What the tests may read: all but passwords and members. */
export const listed = {
  tables: {
    todos: ['id', 'title', 'done', 'userId'],
    users: ['id', 'name'],
    'main.todos': ['id'],
  },
  functions: ['count', 'sum', 'lower', 'coalesce', 'row_number', 'group_concat'],
} as const satisfies Omit<QueryOptions, 'db'>

/** A database, and a codec that knows its queries. */
export async function openQueries(options: Partial<QueryOptions> = {}) {
  const { db, queries } = await openTestDatabase()
  const plugin = queryReference({ db, ...listed, ...options })
  const codec = createCodec({ plugins: [plugin] })
  return {
    db,
    queries,
    plugin,
    codec,
    payloadOf: (query: Query): Payload => JSON.parse(codec.write(query)).json[1],
    /** What a holder of the keys could seal. */
    forge: (payload: unknown): Promise<Query> =>
      codec.read(textWith(JSON.stringify(['query', payload]))) as Promise<Query>,
  }
}

/** Queries of all that is allowed, by what they show. */
export function allowedQueries(db: Database): Record<string, Query> {
  const todos = db.selectFrom('todos')
  return {
    'columns, a condition, an order and a limit': todos
      .select(['id', 'title'])
      .where('done', '=', 0)
      .orderBy('id', 'desc')
      .limit(2)
      .offset(1),
    'every comparison': todos
      .select('title')
      .where('id', 'in', [1, 2, 3])
      .where('title', 'not like', '%x%')
      .where('id', 'is not', null)
      .where((eb) => eb.between('id', 1, 3))
      .where((eb) => eb.not(eb('id', '=', 9)))
      .where((eb) => eb.or([eb('done', '=', 0), eb('done', '=', 1)]))
      .where((eb) => eb(eb.refTuple('id', 'done'), 'in', [eb.tuple(1, 0), eb.tuple(3, 0)]))
      .where((eb) => eb('id', 'in', [eb.ref('id'), eb.val(7)]))
      .where((eb) => eb(eb('id', '+', 1), '>', 1)),
    'joins with aliases': db
      .selectFrom('todos as t')
      .innerJoin('users as U', 'U.id', 't.userId')
      .leftJoin('users as v', (join) => join.onRef('v.id', '=', 't.id').on('v.name', '!=', 'bob'))
      .select(['t.title', 'U.name as who', 'v.name as also'])
      .orderBy('who')
      .orderBy('t.id', (by) => by.desc().nullsLast().collate('nocase')),
    'groups, functions and an order by output': todos
      .select(({ fn }) => ['userId', fn.countAll<number>().as('n'), fn.sum('done').as('sum')])
      .select(({ fn }) => fn.count('id').distinct().filterWhere('done', '=', 0).as('open'))
      .groupBy('userId')
      .having(({ fn }) => fn.countAll(), '>', 0)
      .orderBy('n', 'desc'),
    'windows and cases': todos
      .select(({ fn }) =>
        fn
          .agg<number>('row_number')
          .over((over) => over.partitionBy('userId').orderBy('id'))
          .as('row'),
      )
      .select((eb) => eb.case().when('done', '=', 1).then('yes').else('no').end().as('word'))
      .select((eb) => eb.case('done').when(1).then('x').end().as('x'))
      .select((eb) => eb.fn.coalesce('title', eb.val('none')).as('text'))
      .distinct(),
    'an order inside a function': todos.select((eb) =>
      eb.fn
        .agg<string>('group_concat', ['title', eb.val('; ')])
        .orderBy('id', 'desc')
        .as('all'),
    ),
    subqueries: todos
      .select('id')
      .select((eb) =>
        eb.selectFrom('users').select('name').whereRef('users.id', '=', 'todos.userId').as('who'),
      )
      .where((eb) =>
        eb.exists(
          eb.selectFrom('users').select('users.id').whereRef('users.id', '=', 'todos.userId'),
        ),
      )
      .where('userId', 'in', db.selectFrom('users').select('id').where('name', '=', 'ann')),
    'a table of a schema': db.selectFrom('main.todos' as 'todos').select('main.todos.id' as 'id'),
    'a subquery to read from': db
      .selectFrom((eb) => eb.selectFrom('users').select(['id', 'name as who']).as('u'))
      .selectAll()
      .where('u.who', '=', 'ann')
      .orderBy('who'),
    'a with': db
      .with('open', (qb) => qb.selectFrom('todos').select(['id', 'title']).where('done', '=', 0))
      .with('few(a)', (qb) => qb.selectFrom('open').select('id as a').limit(1))
      .selectFrom('open')
      .innerJoin('few', 'few.a', 'open.id')
      .selectAll(),
    unions: todos
      .select('id')
      .union(db.selectFrom('users').select('id'))
      .intersect(todos.select('id'))
      .except(todos.select('id').where('id', '=', 9))
      .orderBy('id'),
  }
}

/** What SQLite can't run, but others can. */
export function otherQueries(): Record<string, Query> {
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return {
    'distinct on': db.selectFrom('todos').distinctOn('userId').select('id').orderBy('userId'),
    'a lateral join': db
      .selectFrom('users')
      .leftJoinLateral(
        (eb) => eb.selectFrom('todos').select('id').whereRef('userId', '=', 'users.id').as('t'),
        (join) => join.on((eb) => eb.lit(true)),
      )
      .select(['users.name', 't.id']),
    'within group': db.selectFrom('todos').select((eb) =>
      eb.fn
        .agg<number>('sum', [eb.val(0.5)])
        .withinGroupOrderBy('id')
        .as('n'),
    ),
    'a with that is materialized': db
      .with(
        (cte) => cte('open').materialized(),
        (qb) => qb.selectFrom('todos').select('id'),
      )
      .selectFrom('open')
      .selectAll('open'),
    'a union of all': db
      .selectFrom('todos')
      .select('id')
      .unionAll(db.selectFrom('users').select('id')),
  }
}

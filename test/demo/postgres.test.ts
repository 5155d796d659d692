import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client } from 'pg'
import { createData } from '../../server/demo/data.ts'
import { type Database, openDatabase } from '../../server/demo/database.ts'
import { inTurn } from '../../server/demo/dialect.ts'
import { readPage } from '../koa/page.ts'
import { createBrowser } from '../koa/test-app.ts'
import { type PostgresServer, startPostgres } from '../services/postgres.ts'
import { until } from '../services/processes.ts'
import { openDemo } from './demo-app.ts'

describe('openDatabase of a PostgreSQL', () => {
  let server: PostgresServer
  let url: string
  let database: Database
  const files = mkdtempSync(join(tmpdir(), 'sealwax-postgres-'))

  before(async () => {
    server = await startPostgres()
    url = await server.createDatabase()
    await (await openDatabase(url)).close()
    database = await openDatabase(`${url}?query_timeout=1500`)
  })
  after(async () => {
    await database.close()
    await server.close()
    rmSync(files, { recursive: true })
  })

  const todos = () => createData(database.db, files).todos
  const titles = async () => (await todos().list('all')).map(({ title }) => title)
  const recovered = () => until('queries are answered', async () => (await titles()).length > 0)

  it('keeps numbers of more than 32 bits', async () => {
    const large = 2 ** 40
    await sql`insert into todos (id, title) values (${large}, 'Large')`.execute(database.db)
    assert.equal((await todos().find(large))?.title, 'Large')
    await sql`delete from todos where id = ${large}`.execute(database.db)
  })

  it('takes any text, with a sign in the place of what it can’t keep', async () => {
    const { id } = await todos().add('\0 and \uD800')
    assert.equal((await todos().find(id))?.title, '\uFFFD and \uFFFD')
    await (await todos().find(id))?.delete()
  })

  it('fails while the server is gone, and goes on when it is back', async () => {
    await Promise.all([titles(), titles(), titles()])
    await server.kill()
    await assert.rejects(titles(), { code: 'ECONNREFUSED' })
    await server.restart()
    await recovered()
    await todos().add('After the restart')
    assert.ok((await titles()).includes('After the restart'))
  })

  it('keeps what it has confirmed when the server is killed', async () => {
    const confirmed: string[] = []
    const writing = Promise.allSettled(
      Array.from({ length: 200 }, async (_, n) => {
        const { title } = await todos().add(`Written ${n}`)
        confirmed.push(title)
        if (confirmed.length === 50) await server.kill()
      }),
    )
    await writing
    await server.restart()
    await recovered()
    const kept = new Set(await titles())
    assert.ok(confirmed.length >= 50 && confirmed.length < 200, String(confirmed.length))
    assert.deepEqual(
      confirmed.filter((title) => !kept.has(title)),
      [],
    )
  })

  it('survives a connection that breaks between two statements', async () => {
    const others = await openDatabase(url)
    const broken = inTurn(database.db, 'breaks', async (turn) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(turn)
      await sql`select pg_terminate_backend(${rows[0]?.pid}::int)`.execute(others.db)
      await pass(100)
      await turn.insertInto('todos').values({ title: 'Lost' }).execute()
    })
    await assert.rejects(broken)
    await others.close()
    assert.ok(!(await titles()).includes('Lost'))
  })

  it('gives a statement up when the server hangs, and takes no later one into its transaction', async () => {
    const hung = inTurn(database.db, 'hangs', async (turn) => {
      await turn.insertInto('todos').values({ title: 'Never confirmed' }).execute()
      await server.freeze()
      await turn.insertInto('todos').values({ title: 'Never answered' }).execute()
    })
    await assert.rejects(hung, /timeout/)
    await server.thaw()
    await recovered()
    await Promise.all(Array.from({ length: 20 }, (_, n) => todos().add(`Confirmed ${n}`)))
    const others = await openDatabase(url)
    const kept = (await createData(others.db, files).todos.list('all')).map((t) => t.title)
    await others.close()
    assert.equal(kept.filter((title) => title.startsWith('Confirmed ')).length, 20)
    assert.ok(!kept.includes('Never confirmed'))
  })

  it('gives migrations the time they take', async () => {
    const fresh = await server.createDatabase()
    const other = new Client({ connectionString: fresh })
    await other.connect()
    // Kysely's lock: another process is migrating.
    await other.query('select pg_advisory_lock(3853314791062309107)')
    const opening = openDatabase(fresh)
    await pass(4_500)
    await other.query('select pg_advisory_unlock(3853314791062309107)')
    await (await opening).close()
    await other.end()
  })

  it('says so when it can’t be opened', async () => {
    await assert.rejects(openDatabase('postgres://tests@127.0.0.1:1/none'), {
      code: 'ECONNREFUSED',
    })
  })
})

describe('the demo on a PostgreSQL that fails', () => {
  it('answers 500, and the same click counts when the database is back', async () => {
    const server = await startPostgres({ fsync: 'off' })
    const demo = await openDemo({}, server)
    try {
      const visitor = createBrowser(demo.app)
      const _state = readPage((await visitor.get('/todos')).text).state('todo-list-main')
      const click = () => visitor.htmx('/_sealwax/todo-list/add', { _state, title: 'Wax' })
      await server.kill()
      assert.equal((await click()).status, 500)
      assert.equal((await visitor.get('/todos')).status, 500)
      await server.restart()
      await until('a click counts', async () => (await click()).status === 200)
      const wax = (await demo.data.todos.list('all')).filter(({ title }) => title === 'Wax')
      assert.equal(wax.length, 1)
    } finally {
      await demo.close()
      await server.close()
    }
  })
})

import type { Database } from '../../server/demo/database.ts'

/** Records the SQL of each query from now on, into the list that it answers with. */
export function recordQueries({ db }: Pick<Database, 'db'>): string[] {
  const executor = db.getExecutor()
  const executeQuery = executor.executeQuery.bind(executor)
  const queries: string[] = []
  executor.executeQuery = (query) => {
    queries.push(query.sql.replaceAll(/\s+/g, ' ').trim())
    return executeQuery(query)
  }
  return queries
}

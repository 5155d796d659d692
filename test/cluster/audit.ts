import { Client } from 'pg'

/** The database's own account of what was written: rows that are gone, too, and each change of one. */
export interface Audit {
  /** How often each write was done, as `todos INSERT Milk`. */
  readonly applied: () => Promise<Map<string, number>>
}

const columns = { todos: 'title', notes: 'text', letters: 'text', board_cards: 'title' }

/** Has a database keep an account. A write and its entry are one transaction: there is none without the other. */
export async function startAudit(url: string): Promise<Audit> {
  await ask(
    url,
    `
    create table audit (write text not null);
    create function account() returns trigger language plpgsql as $$
    begin
      insert into audit values (TG_TABLE_NAME || ' ' || TG_OP || ' ' ||
        (coalesce(to_jsonb(new), to_jsonb(old)) ->> TG_ARGV[0]));
      return null;
    end $$;
    ${Object.entries(columns).map(triggerOn).join('\n')}`,
  )
  return {
    async applied() {
      const rows = await ask(url, 'select write, count(*)::int as times from audit group by write')
      return new Map(rows.map(({ write, times }) => [write, times]))
    },
  }
}

function triggerOn([table, column]: [string, string]): string {
  return `create trigger account after insert or update or delete on ${table}
    for each row execute function account('${column}');`
}

async function ask(url: string, statement: string): Promise<{ write: string; times: number }[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(statement)).rows ?? []
  } finally {
    await client.end()
  }
}

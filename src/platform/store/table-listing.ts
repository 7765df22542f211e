import { type Kysely, sql } from 'kysely';

/** A table as it is copied. */
export interface CopiedTable {
  readonly name: string;
  /** In the order of the table; those that the database computes itself are left out. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns that its rows are put in order by. */
  readonly order: readonly string[];
}

/** What keeps the migrations in mind is no part of what they made. */
const OWN = /^tamizdat_migration/;

/** The tables of a database, every one after those that its rows refer to. */
export async function listTables(db: Kysely<unknown>): Promise<CopiedTable[]> {
  const { rows: columns } = await sql<{ table: string; name: string; type: string; key: number | null }>`
    select c.relname::text as "table", a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
      array_position(i.indkey::int2[], a.attnum)::int4 as key
    from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by c.relname, a.attnum`.execute(db);
  const { rows: references } = await sql<{ from: string; to: string }>`
    select f.relname::text as "from", t.relname::text as "to" from pg_constraint
      join pg_class f on f.oid = conrelid join pg_class t on t.oid = confrelid
    where contype = 'f' and f.relnamespace = current_schema()::regnamespace and f.oid <> t.oid
    order by f.relname, t.relname`.execute(db);
  const names = [...new Set(columns.map(({ table }) => table))].filter((name) => !OWN.test(name));
  return inOrder(names, references).map((name) => {
    const own = columns.filter(({ table }) => table === name);
    const key = own.filter((each) => each.key !== null).sort((a, b) => (a.key ?? 0) - (b.key ?? 0));
    return {
      name,
      columns: own.map((each) => ({ name: each.name, type: each.type })),
      order: (key.length > 0 ? key : own).map((each) => each.name),
    };
  });
}

function inOrder(names: readonly string[], references: readonly { from: string; to: string }[]): string[] {
  const done = new Set<string>();
  const place = (name: string): void => {
    if (done.has(name)) return;
    // Before what it refers to: two tables that refer to each other would go round for ever.
    done.add(name);
    for (const { from, to } of references) if (from === name) place(to);
    placed.push(name);
  };
  const placed: string[] = [];
  for (const name of names) place(name);
  return placed;
}

import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { StoreError } from './error.ts';
import { type CopiedTable, listTables } from './table-listing.ts';

/** A row: its values as PostgreSQL writes them, in the order of the columns. */
export type CopiedRow = readonly (string | null)[];

/**
 * A line of a copy. Each table is a head, its rows in the order of its key, and a foot by which what was read is checked:
 * how many there are, and the SHA-256 of them as JSON, a line each.
 */
export type CopyLine =
  | { readonly table: string; readonly columns: readonly string[] }
  | CopiedRow
  | { readonly rows: number; readonly sha256: string };

/** Rows may be large: a body is up to 2 MB. */
const ROWS_AT_ONCE = 50;

/**
 * Reads every table, as it is at one moment, row by row.
 * @param trx a transaction that sees one state: `repeatable read`
 */
export async function* exportTables(trx: Transaction<never>): AsyncGenerator<CopyLine> {
  const db = trx as unknown as Kysely<unknown>;
  for (const table of await listTables(db)) {
    yield { table: table.name, columns: table.columns.map(({ name }) => name) };
    const hash = createHash('sha256');
    let rows = 0;
    for await (const row of readRows(db, table)) {
      hash.update(`${JSON.stringify(row)}\n`);
      rows += 1;
      yield row;
    }
    yield { rows, sha256: hash.digest('hex') };
  }
}

/**
 * Writes a copy into a database that has the same tables and nothing in them, and reads it again to see that every table
 * came out as it was. All of it in the transaction given, so that a copy that fails leaves nothing.
 * @returns how many rows each table has
 * @throws StoreError `not-empty`, `copy-damaged`
 */
export async function importTables(
  trx: Transaction<never>,
  lines: AsyncIterable<CopyLine>,
  where: string,
): Promise<ReadonlyMap<string, number>> {
  const db = trx as unknown as Kysely<unknown>;
  const tables = new Map((await listTables(db)).map((table) => [table.name, table]));
  for (const { name } of tables.values()) await refuseRows(db, name, where);
  const counts = new Map<string, number>();
  let table: CopiedTable | null = null;
  let waiting: CopiedRow[] = [];
  const flush = async (): Promise<void> => {
    if (table !== null && waiting.length > 0) await insertRows(db, table, waiting);
    waiting = [];
  };
  for await (const line of lines) {
    if (isRow(line)) {
      if (table === null || line.length !== table.columns.length) throw damaged('a row stands where none belongs');
      waiting.push(line);
      if (waiting.length >= ROWS_AT_ONCE) await flush();
    } else if ('table' in line) {
      if (table !== null) throw damaged(`the table ${table.name} does not end`);
      table = withColumns(tables.get(line.table), line);
    } else {
      if (table === null) throw damaged('a table ends that did not begin');
      await flush();
      await checkTable(db, table, line);
      counts.set(table.name, line.rows);
      table = null;
    }
  }
  if (table !== null) throw damaged(`it ends in the middle of the table ${table.name}`);
  const missing = [...tables.keys()].filter((name) => !counts.has(name));
  if (missing.length > 0) throw damaged(`it lacks ${missing.join(', ')}`);
  return counts;
}

function isRow(line: CopyLine): line is CopiedRow {
  return Array.isArray(line);
}

async function* readRows(db: Kysely<unknown>, table: CopiedTable): AsyncGenerator<CopiedRow> {
  const values = sql.join(table.columns.map(({ name }) => sql`${sql.ref(name)}::text`));
  const order = sql.join(table.order.map((name) => sql.ref(name)));
  await sql`declare copied no scroll cursor for
    select array[${values}] as row from ${sql.table(table.name)} order by ${order}`.execute(db);
  for (;;) {
    const { rows } = await sql<{ row: CopiedRow }>`fetch ${sql.raw(String(ROWS_AT_ONCE))} from copied`.execute(db);
    for (const { row } of rows) yield row;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await sql`close copied`.execute(db);
}

/** By what the database makes of the text, whatever the type. */
async function insertRows(db: Kysely<unknown>, table: CopiedTable, rows: readonly CopiedRow[]): Promise<void> {
  const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  const values = rows.map((row) => {
    const each = table.columns.map(({ type }, at) => sql`cast(${row[at] ?? null}::text as ${sql.raw(type)})`);
    return sql`(${sql.join(each)})`;
  });
  await sql`insert into ${sql.table(table.name)} (${columns}) values ${sql.join(values)}`.execute(db);
}

async function refuseRows(db: Kysely<unknown>, name: string, where: string): Promise<void> {
  const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
  if (rows.length === 0) return;
  throw new StoreError('not-empty', `${where} is not empty: there are rows in ${name}`, {
    hint: 'nothing is overwritten: give a new, empty database',
  });
}

/** The table with the columns of the copy, which must be those of the table. */
function withColumns(
  table: CopiedTable | undefined,
  line: { readonly table: string; readonly columns: readonly string[] },
): CopiedTable {
  if (table === undefined) throw damaged(`it has a table ${line.table}, which is not known`);
  const known = table.columns.map(({ name }) => name);
  const columns = line.columns.map((name) => table.columns.find((each) => each.name === name));
  if (known.length === columns.length && columns.every((each) => each !== undefined)) return { ...table, columns };
  throw damaged(`the table ${line.table} has other columns: ${line.columns.join(', ')}`);
}

async function checkTable(
  db: Kysely<unknown>,
  table: CopiedTable,
  foot: { readonly rows: number; readonly sha256: string },
): Promise<void> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const row of readRows(db, table)) {
    hash.update(`${JSON.stringify(row)}\n`);
    count += 1;
  }
  if (count === foot.rows && hash.digest('hex') === foot.sha256) return;
  throw damaged(`of the table ${table.name} ${count} rows came out, ${foot.rows} went in, or some differ`);
}

function damaged(what: string): StoreError {
  return new StoreError('copy-damaged', `the copy of the database is damaged: ${what}`, {
    hint: 'nothing was changed; take another copy, or make it again',
  });
}

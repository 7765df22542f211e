import { emptySourceState, type SourceState } from '../../source/index.ts';
import type { Db } from '../publishing/versions.ts';

interface StateRow {
  readonly state: string;
  readonly items: string;
}

const stateOf = ({ state, items }: StateRow): SourceState => ({
  ...(JSON.parse(state) as Omit<SourceState, 'items'>),
  items: JSON.parse(items) as SourceState['items'],
});

/** What the source at an address wants back at its next poll; an empty state when it was never polled. */
export async function loadSourceState(db: Db, address: string): Promise<SourceState> {
  const row = await db
    .selectFrom('sources')
    .select(['state', 'items'])
    .where('address', '=', address)
    .executeTakeFirst();
  return row === undefined ? emptySourceState() : stateOf(row);
}

/** The states of all sources ever polled, by address. */
export async function loadSourceStates(db: Db): Promise<Map<string, SourceState>> {
  const rows = await db.selectFrom('sources').select(['address', 'state', 'items']).execute();
  return new Map(rows.map((row) => [row.address, stateOf(row)]));
}

/**
 * Keeps what a poll of a source came to. Only columns that changed are written: a poll without news comes every few
 * minutes, and the items of a source are megabytes.
 */
export async function saveSourceState(
  db: Db,
  address: string,
  poll: { readonly state: SourceState; readonly failure: string | null },
): Promise<void> {
  const { items, ...rest } = poll.state;
  const next = { state: JSON.stringify(rest), items: JSON.stringify(items), failure: poll.failure };
  const before = await db
    .selectFrom('sources')
    .select(['state', 'items', 'failure'])
    .where('address', '=', address)
    .executeTakeFirst();
  if (before === undefined) {
    await db
      .insertInto('sources')
      .values({ address, ...next })
      .execute();
    return;
  }
  const changed = {
    ...(next.state !== before.state && { state: next.state }),
    ...(next.items !== before.items && { items: next.items }),
    ...(next.failure !== before.failure && { failure: next.failure }),
  };
  if (Object.keys(changed).length === 0) return;
  await db.updateTable('sources').set(changed).where('address', '=', address).execute();
}

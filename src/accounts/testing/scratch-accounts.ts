import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../platform/store/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { type Accounts, openAccounts } from '../accounts.ts';
import type { AccountsPorts } from '../context.ts';
import type { Person } from '../people.ts';
import type { Role } from '../permissions.ts';

/** A password that the rules take. */
export const PASSWORD = 'correct horse battery';
/** Cheap, so that a test may guess often. */
export const CHEAP = { N: 2 ** 10, r: 8, p: 1 };

/** A line of the audit trail as it was noted. */
export interface NotedLine {
  readonly who: string;
  readonly what: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Accounts on a database of their own, at a clock that is moved by hand. */
export interface ScratchAccounts {
  readonly accounts: Accounts;
  readonly store: Store<Tables>;
  readonly ports: AccountsPorts;
  /** What was noted, the oldest first. */
  readonly notes: NotedLine[];
  /** Folder of the links of the terminal. */
  readonly links: string;
  pass(ms: number): void;
  /** Makes a person by an invitation, with `PASSWORD`. */
  join(name: string, role: Role): Promise<Person>;
  /** Forgets everybody and everything, as quickly as that goes. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Opens scratch accounts in a folder of the system's temporary one. */
export async function openScratchAccounts(): Promise<ScratchAccounts> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-accounts-'));
  const store = await openStore<Tables>(join(folder, 'database'), { migrations });
  const links = join(folder, 'links');
  const notes: NotedLine[] = [];
  let at = Date.parse('2026-11-23T08:00:00Z');
  const ports: AccountsPorts = {
    db: store.db,
    now: () => new Date(at),
    random: randomBytes,
    links,
    cost: CHEAP,
    async note(_trx, line) {
      notes.push(line);
    },
  };
  const accounts = openAccounts(ports);
  return {
    accounts,
    store,
    ports,
    notes,
    links,
    pass(ms) {
      at += ms;
    },
    async join(name, role) {
      const link = await accounts.links.invite({ role, name }, 'Test');
      if (link === 'name-unusable') throw new TypeError(name);
      const used = await accounts.links.use(link.secret, name);
      if (used.outcome !== 'signed-in') throw new TypeError(`${name}: ${used.outcome}`);
      const signedIn = await accounts.sessions.find(used.secret);
      if (signedIn === null) throw new TypeError(`${name} is not signed in`);
      const { session } = signedIn;
      const set = await accounts.passwords.set(used.person.id, { password: PASSWORD, current: '', session });
      if (set.outcome !== 'done') throw new TypeError(`${name}: ${set.outcome}`);
      return { ...used.person, hasPassword: true };
    },
    async clear() {
      for (const table of ['attempts', 'challenges', 'invitations', 'people'] as const)
        await store.db.deleteFrom(table).execute();
      notes.length = 0;
    },
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

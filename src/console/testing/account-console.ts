import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Accounts, openAccounts, type Role } from '../../accounts/index.ts';
import type { Editing } from '../../editing/index.ts';
import { openPushes, type Partners } from '../../newsroom/index.ts';
import { openAssets } from '../../platform/assets/index.ts';
import { parseSettings, type Settings } from '../../platform/config/index.ts';
import { openStore } from '../../platform/store/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { consoleApp } from '../app.ts';
import { openChanges } from '../changes.ts';
import { openLiveView } from '../live-view.ts';
import type { Desk } from '../parts.ts';
import { memoryNewsroom, NOW, specimen } from './specimen.ts';

/** A password that the rules take. */
export const PASSWORD = 'correct horse battery';

/** Settings of a newsroom that carries two languages. */
export function accountSettings(): Settings {
  return parseSettings(
    'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de, ru]\n',
    '/courier/tamizdat.yaml',
  );
}

/** A browser as the console sees it: it brings back the cookies that it was given. */
export interface Visitor {
  /** Asks for a page, unless the headers say otherwise. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form of a page of the console's own, unless the headers say otherwise. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Sends JSON as a script of a page does. */
  send(path: string, body: unknown): Promise<Response>;
  readonly cookies: Map<string, string>;
}

/** A console with accounts, on a database of its own, without a socket. */
export interface AccountConsole {
  readonly accounts: Accounts;
  /** What was noted for the audit trail. */
  readonly notes: { readonly who: string; readonly what: string }[];
  visitor(origin?: string): Visitor;
  /** Asks as whatever is no browser does. */
  fetch(request: Request): Promise<Response>;
  /** What could not be shown. */
  readonly failures: unknown[];
  /** Makes a person by an invitation and signs them in. */
  join(name: string, role: Role): Promise<Visitor>;
  pass(ms: number): void;
  close(): Promise<void>;
}

/** What accounts need of a desk, and how to end it. */
interface AccountDesk {
  readonly accounts: Accounts;
  readonly desk: Desk;
  readonly notes: { readonly who: string; readonly what: string }[];
  readonly now: () => Date;
  pass(ms: number): void;
  close(): Promise<void>;
}

interface AccountOptions {
  readonly address?: string;
  readonly signInHeader?: string;
  /** What its pages work with; the pages of people need none. */
  readonly editing?: Editing;
  readonly partners?: Partners;
}

/** Opens a desk with accounts, on a database of its own. */
export async function openAccountDesk(options: AccountOptions = {}): Promise<AccountDesk> {
  const { address = null, signInHeader = null, editing = {} as Editing } = options;
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-console-'));
  const store = await openStore<Tables>(join(folder, 'database'), { migrations });
  const notes: { who: string; what: string }[] = [];
  let at = NOW.getTime();
  const now = () => new Date(at);
  const accounts = openAccounts({
    db: store.db,
    now,
    random: randomBytes,
    links: join(folder, 'links'),
    cost: { N: 2 ** 10, r: 8, p: 1 },
    async note(_trx, line) {
      notes.push(line);
    },
  });
  const settings = accountSettings();
  const desk: Desk = {
    editing,
    ...(options.partners && { partners: options.partners }),
    pushes: openPushes({ db: store.db, now, settings: () => settings, wake: async () => {} }),
    settings: () => settings,
    access: { kind: 'accounts', accounts, address, signInHeader },
  };
  return {
    accounts,
    desk,
    notes,
    now,
    pass(ms) {
      at += ms;
    },
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Opens one. */
export async function openAccountConsole(options: AccountOptions = {}): Promise<AccountConsole> {
  const opened = await openAccountDesk(options);
  const { accounts, desk, notes, now, pass } = opened;
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const view = openLiveView({ newsroom: memoryNewsroom(specimen()), censor: null, links: {}, now, onFailure });
  const changes = openChanges();
  const assets = await openAssets('console');
  const app = consoleApp({ view, changes, censor: null, desk, links: {}, assets, now, onFailure });

  function visitor(origin = 'http://127.0.0.1:4470'): Visitor {
    const cookies = new Map<string, string>();
    const { host } = new URL(origin);
    async function ask(path: string, init: RequestInit, headers: Record<string, string>): Promise<Response> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const sent = { host, accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...headers };
      const answer = await app.fetch(new Request(`http://${host}${path}`, { ...init, headers: sent }));
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const [name = '', value = ''] = pair.split('=');
        if (/max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    }
    const own = { origin, 'sec-fetch-site': 'same-origin' };
    return {
      cookies,
      get: (path, headers = {}) => ask(path, {}, headers),
      post: (path, fields, headers = {}) =>
        ask(path, { method: 'POST', body: new URLSearchParams(fields) }, { ...own, ...headers }),
      send: (path, body) =>
        ask(
          path,
          { method: 'POST', body: JSON.stringify(body) },
          { ...own, accept: 'application/json', 'content-type': 'application/json' },
        ),
    };
  }

  return {
    accounts,
    notes,
    visitor,
    fetch: async (request) => app.fetch(request),
    failures,
    async join(name, role) {
      const link = await accounts.links.invite({ role, name }, 'Test');
      if (link === 'name-unusable') throw new TypeError(name);
      const one = visitor();
      await one.post('/sign-in/link', { key: link.secret, name });
      await one.post('/people/me/password', { password: PASSWORD });
      return one;
    },
    pass,
    async close() {
      await view.close();
      await changes.close();
      await opened.close();
    },
  };
}

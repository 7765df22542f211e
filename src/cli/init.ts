import { join, relative } from 'node:path';
import { editionFolder, fileReader } from '../edition/index.ts';
import { createNewsroom, placesOf } from '../newsroom/index.ts';
import { formatFingerprint, formatTime, ProofError, verifyTrust } from '../proof/index.ts';
import { parseLanguages } from './languages.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson, type Terminal } from './terminal.ts';
import type { TrustStore } from './trust-store.ts';
import { parseWebAddress } from './web-address.ts';

export interface InitOptions {
  readonly name?: string;
  readonly title?: string;
  readonly home?: string;
  readonly languages?: string;
  readonly feed?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** Makes a newsroom in a folder: keys, settings with a comment each; says what to do next. */
export async function init(
  folder: string,
  options: InitOptions,
  context: {
    readonly store: TrustStore;
    readonly terminal: Terminal;
    readonly now: () => Date;
    readonly env: NodeJS.ProcessEnv;
  },
): Promise<number> {
  const { terminal, now, env, store } = context;
  if (options.home !== undefined) parseWebAddress(options.home, '--home https://courier.example/');
  const feed =
    options.feed === undefined ? undefined : parseWebAddress(options.feed, '--feed https://courier.example/feed.xml');
  const home = options.home ?? (feed === undefined ? undefined : `${feed.origin}/`);
  const name = options.name ?? (home === undefined ? 'newsroom.example' : new URL(home).hostname);
  const created = await createNewsroom(
    folder,
    {
      newsroom: name.toLowerCase(),
      title: options.title ?? name,
      home: home ?? `https://${name.toLowerCase()}/`,
      languages: parseLanguages(options.languages ?? 'en'),
      sources: options.feed === undefined ? [] : [{ feed: options.feed, every: '5m' }],
      carriers: [{ name: 'local', directory: 'public' }],
      serve: { carrier: 'local', host: '127.0.0.1', port: 8080 },
    },
    { now, ask: passphraseSource(options, terminal, env) },
  );
  await trustOwn(store, placesOf(folder).edition, created.fingerprint, now());
  const { settings, fingerprint, unsealed } = created;
  if (options.json === true) {
    printJson(terminal, { folder: settings.folder, newsroom: settings.newsroom, fingerprint, unsealed });
  } else {
    const shown = relative(process.cwd(), settings.folder) || '.';
    terminal.print(`Made ${settings.newsroom} in ${shown}`);
    terminal.print(`  settings     ${join(shown, 'tamizdat.yaml')}: read it once, every setting says what it is for`);
    terminal.print(`  keys         ${join(shown, 'keys')}: keep a copy off this machine; nothing can replace them`);
    terminal.print(`  fingerprint  ${formatFingerprint(fingerprint)}`);
    terminal.print();
    terminal.print(
      `Next: ${options.feed === undefined ? 'add a source to the settings, then start it' : 'start it'}: tamizdat run ${shown}`,
    );
  }
  if (unsealed) {
    terminal.note(
      'warning: the root and targets keys are not sealed with a passphrase; whoever copies them can speak for you',
    );
  }
  return 0;
}

/** A newsroom made here is trusted here: its maker can check its pages at once. */
export async function trustOwn(store: TrustStore, edition: string, fingerprint: string, now: Date): Promise<void> {
  const read = fileReader(editionFolder(edition).files);
  await store.update(fingerprint, async (before) => {
    const known = before?.known ?? null;
    try {
      const { identity, keep } = await verifyTrust({ fingerprint, known, read, now });
      const { addedAt = formatTime(now), seen = null } = before ?? {};
      return { fingerprint, identity, addedAt, known: keep, seen };
    } catch (error) {
      // A folder that was set back: what is known here stays, and publishing says what is wrong.
      if (before !== null && error instanceof ProofError && error.code === 'trust-rollback') return before;
      throw error;
    }
  });
}

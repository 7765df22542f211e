import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FolderLock, HomeError, openLock, removeDurably, writeDurably } from '../platform/home/index.ts';
import { base64Of, matchesFingerprint, type NewsroomIdentity, parseBase64, type SeenHead } from '../proof/index.ts';
import { CliError } from './error.ts';

/** A newsroom that a person decided to trust, and what was last verified of it. */
export interface TrustedNewsroom {
  /** Fingerprint of its first root, 64 hex digits: what trust is keyed by, never a name. */
  readonly fingerprint: string;
  /** Who it says it is, as signed; null until its trust data was first verified here. */
  readonly identity: NewsroomIdentity | null;
  /** UTC, when it was added. */
  readonly addedAt: string;
  /** The newest trust data verified; null before that. */
  readonly known: Uint8Array | null;
  /** The newest edition verified; null before that. */
  readonly seen: SeenHead | null;
}

const FORMAT = 'tamizdat.trusted/v1';
const LOCK_ATTEMPTS = 200;
const LOCK_PAUSE_MS = 50;

/**
 * The newsrooms this person trusts: one file each in `$TAMIZDAT_HOME/trust/`. It holds no trace of what was read: only
 * the newest edition seen, without which an old one could be passed off as new.
 */
export class TrustStore {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'trust');
  }

  async list(): Promise<TrustedNewsroom[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const files = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).sort();
    return Promise.all(files.map((name) => readTrusted(join(this.#folder, name))));
  }

  /** One trusted newsroom as it is stored now; null when it is not trusted. */
  async get(fingerprint: string): Promise<TrustedNewsroom | null> {
    return (await this.list()).find((each) => each.fingerprint === fingerprint) ?? null;
  }

  /**
   * Stores `next` in the place of `before` (null: of none). False, and nothing stored, when something else stands there
   * by now: another run has learnt something, and what was made out without that may be wrong.
   */
  async replace(before: TrustedNewsroom | null, next: TrustedNewsroom): Promise<boolean> {
    if (before !== null && textOf(before) === textOf(next)) return true;
    const lock = await this.#lock();
    try {
      const now = await this.get(next.fingerprint);
      if ((now === null ? null : textOf(now)) !== (before === null ? null : textOf(before))) return false;
      await writeDurably(this.#path(next.fingerprint), textOf(next), { mode: 0o600 });
      return true;
    } finally {
      await lock.close();
    }
  }

  /**
   * Changes what is stored of a newsroom: `change` gets what is there and makes what is to follow it, and is called again
   * when another run was faster. Returns what was stored.
   */
  async update(
    fingerprint: string,
    change: (before: TrustedNewsroom | null) => Promise<TrustedNewsroom>,
  ): Promise<TrustedNewsroom> {
    for (;;) {
      const before = await this.get(fingerprint);
      const next = await change(before);
      if (await this.replace(before, next)) return next;
    }
  }

  async remove(trusted: TrustedNewsroom): Promise<void> {
    const lock = await this.#lock();
    try {
      await removeDurably(this.#path(trusted.fingerprint));
    } finally {
      await lock.close();
    }
  }

  /** The one trusted newsroom that a person means: by name, by fingerprint, or by the start of its hex. */
  async find(word: string): Promise<TrustedNewsroom> {
    const all = await this.list();
    const found = all.filter(
      ({ fingerprint, identity }) =>
        identity?.newsroom === word ||
        matchesFingerprint(word, fingerprint) ||
        (/^[0-9a-f]{8,}$/.test(word) && fingerprint.startsWith(word)),
    );
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    throw new CliError(
      'trust-unclear',
      found.length === 0
        ? `no trusted newsroom is called ${word}`
        : `${found.length} trusted newsrooms are called ${word}`,
      { hint: 'see "tamizdat trust list", and name one by its fingerprint' },
    );
  }

  /** Held for a few reads and one write only, so waiting is short; a lock that stays is told after all. */
  async #lock(): Promise<FolderLock> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await openLock(this.#folder, 'the list of trusted newsrooms');
      } catch (error) {
        if (!(error instanceof HomeError) || error.code !== 'locked' || attempt >= LOCK_ATTEMPTS) throw error;
      }
      await setTimeout(LOCK_PAUSE_MS);
    }
  }

  #path(fingerprint: string): string {
    return join(this.#folder, `${fingerprint}.json`);
  }
}

/** The file of a trusted newsroom. */
function textOf({ fingerprint, identity, addedAt, known, seen }: TrustedNewsroom): string {
  const shown = {
    format: FORMAT,
    fingerprint,
    identity,
    addedAt,
    known: known === null ? null : base64Of(known),
    seen,
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

async function readTrusted(path: string): Promise<TrustedNewsroom> {
  try {
    const file = JSON.parse(await readFile(path, 'utf8'));
    if (file.format !== FORMAT || !path.endsWith(`${file.fingerprint}.json`))
      throw new TypeError('not a trusted newsroom');
    const known = file.known === null ? null : parseBase64(file.known);
    return { fingerprint: file.fingerprint, identity: file.identity, addedAt: file.addedAt, known, seen: file.seen };
  } catch (cause) {
    throw new CliError('trust-store-damaged', `${path} cannot be understood`, {
      hint: 'remove the file, then trust the newsroom again with "tamizdat trust add"',
      cause,
    });
  }
}

/** Those who bear the same name or title: only the fingerprint tells one from the other. */
export function namesakesOf(
  all: readonly TrustedNewsroom[],
  { fingerprint, identity }: Pick<TrustedNewsroom, 'fingerprint' | 'identity'>,
): TrustedNewsroom[] {
  const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
  return all.filter(
    (each) =>
      each.fingerprint !== fingerprint &&
      each.identity !== null &&
      identity !== null &&
      (each.identity.newsroom === identity.newsroom || plain(each.identity.title) === plain(identity.title)),
  );
}

/** Who a newsroom says it is, in one line; a carried one never looks like the newsroom itself. */
export function describeIdentity(identity: NewsroomIdentity | null): string {
  if (identity === null) return 'not seen yet';
  const { title, newsroom, carried } = identity;
  return carried === undefined
    ? `${title} (${newsroom})`
    : `${title}, as carried from ${carried.from} by ${carried.by} (${newsroom})`;
}

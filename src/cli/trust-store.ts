import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDurably, writeDurably } from '../platform/home/index.ts';
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

  async save(trusted: TrustedNewsroom): Promise<void> {
    const { fingerprint, identity, addedAt, known, seen } = trusted;
    const file = {
      format: FORMAT,
      fingerprint,
      identity,
      addedAt,
      known: known === null ? null : base64Of(known),
      seen,
    };
    await writeDurably(this.#path(fingerprint), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  }

  async remove(trusted: TrustedNewsroom): Promise<void> {
    await removeDurably(this.#path(trusted.fingerprint));
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

  #path(fingerprint: string): string {
    return join(this.#folder, `${fingerprint}.json`);
  }
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

/** Who a newsroom says it is, in one line; a carried one never looks like the newsroom itself. */
export function describeIdentity(identity: NewsroomIdentity | null): string {
  if (identity === null) return 'not seen yet';
  const { title, newsroom, carried } = identity;
  return carried === undefined
    ? `${title} (${newsroom})`
    : `${title}, as carried from ${carried.from} by ${carried.by} (${newsroom})`;
}

/**
 * A newsroom in memory that publishes real editions from fixed seeds and a given clock, so that the same calls give
 * the same bytes. Every step can be told to do the wrong thing: that is how the must-fail vectors are made.
 */
import {
  type AppendedLog,
  appendEntries,
  articlePath,
  bytesOf,
  type CalendarEntry,
  createSigner,
  createTrustSigner,
  type Desk,
  dayPath,
  type EditionRecord,
  formatCarriers,
  formatDesks,
  formatEdition,
  formatHead,
  formatNotices,
  formatPolicy,
  formatRecord,
  frontPath,
  hexOf,
  joinPage,
  type LogPlace,
  leafHash,
  makeObject,
  makeRoot,
  makeTrust,
  type NewsroomIdentity,
  type ObjectRef,
  objectPath,
  proveInclusion,
  type RecordFields,
  type RoleName,
  rootFingerprint,
  rootHash,
  type Signer,
  sha256,
  signCheckpoint,
  signNote,
  type TrustFile,
  type TrustSigner,
  updateCalendar,
} from '../../src/proof/index.ts';

/** A 32-byte seed that is a function of a word. */
export function seedOf(word: string): Promise<Uint8Array> {
  return sha256(bytesOf(`tamizdat test seed ${word}`));
}

/** One page to publish. */
export interface PageSpec {
  readonly kind?: RecordFields['kind'];
  readonly article?: string;
  readonly day?: string;
  readonly language: string;
  readonly revision?: number;
  readonly replaces?: LogPlace | null;
  /** Text of each part's body, or all signed bytes of the part. */
  readonly parts: readonly (string | Uint8Array)[];
  /** Calendar state; absent for what the calendar does not list. */
  readonly state?: CalendarEntry['state'] | 'unlisted';
  // What an attacker or a careless program might do:
  readonly newsroom?: string;
  readonly log?: string;
  readonly signers?: readonly Signer[];
  readonly changeRecord?: (text: string) => string;
}

/** How an edition is to be published otherwise than it should. */
export interface EditionTwist {
  readonly changeEdition?: (edition: EditionRecord) => EditionRecord;
  readonly changeText?: (text: string) => string;
  readonly signer?: Signer;
  /** Entries written to the log after the edition record. */
  readonly after?: readonly string[];
}

export interface Published {
  readonly note: string;
  readonly content: Uint8Array;
  readonly place: LogPlace;
  readonly leaf: string;
  readonly path: string;
}

const ROLE_EXPIRY: Readonly<Record<RoleName, string>> = {
  root: '2027-11-01T00:00:00Z',
  targets: '2027-05-01T00:00:00Z',
  snapshot: '2026-12-22T00:00:00Z',
  timestamp: '2026-12-06T00:00:00Z',
};

export const NEWSROOM = 'courier.example';
export const LOG = `${NEWSROOM}/log/1`;

/** The signed bytes of a page of the vectors: small, but a page. */
export function contentOf(language: string, body: string): Uint8Array {
  const article = `<article lang="${language}">${body}</article>`;
  return bytesOf(
    `<!doctype html>\n<html lang="${language}"><meta charset="utf-8"><title>Courier</title>\n` +
      `<!--tamizdat:body-->\n${article}\n<!--/tamizdat:body-->\n<p>npx tamizdat verify</p></html>\n`,
  );
}

export class Newsroom {
  readonly files = new Map<string, Uint8Array>();
  readonly signers = new Map<string, Signer>();
  readonly trustSigners = new Map<string, TrustSigner>();
  readonly identity: NewsroomIdentity = { newsroom: NEWSROOM, title: 'The Courier' };
  now: Date;
  log = LOG;
  size = 0;
  number = 0;
  root = new Uint8Array(0) as Awaited<ReturnType<typeof rootHash>>;
  calendar: ObjectRef | null = null;
  fronts: EditionRecord['fronts'] = [];
  cosigners: readonly string[] = ['clock'];
  trust = { root: 1, targets: 1 };
  fingerprint = '';
  last: readonly Published[] = [];
  checkpoint = '';

  private constructor(now: string) {
    this.now = new Date(now);
  }

  /** A newsroom with desks for Russian and German, a log and a clock, and its trust data written. */
  static async open(now = '2026-11-22T10:15:07Z'): Promise<Newsroom> {
    const newsroom = new Newsroom(now);
    newsroom.root = await rootHash({ readHash: () => Promise.reject(new Error('empty')) }, 0);
    await newsroom.writeTrust();
    return newsroom;
  }

  /** The note signer of a name such as `desk/ru`, `log/1`, `desk/stranger`; `clock` and `witness/…` cosign. */
  async signer(name: string, at: () => Date = () => this.now): Promise<Signer> {
    const isCosigner = name === 'clock' || name.startsWith('witness/');
    const signer = await createSigner({
      name: name.includes('.example') ? name : `${NEWSROOM}/${name}`,
      type: isCosigner ? 'cosignature' : 'note',
      seed: await seedOf(name),
      now: at,
    });
    this.signers.set(name, signer);
    return signer;
  }

  async trustSigner(word: string): Promise<TrustSigner> {
    return createTrustSigner(await seedOf(`trust ${word}`));
  }

  async desk(
    name: string,
    languages: readonly string[],
    firstIndex = 0,
    lastIndex: number | null = null,
    log = LOG,
  ): Promise<Desk> {
    const { verifierKey } = await this.signer(name);
    return { verifierKey, languages, log, firstIndex, lastIndex };
  }

  async defaultDesks(): Promise<Desk[]> {
    return [await this.desk('desk/de', ['de']), await this.desk('desk/ru', ['ru'])];
  }

  async defaultPolicy(): Promise<string> {
    const log = await this.signer('log/1');
    const clock = await this.signer('clock');
    return formatPolicy({ log: log.verifierKey, clock: clock.verifierKey });
  }

  /** Makes version `version` of the root with one key a role; `keys` names other keys, `by` other signers. */
  async makeRoot(
    version: number,
    {
      keys = {},
      by,
      threshold = 1,
    }: { keys?: Partial<Record<RoleName, readonly string[]>>; by?: readonly string[]; threshold?: number } = {},
  ): Promise<Uint8Array> {
    const role = async (name: RoleName) => {
      const signers = await Promise.all((keys[name] ?? [name]).map((word) => this.trustSigner(word)));
      return { publicKeys: signers.map(({ publicKey }) => publicKey), threshold: name === 'root' ? threshold : 1 };
    };
    const roles = {
      root: await role('root'),
      targets: await role('targets'),
      snapshot: await role('snapshot'),
      timestamp: await role('timestamp'),
    };
    const signers = await Promise.all((by ?? keys.root ?? ['root']).map((word) => this.trustSigner(word)));
    return makeRoot({ version, expires: new Date(ROLE_EXPIRY.root), roles }, signers);
  }

  /** Writes `trust/`; earlier roots stay. */
  async writeTrust(
    change: {
      root?: { version: number; bytes: Uint8Array };
      versions?: Partial<Record<'targets' | 'snapshot' | 'timestamp', number>>;
      expires?: Partial<Record<'targets' | 'snapshot' | 'timestamp', string>>;
      policy?: string;
      desks?: readonly Desk[] | string;
      identity?: NewsroomIdentity;
      by?: Partial<Record<'targets' | 'snapshot' | 'timestamp', string>>;
    } = {},
  ): Promise<readonly TrustFile[]> {
    const root = change.root ?? { version: 1, bytes: await this.makeRoot(1) };
    const dated = (role: 'targets' | 'snapshot' | 'timestamp') => ({
      version: change.versions?.[role] ?? 1,
      expires: new Date(change.expires?.[role] ?? ROLE_EXPIRY[role]),
    });
    const by = async (role: 'targets' | 'snapshot' | 'timestamp') => [
      await this.trustSigner(change.by?.[role] ?? role),
    ];
    const desks = change.desks ?? (await this.defaultDesks());
    const files = await makeTrust(
      root,
      {
        identity: change.identity ?? this.identity,
        policy: change.policy ?? (await this.defaultPolicy()),
        desks: typeof desks === 'string' ? desks : await formatDesks(desks),
        targets: dated('targets'),
        snapshot: dated('snapshot'),
        timestamp: dated('timestamp'),
      },
      { targets: await by('targets'), snapshot: await by('snapshot'), timestamp: await by('timestamp') },
    );
    for (const { name, bytes } of files) this.files.set(`trust/${name}`, bytes);
    this.trust = { root: root.version, targets: change.versions?.targets ?? 1 };
    if (root.version === 1) this.fingerprint = await rootFingerprint(root.bytes);
    return files;
  }

  readonly read = async (path: string): Promise<Uint8Array | null> => this.files.get(path) ?? null;

  readonly readObject = async ({ sha256: name }: ObjectRef): Promise<Uint8Array | null> =>
    this.files.get(objectPath(name)) ?? null;

  private time(): string {
    return this.now.toISOString().replace('.000', '');
  }

  private async recordOf(spec: PageSpec): Promise<{ note: string; contents: Uint8Array[]; fields: RecordFields }> {
    const contents = spec.parts.map((part) => (typeof part === 'string' ? contentOf(spec.language, part) : part));
    const kind = spec.kind ?? 'article';
    const pages = await Promise.all(contents.map(makeObject));
    const fields: RecordFields = {
      newsroom: spec.newsroom ?? NEWSROOM,
      log: spec.log ?? this.log,
      kind,
      article: kind === 'article' || kind === 'withdrawal' ? (spec.article ?? '3fk9m2tq7x') : null,
      day: kind === 'front' ? null : (spec.day ?? '2026-11-22'),
      language: spec.language,
      revision: spec.revision ?? 1,
      time: this.time(),
      pages: pages.map(({ sizeBytes, sha256: hash }) => ({ sizeBytes, sha256: hash })),
      replaces: spec.replaces ?? null,
    };
    const text = formatRecord(fields);
    const signers = spec.signers ?? [await this.signer(`desk/${spec.language}`)];
    return { note: await signNote(spec.changeRecord?.(text) ?? text, signers), contents, fields };
  }

  /** One publication: records, then the edition record, then one checkpoint; writes pages, objects, log and head. */
  async publish(specs: readonly PageSpec[], twist: EditionTwist = {}): Promise<readonly Published[]> {
    const logNumber = Number(this.log.split('/').at(-1));
    const records = await Promise.all(specs.map((spec) => this.recordOf(spec)));
    const leaves = await Promise.all(records.map(async ({ note }) => leafOf(note)));
    const placeAt = (at: number): LogPlace => ({ log: logNumber, index: this.size + at });

    const lines: CalendarEntry[] = records.flatMap(({ fields }, at) => {
      const { article, day, language, revision } = fields;
      const state = specs[at]?.state ?? 'current';
      if (day === null || state === 'unlisted') return [];
      return [{ day, article, language, revision, state, place: placeAt(at), leaf: leaves[at] ?? '' }];
    });
    const update = await updateCalendar(this.readObject, this.calendar, lines);
    const notices = await makeObject(formatNotices([]));
    const carriers = await makeObject(formatCarriers([]));
    for (const { sha256: name, bytes } of [...update.nodes, notices, carriers]) this.files.set(objectPath(name), bytes);
    this.calendar = update.root;

    const fronts = new Map(this.fronts.map((front) => [front.language, front]));
    records.forEach(({ fields: { kind, language } }, at) => {
      if (kind === 'front') fronts.set(language, { language, place: placeAt(at), leaf: leaves[at] ?? '' });
    });
    this.fronts = [...fronts.values()].sort((a, b) => (a.language < b.language ? -1 : 1));
    this.number += 1;
    const plain: EditionRecord = {
      newsroom: NEWSROOM,
      log: this.log,
      number: this.number,
      time: this.time(),
      trust: this.trust,
      fronts: this.fronts,
      calendar: this.calendar,
      notices: { sizeBytes: notices.sizeBytes, sha256: notices.sha256 },
      carriers: { sizeBytes: carriers.sizeBytes, sha256: carriers.sha256 },
    };
    const editionText = formatEdition(twist.changeEdition?.(plain) ?? plain);
    const logSigner = await this.signer(`log/${logNumber}`);
    const edition = await signNote(twist.changeText?.(editionText) ?? editionText, [twist.signer ?? logSigner]);

    const entries = [...records.map(({ note }) => note), edition, ...(twist.after ?? [])].map(bytesOf);
    const old = { size: this.size, root: this.root };
    const appended = await appendEntries(this.read, old, entries);
    for (const { path, bytes } of appended.files) this.files.set(path, bytes);
    this.size = appended.size;
    this.root = appended.root;
    this.checkpoint = await this.signedCheckpoint();
    this.files.set('log/checkpoint', bytesOf(this.checkpoint));
    const proofOf = (index: number) => this.proof(appended, index);

    const published: Published[] = [];
    for (const [at, { note, contents, fields }] of records.entries()) {
      const place = { log: logNumber, index: old.size + at };
      for (const [part, content] of contents.entries()) {
        const path = pathOf(fields, part + 1);
        this.files.set(path, joinPage(content, { note, proof: await proofOf(place.index) }));
        published.push({ note, content, place, leaf: leaves[at] ?? '', path });
      }
    }
    this.files.set('head', bytesOf(formatHead({ note: edition, proof: await proofOf(old.size + records.length) })));
    this.last = published;
    return published;
  }

  async proof(appended: AppendedLog, index: number) {
    return { index, hashes: await proveInclusion(appended.reader, index, appended.size), checkpoint: this.checkpoint };
  }

  async signedCheckpoint(): Promise<string> {
    const { log: origin, size, root } = this;
    const log = await this.signer(origin.startsWith(NEWSROOM) ? origin.slice(NEWSROOM.length + 1) : origin);
    const cosigners = await Promise.all(this.cosigners.map((name) => this.signer(name)));
    return signCheckpoint({ origin, size, root }, log, cosigners);
  }

  /** A file of the edition, which must be there. */
  file(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new Error(`${path}: not in this edition`);
    return bytes;
  }
}

function pathOf({ kind, language, day, article }: RecordFields, part: number): string {
  if (kind === 'front') return frontPath(language);
  if (kind === 'day') return dayPath(language, day ?? '', part);
  return articlePath(language, day ?? '', article ?? '', part);
}

async function leafOf(note: string): Promise<string> {
  return hexOf(await leafHash(bytesOf(note)));
}

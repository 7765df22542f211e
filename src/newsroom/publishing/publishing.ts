import type { Kysely } from 'kysely';
import { makeTwins } from '../../compose/index.ts';
import {
  cosignatureBytes,
  type EditionFolder,
  fileReader,
  type OnlineKeys,
  publishEdition,
  readPublishedHead,
  readTrust,
} from '../../edition/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import type { Tables } from '../../tables/index.ts';
import { random } from '../random.ts';
import { draftEdition } from './draft.ts';
import { faceOf, publicCarriers } from './face.ts';
import { removeUnshownMedia } from './media-left.ts';
import { type Db, type KeptVersion, loadWaiting, markPublished, takeWaiting } from './versions.ts';

/** A language version of an article that cannot be published. */
export interface RefusedArticle {
  /** What and why, as a sentence. */
  readonly message: string;
  /** Whether nothing of it is published yet; else its last revision stands. */
  readonly isNew: boolean;
}

/** What publishing came to. */
export interface Published {
  /** Number of the newest edition. */
  readonly edition: number;
  /** Whether that edition is a new one. */
  readonly changed: boolean;
  /** Records added to the log, without the edition's own. */
  readonly records: number;
  /** Paths of the edition's files that were written or removed, twins included. */
  readonly paths: readonly string[];
  /** Articles that cannot be published as they are. Each is told once, until it changes. */
  readonly refused: readonly RefusedArticle[];
  /** Whether a withdrawal was among it: then traces of the text are to be erased. */
  readonly hasWithdrawn: boolean;
}

interface PublishContext {
  readonly db: Kysely<Tables>;
  readonly blobs: Blobs;
  readonly settings: Settings;
  readonly edition: EditionFolder;
  readonly keys: OnlineKeys;
  readonly now: () => Date;
  /** Releases that whose time has come, before anything is published; null where nothing new is to come out. */
  readonly release: (() => Promise<void>) | null;
  /** Tells others what was brought out, in the transaction that notes it. */
  readonly tell?: Parameters<typeof markPublished>[2]['tell'];
  /** Whether everything the settings ask for was published once: then nothing is drawn while nothing waits. */
  readonly isSettled: boolean;
  /** The change of each version at which it was refused; such a one is not drawn again. Added to. */
  readonly refused: Map<string, number>;
}

/** Versions that wait to be published and were not refused as they are. */
export async function loadUnpublished(db: Db, refused: ReadonlyMap<string, number>): Promise<KeptVersion[]> {
  return (await loadWaiting(db)).filter(isUntold(refused));
}

const isUntold =
  (refused: ReadonlyMap<string, number>) =>
  (version: KeptVersion): boolean =>
    refused.get(idOf(version)) !== version.wanted;

const idOf = ({ article, body }: KeptVersion): string => `${article} ${body.language}`;

/**
 * Publishes everything that waits as one edition, that whose time has come with it; makes none when nothing changed. What
 * something holds back is in no page, list, feed or link of it.
 */
export async function publishWaiting(context: PublishContext): Promise<Published> {
  const { db, blobs, settings, edition, refused } = context;
  const read = fileReader(edition.files);
  const head = await readPublishedHead(read);
  await context.release?.();
  const waiting = (await takeWaiting(db)).filter(isUntold(refused));
  const before = head?.edition.number ?? 0;
  if (waiting.length === 0 && context.isSettled && head !== null) {
    return { edition: before, changed: false, records: 0, paths: [], refused: [], hasWithdrawn: false };
  }
  const carriers = publicCarriers(settings.carriers);
  const trust = await readTrust(read);
  const draft = await draftEdition(waiting, {
    db,
    face: faceOf(settings),
    published: head?.edition.fronts.map((front) => front.language) ?? [],
    read,
    readBlob: (sha256) => blobs.read(sha256),
    logSize: head?.size ?? 0,
    witnessBytes: trust === null ? 0 : await cosignatureBytes(trust.policy),
    random,
    ...(carriers[0] === undefined ? {} : { baseAddress: carriers[0].address }),
  });
  const result = await publishEdition(
    { pages: draft.pages, files: draft.files, removals: draft.removals, trust: [], carriers },
    { folder: edition, newsroom: settings.newsroom, keys: context.keys, now: context.now, makeTwins },
  );
  const isNew = result.edition !== before;
  const time = isNew ? ((await readPublishedHead(read))?.edition.time ?? null) : null;
  const { tell } = context;
  const noting = { now: context.now(), random, ...(tell && { tell }) };
  await markPublished(db, draft.published, noting, { number: result.edition, time });
  // At the first publication too: a process may have died before it came to this.
  if (draft.removals.length > 0 || !context.isSettled) await removeUnshownMedia(db, blobs);
  for (const { version } of draft.refused) refused.set(idOf(version), version.wanted);
  return {
    edition: result.edition,
    changed: isNew,
    records: result.records.length,
    paths: [...result.written, ...result.removed],
    refused: draft.refused.map(({ version, message }) => ({
      message: `cannot publish "${version.body.headline}": ${message}`,
      isNew: version.published === 0,
    })),
    hasWithdrawn: draft.published.some(({ body }) => body.state === 'withdrawn'),
  };
}

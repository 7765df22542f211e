import { composeLanguageChoice, type NewsroomFace } from '../../compose/index.ts';
import type { PageDraft, StagedFile } from '../../edition/index.ts';
import type { ReadFile } from '../../proof/index.ts';
import { draftFeeds } from './draft-feeds.ts';
import { draftDay, draftFront, openDays } from './draft-listing.ts';
import { drawVersions } from './draft-version.ts';
import { type Db, isMediaUsed, type KeptVersion } from './versions.ts';

/** What drawing an edition needs to know. */
export interface DraftContext {
  readonly db: Db;
  readonly face: NewsroomFace;
  /** Languages that are published already; they are drawn also when the face does not have them any more. */
  readonly published: readonly string[];
  /** Reads the edition as published. */
  readonly read: ReadFile;
  /** The bytes of a media file; null when they are lost. Fails when they are damaged. */
  readonly readBlob: (sha256: string) => Promise<Uint8Array | null>;
  /** Leaves of the log now: longer proofs take room from the text. */
  readonly logSize: number;
  /** What cosignatures of witnesses add to each proof. */
  readonly witnessBytes: number;
  readonly random: (count: number) => Uint8Array;
  /** Address of the edition on its first public carrier, for feeds. */
  readonly baseAddress?: string;
}

/** A version that cannot be published as it is, and why. */
export interface RefusedVersion {
  readonly version: KeptVersion;
  readonly message: string;
}

/** Pages and files that should be published for a set of changed versions. */
export interface EditionDraft {
  readonly pages: readonly PageDraft[];
  /** Media of the changed versions, feeds, the choice of languages. */
  readonly files: readonly StagedFile[];
  /** Paths of media that nothing shows any more. */
  readonly removals: readonly string[];
  /** The waiting versions that were drawn: publishing brings them out. */
  readonly published: readonly KeptVersion[];
  /** They go on waiting, and everything else is published. */
  readonly refused: readonly RefusedVersion[];
}

/** Draws everything that the waiting versions touch: their pages, their siblings' links, days, fronts, feeds. */
export async function draftEdition(waiting: readonly KeptVersion[], context: DraftContext): Promise<EditionDraft> {
  const { face, db } = context;
  const { drawn, refused, hasPage } = await drawVersions(waiting, context);
  const versions = [...drawn.keys()];
  const pages: PageDraft[] = [...drawn.values()].map(({ page }) => page);
  const days = await openDays(versions, context);
  for (const [language, touched] of days.touched) {
    for (const day of touched) pages.push(await draftDay(language, day, context, { hasPage, hasDay: days.has }));
  }
  const files: StagedFile[] = [...drawn.values()].flatMap(({ media }) => media);
  files.push(composeLanguageChoice(face));
  // Fronts say the title and link to the other languages: those without news are drawn too, and mostly stay the same.
  const languages = new Set([...face.languages, ...context.published]);
  for (const language of languages) {
    pages.push(await draftFront(language, context, { hasPage, hasDay: days.has }));
  }
  files.push(...(await draftFeeds(languages, versions, context, hasPage)));
  const shown = new Set(files.map((file) => file.path));
  const removals = new Set<string>();
  for (const { before } of drawn.values()) {
    for (const { path, sha256 } of before) {
      if (!shown.has(path) && !(await isMediaUsed(db, sha256))) removals.add(path);
    }
  }
  return { pages, files, removals: [...removals], published: versions, refused };
}

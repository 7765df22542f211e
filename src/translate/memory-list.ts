import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { LanguagePair } from './memory.ts';

/** One pair of the memory, as the console lists it. */
export interface MemoryEntry extends LanguagePair {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly by: string | null;
  readonly at: string;
  readonly isImported: boolean;
}

/** Which pairs. Everything may be left out. */
export interface MemoryQuery extends Partial<LanguagePair> {
  /** Words that either side has; of each its beginning suffices. */
  readonly search?: string;
  /** Where the page before ended (`MemoryPage.next`). */
  readonly after?: string;
  /** At most 200; 50 by default. */
  readonly limit?: number;
}

export interface MemoryPage {
  /** Last confirmed first. */
  readonly entries: readonly MemoryEntry[];
  readonly next: string | null;
}

const MOST_WORDS = 10;

/**
 * Words as the database looks for them: all of them, each as it was typed, in small and in capitals, because only some
 * databases know which Cyrillic letters are the same. Null when nothing was typed that could be looked for.
 */
function tsQuery(search: string): string | null {
  const words = search.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  if (words.length === 0) return null;
  return words
    .slice(0, MOST_WORDS)
    .map((word) => {
      const small = word.toLowerCase();
      const capital = `${[...small][0]?.toUpperCase() ?? ''}${[...small].slice(1).join('')}`;
      return `(${[...new Set([word, small, capital, word.toUpperCase()])].map((each) => `${each}:*`).join(' | ')})`;
    })
    .join(' & ');
}

/** Pairs of the memory for people to look through, page by page. */
export async function listMemory(db: Kysely<Tables>, query: MemoryQuery = {}): Promise<MemoryPage> {
  const { from, to, search = '', after, limit: wanted = 50 } = query;
  const limit = Math.max(1, Math.min(200, wanted));
  let select = db.selectFrom('memory').selectAll();
  if (from !== undefined) select = select.where('from_language', '=', from);
  if (to !== undefined) select = select.where('to_language', '=', to);
  const words = tsQuery(search);
  if (words !== null)
    select = select.where(
      sql<boolean>`to_tsvector('simple', source || ' ' || target) @@ to_tsquery('simple', ${words})`,
    );
  const [at, id] = after?.split(' ') ?? [];
  if (at !== undefined && id !== undefined)
    select = select.where(({ eb, and, or }) => or([eb('at', '<', at), and([eb('at', '=', at), eb('id', '>', id)])]));
  const rows = await select
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => ({
      id: row.id,
      from: row.from_language,
      to: row.to_language,
      source: row.source,
      target: row.target,
      by: row.by,
      at: row.at,
      isImported: row.imported,
    })),
    next: rows.length > limit && last !== undefined ? `${last.at} ${last.id}` : null,
  };
}

import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import { editDistance } from './edit-distance.ts';
import { gramsOf } from './grams.ts';
import type { Match } from './match.ts';
import type { LanguagePair } from './memory.ts';
import { memoryKey, renamed, renumbered, sourceHash } from './memory-key.ts';
import { parsePlaceholders } from './placeholders.ts';

interface Found {
  readonly source_hash: string;
  readonly source: string;
  readonly target: string;
  readonly by: string | null;
  readonly at: string;
}

const LEAST_SCORE = 50;
/** Of a pair of words that very many texts have, so many are looked at: the rare ones decide. */
const MOST_A_GRAM = 150;
/** Texts that are compared letter by letter. */
const MOST_COMPARED = 16;

/** Beyond Unicode: no character of any text can be taken for a placeholder. */
const PLACEHOLDER_POINTS = { open: 1 << 24, close: 1 << 25, alone: 1 << 26 } as const;

/** Code points, a placeholder as one of its own. */
function pointsOf(key: string): number[] {
  return parsePlaceholders(key).flatMap((piece) =>
    piece.type === 'text'
      ? Array.from(piece.text, (character) => character.codePointAt(0) ?? 0)
      : [PLACEHOLDER_POINTS[piece.type] + piece.number],
  );
}

/** The target with the placeholders of the text that was asked for; those it has not are left out. */
function targetFor(target: string, numbers: readonly number[]): string {
  return renamed(target, (number) => numbers[number - 1]);
}

/**
 * What the memory has for a text, the best first: the same text (100, the last confirmed first), then those that are alike,
 * by edit distance (50 to 99). Each translation once. Targets carry the placeholders of `text`. Two short queries whatever
 * the size of the memory.
 */
export async function lookUp(
  db: Kysely<Tables>,
  { from, to, text }: LanguagePair & { readonly text: string },
  limit: number,
): Promise<Match[]> {
  const key = memoryKey(text);
  const { numbers } = renumbered(text);
  const same = await exactly(db, sourceHash(from, to, key));
  const matches = new Map<string, Match>();
  const add = (found: Found, score: number): void => {
    const target = targetFor(found.target, numbers);
    if (matches.has(target)) return;
    matches.set(target, { score, source: found.source, target, by: found.by, at: found.at });
  };
  for (const found of same.slice(0, limit)) add(found, 100);
  if (matches.size < limit) for (const { found, score } of await alike(db, { from, to, key }, limit)) add(found, score);
  return [...matches.values()].slice(0, limit);
}

function exactly(db: Kysely<Tables>, hash: string): Promise<Found[]> {
  return db
    .selectFrom('memory')
    .select(['source_hash', 'source', 'target', 'by', 'at'])
    .where('source_hash', '=', hash)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(20)
    .execute();
}

/** Texts that share rare pairs of words, by how many; then compared letter by letter. */
async function alike(
  db: Kysely<Tables>,
  { from, to, key }: LanguagePair & { readonly key: string },
  limit: number,
): Promise<{ found: Found; score: number }[]> {
  const grams = gramsOf(from, to, key);
  if (grams.length === 0) return [];
  // Of a frequent pair of words the first ones by id are read, and ids are hashes: texts that share several frequent pairs
  // are among the first of each of them.
  const { rows } = await sql<Found>`
    select source_hash, source, target, by, at
    from (
      select shared.memory, count(*) as times
      from jsonb_array_elements_text(${JSON.stringify(grams)}::jsonb) as asked (gram)
      cross join lateral (
        select memory from memory_grams where gram = asked.gram::integer order by memory limit ${MOST_A_GRAM}
      ) as shared
      group by shared.memory
      order by times desc, shared.memory
      limit ${MOST_COMPARED}
    ) as candidates
    join memory on memory.id = candidates.memory
    order by times desc, memory.at desc
  `.execute(db);
  const points = pointsOf(key);
  const best: { found: Found; score: number }[] = [];
  for (const found of rows) {
    const other = pointsOf(memoryKey(found.source));
    const longest = Math.max(points.length, other.length);
    const least = best.length < limit ? LEAST_SCORE : (best.at(-1)?.score ?? LEAST_SCORE) + 1;
    const distance = editDistance(points, other, Math.floor((longest * (100 - least)) / 100));
    if (distance === null || distance === 0) continue;
    best.push({ found, score: Math.min(99, Math.round(100 * (1 - distance / longest))) });
    best.sort((a, b) => b.score - a.score);
    if (best.length > limit) best.pop();
  }
  return best;
}

import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';
import type { Match } from './match.ts';
import type { LanguagePair } from './memory.ts';
import { memoryKey, renamed, renumbered, sourceHash } from './memory-key.ts';
import type { Segment } from './segment.ts';
import { type Sentence, sentencesOf } from './sentences.ts';

interface Found {
  readonly source_hash: string;
  readonly source: string;
  readonly target: string;
  readonly by: string | null;
  readonly at: string;
  readonly machine: boolean;
}

/** What the memory fills a segment with. */
export interface Filling extends Match {
  /** A machine wrote it, or one of its sentences, and people only confirmed it. */
  readonly isMachine: boolean;
}

/**
 * The segments that the memory knows word by word, by `Segment.key`: those confirmed as a whole before, and those of which
 * every sentence was (then `by` and `at` are those of the one confirmed first). One query, whatever the number of segments.
 */
export async function fillFromMemory(
  db: Kysely<Tables>,
  { from, to, segments }: LanguagePair & { readonly segments: readonly Pick<Segment, 'key' | 'text'>[] },
): Promise<Map<string, Filling>> {
  const hashOf = (text: string): string => sourceHash(from, to, memoryKey(text));
  const wanted = segments.map(({ key, text }) => {
    const sentences = sentencesOf(text, from).map((each) => ({ ...each, hash: hashOf(each.text) }));
    return { key, text, hash: hashOf(text), sentences };
  });
  const known = await newest(
    db,
    new Set(wanted.flatMap((each) => [each.hash, ...each.sentences.map((of) => of.hash)])),
  );
  const filled = new Map<string, Filling>();
  for (const { key, text, hash, sentences } of wanted) {
    const whole = known.get(hash);
    const match = whole === undefined ? joined(text, sentences, known) : matchOf(text, whole);
    if (match !== null) filled.set(key, match);
  }
  return filled;
}

function matchOf(text: string, { source, target, by, at, machine }: Found): Filling {
  const { numbers } = renumbered(text);
  return { score: 100, source, target: renamed(target, (number) => numbers[number - 1]), by, at, isMachine: machine };
}

function joined(
  text: string,
  sentences: readonly (Sentence & { readonly hash: string })[],
  known: ReadonlyMap<string, Found>,
): Filling | null {
  if (sentences.length < 2) return null;
  const matches: Filling[] = [];
  for (const sentence of sentences) {
    const found = known.get(sentence.hash);
    if (found === undefined) return null;
    matches.push(matchOf(sentence.text, found));
  }
  const target = matches.map((match, at) => match.target + (sentences[at]?.gap ?? '')).join('');
  const oldest = matches.reduce((first, each) => (each.at < first.at ? each : first));
  return { ...oldest, source: text, target, isMachine: matches.some(({ isMachine }) => isMachine) };
}

/** What was confirmed last for each of these hashes. */
async function newest(db: Kysely<Tables>, hashes: ReadonlySet<string>): Promise<Map<string, Found>> {
  const { rows } = await sql<Found>`
    select distinct on (source_hash) source_hash, source, target, by, at, machine
    from memory
    where source_hash in (select jsonb_array_elements_text(${JSON.stringify([...hashes])}::jsonb))
    order by source_hash, at desc, id
  `.execute(db);
  return new Map(rows.map((row) => [row.source_hash, row]));
}

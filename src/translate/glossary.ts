import type { Kysely } from 'kysely';
import { canonicalLanguage, normaliseLine } from '../article/index.ts';
import type { Tables } from '../tables/index.ts';
import { TranslateError } from './error.ts';
import type { LanguagePair } from './memory.ts';

/** What a term asks of a translation: that it is used, that it is not, or how somebody or something is called. */
export const TERM_KINDS = ['required', 'forbidden', 'name'] as const;

export type TermKind = (typeof TERM_KINDS)[number];

/** What the checks and engines need of a term. */
export interface GlossaryTerm {
  readonly source: string;
  /** Of a forbidden one: what must not be written for `source`; with an empty `source`, must not be written at all. */
  readonly target: string;
  readonly kind: TermKind;
  readonly note: string | null;
}

/** A term of the glossary. */
export interface Term extends GlossaryTerm, LanguagePair {
  readonly id: string;
  /** Who wrote it last, and when: ISO. */
  readonly by: string | null;
  readonly at: string;
}

/** A term to be written. */
export interface NewTerm extends GlossaryTerm, LanguagePair {
  readonly by: string | null;
  readonly at: Date;
}

const MOST_CHARACTERS = 200;
const MOST_NOTE_CHARACTERS = 1_000;

/** The term in the form that is stored, or why it is none. */
export function checkTerm(term: LanguagePair & GlossaryTerm): (LanguagePair & GlossaryTerm) | string {
  const from = canonicalLanguage(term.from);
  const to = canonicalLanguage(term.to);
  const source = normaliseLine(term.source);
  const target = normaliseLine(term.target);
  const note = normaliseLine(term.note ?? '');
  if (from === null || to === null) return 'is in no language: write tags like de or pt-BR';
  if (from === to) return 'is in one language twice';
  if (!TERM_KINDS.includes(term.kind)) return `is of none of the kinds ${TERM_KINDS.join(', ')}`;
  if (target === '' || (source === '' && term.kind !== 'forbidden')) return 'has no text';
  if ([source, target].some((text) => [...text].length > MOST_CHARACTERS))
    return `is longer than ${MOST_CHARACTERS} characters`;
  if ([...note].length > MOST_NOTE_CHARACTERS) return `has a note longer than ${MOST_NOTE_CHARACTERS} characters`;
  return { from, to, source, target, kind: term.kind, note: note === '' ? null : note };
}

function checked(term: LanguagePair & GlossaryTerm): LanguagePair & GlossaryTerm {
  const right = checkTerm(term);
  if (typeof right !== 'string') return right;
  throw new TranslateError('term-invalid', `the term ${right}`, { hint: 'mend it and write it again' });
}

/**
 * Writes a term; one with the same languages and texts is replaced, and keeps its id. Durable when it has returned. `id`
 * names it if it is new.
 *
 * @throws TranslateError `term-invalid`.
 */
export async function writeTerm(db: Kysely<Tables>, id: string, { by, at, ...term }: NewTerm): Promise<Term> {
  const { from, to, ...rest } = checked(term);
  const row = await db
    .insertInto('terms')
    .values({ id, from_language: from, to_language: to, ...rest, by, at: at.toISOString() })
    .onConflict((conflict) =>
      conflict.columns(['from_language', 'to_language', 'source', 'target']).doUpdateSet((excluded) => ({
        kind: excluded.ref('excluded.kind'),
        note: excluded.ref('excluded.note'),
        by: excluded.ref('excluded.by'),
        at: excluded.ref('excluded.at'),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return termOf(row);
}

/**
 * Changes a term. False when there is none of that id.
 *
 * @throws TranslateError `term-invalid`, also when there is another term with the same texts.
 */
export async function changeTerm(db: Kysely<Tables>, id: string, { by, at, ...term }: NewTerm): Promise<boolean> {
  const { from, to, ...rest } = checked(term);
  const other = await db
    .selectFrom('terms')
    .select('id')
    .where('from_language', '=', from)
    .where('to_language', '=', to)
    .where('source', '=', rest.source)
    .where('target', '=', rest.target)
    .where('id', '!=', id)
    .executeTakeFirst();
  if (other !== undefined)
    throw new TranslateError('term-invalid', 'the term is in the glossary already', {
      hint: 'change that one instead',
    });
  const { numUpdatedRows } = await db
    .updateTable('terms')
    .set({ from_language: from, to_language: to, ...rest, by, at: at.toISOString() })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Removes a term. False when there is none of that id. */
export async function removeTerm(db: Kysely<Tables>, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('terms').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** All terms from one language into another, in the order of their texts; of all languages when none is named. */
export async function loadTerms(db: Kysely<Tables>, { from, to }: Partial<LanguagePair> = {}): Promise<Term[]> {
  let query = db.selectFrom('terms').selectAll();
  if (from !== undefined) query = query.where('from_language', '=', from);
  if (to !== undefined) query = query.where('to_language', '=', to);
  const rows = await query.orderBy('source').orderBy('target').orderBy('id').execute();
  return rows.map(termOf);
}

function termOf(row: Tables['terms']): Term {
  const { id, from_language: from, to_language: to, source, target, kind, note, by, at } = row;
  return { id, from, to, source, target, kind, note, by, at };
}

import type { Kysely } from 'kysely';
import { newArticleId } from '../article/index.ts';
import type { Tables } from '../tables/index.ts';
import {
  changeTerm,
  type GlossaryTerm,
  type LanguagePair,
  listMemory,
  loadTerms,
  type MemoryEntry,
  type MemoryPage,
  type MemoryQuery,
  parseGlossary,
  parseTmx,
  type Remembered,
  type RememberOutcome,
  remember,
  removeFromMemory,
  removeTerm,
  type Term,
  writeGlossary,
  writeTerm,
  writeTmx,
} from '../translate/index.ts';
import { addAudit, type Done } from './audit.ts';
import type { Trx } from './context.ts';
import type { Actor } from './views.ts';

/** Pairs of one transaction: an import must not keep everybody else waiting. */
const CHUNK = 500;
/** Pairs of one query while the memory is written out. */
const PAGE = 200;

/** A term as people write it. */
export type TermText = LanguagePair & GlossaryTerm;

/**
 * The memory and the glossary, as people look after them. Every change is one transaction with its line of the audit trail;
 * an import of many pairs is several, which may be repeated when it was interrupted. Calls may run at once.
 */
export interface Lexicon {
  memory(query: MemoryQuery): Promise<MemoryPage>;
  /** False when the memory does not have it. */
  forgetPair(id: string, who: Actor): Promise<boolean>;
  /** The memory of a direction as TMX, in chunks. */
  memoryFile(direction: LanguagePair): AsyncIterable<string>;
  /** @throws InterchangeError `tmx-invalid`; what came before the fault is remembered */
  importMemory(file: Uint8Array, direction: LanguagePair, who: Actor): Promise<RememberOutcome>;
  terms(query?: Partial<LanguagePair>): Promise<Term[]>;
  /** @throws TranslateError `term-invalid` */
  addTerm(term: TermText, who: Actor): Promise<Term>;
  /** False when there is none of that id. @throws TranslateError `term-invalid` */
  changeTerm(id: string, term: TermText, who: Actor): Promise<boolean>;
  removeTerm(id: string, who: Actor): Promise<boolean>;
  /** The glossary as CSV. */
  glossaryFile(): Promise<string>;
  /** All or nothing; how many terms there were. @throws TranslateError `glossary-invalid`, `term-invalid` */
  importGlossary(file: Uint8Array, who: Actor): Promise<number>;
}

/** Opens the lexicon on a database. There is nothing to close. */
export function openLexicon(ports: {
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
  readonly random: (count: number) => Uint8Array;
}): Lexicon {
  const { db, random } = ports;

  /** One change with its line; no line where nothing changed. */
  function act<Result>(
    done: Pick<Done, 'who' | 'what' | 'detail'>,
    work: (trx: Trx, now: Date) => Promise<Result>,
    isDone: (result: Result) => boolean = () => true,
  ): Promise<Result> {
    return db.transaction().execute(async (trx) => {
      const now = ports.now();
      const result = await work(trx, now);
      if (isDone(result)) await addAudit(trx, done, { now, random });
      return result;
    });
  }
  const glossary = (who: Actor, how: string, count = 1) =>
    ({ who: who.name, what: 'glossary-changed', detail: { how, count } }) as const;

  return {
    memory: (query) => listMemory(db, query),
    forgetPair: async (id, who) => {
      const done = { who: who.name, what: 'memory-changed', detail: { how: 'removed' } } as const;
      return (await act(done, (trx) => removeFromMemory(trx, [id]), Boolean)) > 0;
    },
    memoryFile: (direction) => writeTmx(everyPair(db, direction), direction),
    importMemory: (file, direction, who) => importPairs(file, direction, who, ports),
    terms: (query = {}) => loadTerms(db, query),
    addTerm: (term, who) =>
      act(glossary(who, 'added'), (trx, at) => writeTerm(trx, newArticleId(random), { ...term, by: who.name, at })),
    changeTerm: (id, term, who) =>
      act(glossary(who, 'changed'), (trx, at) => changeTerm(trx, id, { ...term, by: who.name, at }), Boolean),
    removeTerm: (id, who) => act(glossary(who, 'removed'), (trx) => removeTerm(trx, id), Boolean),
    glossaryFile: async () => writeGlossary(await loadTerms(db)),
    importGlossary: async (file, who) => {
      const terms = parseGlossary(file);
      await act(glossary(who, 'imported', terms.length), async (trx, at) => {
        for (const term of terms) await writeTerm(trx, newArticleId(random), { ...term, by: who.name, at });
      });
      return terms.length;
    },
  };
}

async function* everyPair(db: Kysely<Tables>, direction: LanguagePair): AsyncGenerator<MemoryEntry> {
  let after: string | null = null;
  do {
    const page: MemoryPage = await listMemory(db, { ...direction, limit: PAGE, ...(after === null ? {} : { after }) });
    yield* page.entries;
    after = page.next;
  } while (after !== null);
}

async function importPairs(
  file: Uint8Array,
  direction: LanguagePair,
  who: Actor,
  { db, now, random }: Parameters<typeof openLexicon>[0],
): Promise<RememberOutcome> {
  const total = { remembered: 0, skipped: 0 };
  let chunk: Remembered[] = [];
  const keep = async (): Promise<void> => {
    const pairs = chunk;
    chunk = [];
    if (pairs.length === 0) return;
    await db.transaction().execute(async (trx) => {
      const { remembered, skipped } = await remember(trx, pairs);
      const { from, to } = direction;
      const detail = { from, to, count: remembered };
      await addAudit(trx, { who: who.name, what: 'memory-imported', detail }, { now: now(), random });
      total.remembered += remembered;
      total.skipped += skipped;
    });
  };
  const onSkipped = (): void => {
    total.skipped += 1;
  };
  for await (const { source, target, by, at } of parseTmx([file], { ...direction, onSkipped })) {
    chunk.push({ ...direction, source, target, by, at: at === null ? now() : new Date(at), article: null });
    if (chunk.length >= CHUNK) await keep();
  }
  await keep();
  return total;
}

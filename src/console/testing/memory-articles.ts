import type {
  ActOutcome,
  Actor,
  ArticleRow,
  ArticleView,
  AuditAct,
  AuditEntry,
  Cell,
  DraftView,
  Editing,
  State,
} from '../../editing/index.ts';
import { STATES } from '../articles/query.ts';

/** What an editing of many articles in memory begins with. */
export interface MemoryArticles {
  /** The last changed first. */
  readonly views: readonly ArticleView[];
  readonly drafts?: readonly DraftView[];
  readonly entries?: readonly AuditEntry[];
  /** Rows of a page of the table; 50 by default. */
  readonly limit?: number;
}

const NO_DRAFT: ActOutcome = { outcome: 'refused', reason: 'There is nothing of the kind in that language.' };

/**
 * An `Editing` of many articles that lives in memory: for the pages that show where versions stand. It holds no segments;
 * what is asked of them it refuses.
 */
export function memoryArticles(made: MemoryArticles, now: () => Date) {
  const { drafts = [], limit = 50 } = made;
  let views = [...made.views];
  const entries = [...(made.entries ?? [])];
  const listeners = new Set<() => void>();
  let count = 1_000;

  function note(who: Actor, what: AuditAct, article: string, language: string | null = null): void {
    count += 1;
    const id = `${now().toISOString()}-${count}`;
    entries.unshift({ id, at: now().toISOString(), who: who.name, what, article, language, detail: {} });
    for (const listener of listeners) listener();
  }
  const find = (article: string) => views.find((view) => view.article === article);
  const draftOf = ({ article, language }: { readonly article: string; readonly language: string }) =>
    drafts.find((draft) => draft.article === article && draft.language === language) ?? null;

  function change(article: string, next: Partial<ArticleView>): void {
    views = views.map((view) => (view.article === article ? { ...view, ...next } : view));
  }
  /** Changes a cell; refused where there is none, or where it is in none of the states. */
  function act(
    name: { readonly article: string; readonly language: string },
    who: Actor,
    what: AuditAct,
    states: readonly State[],
    next: Partial<Cell>,
  ): ActOutcome {
    const { article, language } = name;
    const view = find(article);
    const cell = view?.cells.find((each) => each.language === language);
    if (view === undefined || cell === undefined) return NO_DRAFT;
    if (!states.includes(cell.state)) return { outcome: 'refused', reason: `It is ${cell.state}.` };
    const since = now().toISOString();
    const changed: Cell = { ...cell, ...(next.state === undefined ? {} : { since, by: who.name }), ...next };
    change(article, { cells: view.cells.map((each) => (each === cell ? changed : each)) });
    note(who, what, article, language);
    return { outcome: 'done' };
  }
  function rowOf({ article, day, holdUntil, cells, versions }: ArticleView): ArticleRow {
    const [first] = versions;
    const changedAt =
      cells
        .map(({ since }) => since)
        .toSorted()
        .at(-1) ?? `${day}T00:00:00.000Z`;
    return {
      article,
      day,
      headline: first?.body.headline ?? article,
      language: first?.language ?? 'en',
      changedAt,
      holdUntil,
      cells,
    };
  }

  const editing: Editing = {
    articles: async ({ search, state, language, touched, assignee, after }) => {
      const words = (search ?? '').toLocaleLowerCase().split(/\s+/).filter(Boolean);
      const matching = views.filter(
        ({ cells, versions }) =>
          words.every((word) => versions.some(({ body }) => body.headline.toLocaleLowerCase().includes(word))) &&
          ((state === undefined && language === undefined && touched !== true && assignee === undefined) ||
            cells.some(
              (cell) =>
                (state === undefined || cell.state === state) &&
                (language === undefined || cell.language === language) &&
                (touched !== true || cell.isTouched) &&
                (assignee === undefined || cell.assignee === assignee),
            )),
      );
      const from = after === undefined ? 0 : matching.findIndex(({ article }) => article === after) + 1;
      const page = matching.slice(from, from + limit);
      const cells = views.flatMap((view) => view.cells);
      const counts = Object.fromEntries(
        STATES.map((each) => [each, cells.filter((cell) => cell.state === each).length]),
      ) as Record<State, number>;
      const isLast = from + limit >= matching.length;
      return { rows: page.map(rowOf), next: isLast ? null : (page.at(-1)?.article ?? null), counts };
    },
    article: async (article) => find(article) ?? null,
    draft: async (name) => draftOf(name),
    outline: async (name) => draftOf(name),
    segments: async (name, keys) => draftOf(name)?.segments.filter(({ key }) => keys.includes(key)) ?? [],
    help: async () => ({ matches: [], terms: [] }),
    revisions: async () => [],
    audit: async ({ article, who, what, after, limit: most = 50 }) => {
      const matching = entries.filter(
        (entry) =>
          (article === undefined || entry.article === article) &&
          (who === undefined || entry.who === who) &&
          (what === undefined || entry.what === what),
      );
      const from = after === undefined ? 0 : matching.findIndex(({ id }) => id === after) + 1;
      return matching.slice(from, from + most);
    },
    begin: async ({ article, language }, who) => {
      const view = find(article);
      if (view === undefined || view.cells.some((cell) => cell.language === language)) return NO_DRAFT;
      const cell: Cell = {
        language,
        state: 'in-translation',
        since: now().toISOString(),
        by: who.name,
        assignee: null,
        isTouched: false,
        publishAt: null,
        progress: { confirmed: 0, all: 12 },
        publishedRevision: 0,
      };
      change(article, {
        cells: [...view.cells, cell],
        translatable: view.translatable.filter((each) => each.language !== language),
      });
      note(who, 'draft-begun', article, language);
      return { outcome: 'done' };
    },
    assign: async (name, assignee, who) => act(name, who, 'assigned', STATES, { assignee }),
    saveSegment: async () => ({ outcome: 'gone' }),
    confirmSegment: async () => ({ outcome: 'gone' }),
    ignoreCheck: async () => ({ outcome: 'gone' }),
    draftAgain: async () => NO_DRAFT,
    publish: async (name, { at }, who) =>
      at === undefined
        ? act(name, who, 'published', ['ready', 'arrived'], { state: 'published', publishAt: null })
        : act(name, who, 'scheduled', ['ready', 'arrived'], { publishAt: at.toISOString() }),
    unschedule: async (name, who) => act(name, who, 'unscheduled', STATES, { publishAt: null }),
    reopen: async (name, who) => act(name, who, 'reopened', ['ready', 'published', 'corrected'], { state: 'review' }),
    correct: async (name, _, who) => act(name, who, 'corrected', ['published', 'corrected'], { state: 'corrected' }),
    withdraw: async ({ article, language }, _, who) => {
      const outs = find(article)?.cells.filter((cell) => language === undefined || cell.language === language) ?? [];
      if (outs.length === 0) return NO_DRAFT;
      for (const cell of outs)
        act({ article, language: cell.language }, who, 'withdrawn', STATES, { state: 'withdrawn' });
      return { outcome: 'done' };
    },
    setEmbargo: async (article, until, who) => {
      if (find(article) === undefined) return { outcome: 'refused', reason: 'There is no such article.' };
      change(article, { holdUntil: until?.toISOString() ?? null });
      note(who, 'embargo-set', article);
      return { outcome: 'done' };
    },
  };
  return {
    editing,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

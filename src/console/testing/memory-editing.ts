import type { ArticleBody } from '../../article/index.ts';
import type {
  ActOutcome,
  Actor,
  DraftView,
  Editing,
  RevisionView,
  SegmentHelp,
  SegmentName,
  SegmentOutcome,
  SegmentView,
  VersionName,
} from '../../editing/index.ts';
import { checkPlaceholders, type Finding, segmentsOf } from '../../translate/index.ts';

/** What an editing in memory begins with. */
export interface MemoryArticle {
  readonly article: string;
  readonly day: string;
  readonly original: ArticleBody;
  readonly language: string;
  /** Parts of segments that are not as a new draft has them, by key. */
  readonly segments?: Readonly<Record<string, Partial<SegmentView>>>;
  readonly draft?: Partial<DraftView>;
  readonly revisions?: readonly RevisionView[];
  readonly help?: Readonly<Record<string, SegmentHelp>>;
}

type Draft = { -readonly [Key in keyof DraftView]: DraftView[Key] };

/** As the checks of `translate` do, but two of them: placeholders, and the digits of the text. */
function findingsOf(segment: SegmentView): Finding[] {
  const { source, target, ignored } = segment;
  if (target === '') return [];
  const digits = (text: string) => (text.replaceAll(/\{[^}]*\}/g, '').match(/\d+/g) ?? []).toSorted().join(' ');
  const found: Finding[] = checkPlaceholders(source, target).map(({ message }) => ({
    check: 'placeholders',
    weight: 'error',
    message,
  }));
  if (digits(source) !== digits(target))
    found.push({ check: 'numbers', weight: 'error', message: `The original says ${digits(source)}.` });
  return found.filter(({ check }) => !ignored.some((each) => each.check === check));
}

/** An `Editing` of one article that lives in memory: for pages, whose own doing it is not. What it does not need, it refuses. */
export function memoryEditing(made: MemoryArticle, now: () => Date) {
  const acts: string[] = [];
  const draft: Draft = {
    article: made.article,
    language: made.language,
    from: made.original.language,
    day: made.day,
    state: 'review',
    edit: 1,
    assignee: null,
    publishAt: null,
    holdUntil: null,
    touchedAt: null,
    label: 'machine',
    obstacles: [],
    segments: [],
    ...made.draft,
  };
  let segments: SegmentView[] = segmentsOf(made.original).map(({ key, role, text, marks }) => {
    const segment: SegmentView = {
      key,
      role,
      source: text,
      marks,
      sourceBefore: null,
      target: '',
      state: 'empty',
      origin: null,
      engine: null,
      machine: null,
      failure: null,
      confirmedBy: null,
      confirmedAt: null,
      edit: 1,
      findings: [],
      ignored: [],
      ...made.segments?.[key],
    };
    return { ...segment, findings: findingsOf(segment) };
  });
  const listeners = new Set<() => void>();

  function isNamed({ article, language }: VersionName): boolean {
    return article === draft.article && language === draft.language;
  }
  function view(): DraftView {
    const open = segments.filter(({ state }) => state !== 'confirmed').length;
    return {
      ...draft,
      segments,
      label: open === 0 ? 'person' : draft.label,
      obstacles: open === 0 ? [] : [`${open} segments are not confirmed.`],
    };
  }
  function write(name: SegmentName, change: (segment: SegmentView) => SegmentView): SegmentOutcome {
    const segment = segments.find(({ key }) => isNamed(name) && key === name.key);
    if (segment === undefined) return { outcome: 'gone' };
    if (segment.edit !== name.edit) return { outcome: 'conflict', segment };
    const changed = { ...change(segment), edit: segment.edit + 1 };
    const next = { ...changed, findings: findingsOf(changed) };
    segments = segments.map((each) => (each === segment ? next : each));
    for (const listener of listeners) listener();
    return { outcome: 'saved', segment: next };
  }
  function act(name: { readonly article: string }, what: string, who: Actor): ActOutcome {
    if (name.article !== draft.article) return { outcome: 'refused', reason: 'There is no such article.' };
    acts.push(`${who.name}: ${what}`);
    for (const listener of listeners) listener();
    return { outcome: 'done' };
  }
  const saved = (target: string): Partial<SegmentView> => ({
    target,
    state: target === '' ? 'empty' : 'draft',
    origin: target === '' ? null : 'person',
    confirmedBy: null,
    confirmedAt: null,
  });

  const editing: Editing = {
    articles: async () => ({
      rows: [],
      next: null,
      counts: { arrived: 0, 'in-translation': 0, review: 1, ready: 0, published: 0, corrected: 0, withdrawn: 0 },
    }),
    article: async (article) =>
      article === draft.article
        ? {
            article,
            day: draft.day,
            holdUntil: null,
            cells: [],
            versions: [{ language: draft.from, revision: 1, edition: 1, body: made.original }],
            held: [],
            translatable: [],
          }
        : null,
    draft: async (name) => (isNamed(name) ? view() : null),
    outline: async (name) => (isNamed(name) ? view() : null),
    segments: async (name, keys) => (isNamed(name) ? segments.filter(({ key }) => keys.includes(key)) : []),
    help: async ({ key }) => made.help?.[key] ?? { matches: [], terms: [] },
    revisions: async (name) => (isNamed(name) ? [...(made.revisions ?? [])] : []),
    audit: async () => [],
    begin: async (name, who) => act(name, 'begin', who),
    assign: async (name, assignee, who) => {
      draft.assignee = assignee;
      return act(name, `assign ${assignee}`, who);
    },
    saveSegment: async (name, target) => write(name, (segment) => ({ ...segment, ...saved(target) })),
    confirmSegment: async (name, target, who) => {
      const written = write(name, (segment) => ({ ...segment, ...saved(target) }));
      if (written.outcome !== 'saved') return written;
      const { segment } = written;
      if (target === '' || segment.findings.some(({ weight }) => weight === 'error'))
        return { outcome: 'refused', segment };
      const confirmed = { confirmedBy: who.name, confirmedAt: now().toISOString(), sourceBefore: null };
      return write({ ...name, edit: segment.edit }, (each) => ({ ...each, state: 'confirmed', ...confirmed }));
    },
    ignoreCheck: async (name, check, reason, who) => {
      const known = segments.flatMap(({ findings }) => findings).find((each) => each.check === check);
      return write(name, (segment) =>
        known === undefined
          ? segment
          : { ...segment, ignored: [...segment.ignored, { check: known.check, reason, by: who.name }] },
      );
    },
    draftAgain: async (name, who) => act(name, 'draft again', who),
    publish: async (name, { at }, who) => {
      const { obstacles } = view();
      if (obstacles[0] !== undefined) return { outcome: 'refused', reason: obstacles[0] };
      draft.publishAt = at?.toISOString() ?? null;
      if (at === undefined) draft.state = 'published';
      return act(name, at === undefined ? 'publish' : `publish at ${at.toISOString()}`, who);
    },
    unschedule: async (name, who) => {
      draft.publishAt = null;
      return act(name, 'unschedule', who);
    },
    reopen: async (name, who) => {
      draft.state = 'review';
      return act(name, 'reopen', who);
    },
    correct: async (name, _, who) => act(name, 'correct', who),
    withdraw: async (name, _, who) => act(name, 'withdraw', who),
    setEmbargo: async (article, _, who) => act({ article }, 'embargo', who),
  };
  return {
    editing,
    /** What was done with the version as a whole. */
    acts,
    segment: (key: string) => segments.find((each) => each.key === key),
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

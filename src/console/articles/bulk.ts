import type { ActOutcome, Editing } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import type { Viewer } from '../parts.ts';
import { languageName } from '../words.ts';
import { parseMoment } from './moment-field.ts';

/** What can be done with many articles at once. */
export type BulkAct = 'begin' | 'publish' | 'assign' | 'embargo' | 'release';

/** What a form says is to be done, and with which articles. */
export interface BulkOrder {
  readonly act: BulkAct;
  readonly articles: readonly string[];
  /** Null for every language in which there is something of the kind to do. */
  readonly language: string | null;
  /** Null takes it from whoever has it. */
  readonly assignee: string | null;
  /** Only of an embargo. */
  readonly until: Date | null;
}

/** What came of it. */
export interface BulkResult {
  readonly done: number;
  /** Each article and language with the sentence that says why not. */
  readonly refused: readonly string[];
}

const MAX_ARTICLES = 200;
const MAX_NAME_CHARACTERS = 100;
const ACTS: readonly BulkAct[] = ['begin', 'publish', 'assign', 'embargo', 'release'];

/** Reads the form; a sentence where it says nothing that can be done. */
export function parseBulk(form: FormData): BulkOrder | string {
  const act = ACTS.find((each) => each === form.get('act'));
  if (act === undefined) return 'Choose what is to be done.';
  const articles = form.getAll('article').filter((each) => typeof each === 'string');
  if (articles.length === 0) return 'Choose articles first: none was marked.';
  if (articles.length > MAX_ARTICLES) return `That is more than ${MAX_ARTICLES} articles at once.`;
  const until = parseMoment(form.get('until'));
  if (act === 'embargo' && until === null) return 'Say until when they are to be held back.';
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    act,
    articles,
    language: text('language') || null,
    assignee: text('assignee').slice(0, MAX_NAME_CHARACTERS) || null,
    until,
  };
}

/** Languages of an article in which the act has something to do. */
async function languagesFor(editing: Editing, article: string, act: BulkAct): Promise<readonly string[]> {
  const view = await editing.article(article);
  if (view === null) return [];
  if (act === 'begin') return view.translatable.map(({ language }) => language);
  const cells = view.cells.filter(({ state, progress }) =>
    act === 'assign'
      ? progress !== null && state !== 'withdrawn'
      : state === 'ready' || (state === 'arrived' && progress === null),
  );
  return cells.map(({ language }) => language);
}

/** Does it, one after the other. What is refused for one does not stop the rest. */
export async function doBulk(editing: Editing, order: BulkOrder, viewer: Viewer): Promise<BulkResult> {
  const { act, articles, assignee, until } = order;
  let done = 0;
  const refused: string[] = [];
  function note(what: string, outcome: ActOutcome): void {
    if (outcome.outcome === 'done') done += 1;
    else refused.push(`${what}: ${outcome.reason}`);
  }
  for (const article of articles) {
    if (act === 'embargo' || act === 'release') {
      note(article, await editing.setEmbargo(article, act === 'embargo' ? until : null, viewer));
      continue;
    }
    const languages = order.language === null ? await languagesFor(editing, article, act) : [order.language];
    for (const language of languages) {
      const name = { article, language };
      const outcome =
        act === 'begin'
          ? await editing.begin(name, viewer)
          : act === 'publish'
            ? await editing.publish(name, {}, viewer)
            : await editing.assign(name, assignee, viewer);
      note(`${article} in ${languageName(language)}`, outcome);
    }
  }
  return { done, refused };
}

const DONE: Readonly<Record<BulkAct, string>> = {
  begin: 'begun',
  publish: 'published',
  assign: 'given',
  embargo: 'held back',
  release: 'let go',
};
const TOLD = 3;

/** What came of it in one or a few sentences. */
export function bulkInWords(act: BulkAct, { done, refused }: BulkResult): string {
  const what = act === 'embargo' || act === 'release' ? 'article' : 'version';
  if (done + refused.length === 0) return 'There was nothing of the kind to do in these articles.';
  const first = `${counted(done, what)} ${DONE[act]}.`;
  if (refused.length === 0) return first;
  const more = refused.length > TOLD ? ` And ${refused.length - TOLD} more.` : '';
  return `${first} Not done: ${refused.slice(0, TOLD).join(' ')}${more}`;
}

import type { Actor, DraftView } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import { InterchangeError, matchXliff, parseXliff, writeXliff, type XliffDocument } from '../../translate/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import type { VersionPages } from './acts.ts';
import { articleAddress, editorAddress, fieldId } from './address.ts';
import { ROLE_WORDS } from './in-words.ts';

/** Segments of which a file brings matches and terms along: each of them takes a look into the memory. */
const HELPED = 300;

/** A draft with all it takes to translate it elsewhere. */
export async function documentOf(draft: DraftView, { editing }: Pick<PageParts, 'editing'>): Promise<XliffDocument> {
  const segments: XliffDocument['segments'][number][] = [];
  for (const [at, { key, role, source, marks, target, state }] of draft.segments.entries()) {
    const isHelped = at < HELPED && state !== 'confirmed';
    const help = isHelped ? await editing.help({ ...draft, key }) : { matches: [], terms: [] };
    const matches = help.matches.map((match) => ({ score: match.score, source: match.source, target: match.target }));
    const terms = help.terms
      .filter(({ kind, source: term }) => kind !== 'forbidden' && term !== '')
      .map((term) => ({ source: term.source, target: term.target }));
    segments.push({ key, source, marks, target, state, notes: [ROLE_WORDS[role]], matches, terms });
  }
  return { from: draft.from, to: draft.language, article: draft.article, segments };
}

/** What came of a file, by segment. */
export interface XliffResult {
  readonly saved: readonly string[];
  /** Said the same already. */
  readonly same: number;
  /** Confirmed here and different in the file: left as they are unless that was asked for. */
  readonly confirmed: readonly string[];
  /** Their original is another by now. */
  readonly outdated: readonly string[];
  /** Changed by somebody else in this very moment. */
  readonly conflicts: readonly string[];
}

/** Writes what a file says into a draft, each text as one that a person typed; nobody has confirmed it by that. */
export async function applyXliff(
  file: Uint8Array,
  draft: DraftView,
  { editing }: Pick<PageParts, 'editing'>,
  { viewer, isOver }: { readonly viewer: Actor; readonly isOver: boolean },
): Promise<XliffResult> {
  const segments = draft.segments.map(({ key, source: text }) => ({ key, text }));
  const { from, language: to, article } = draft;
  const { changes, outdated } = matchXliff(parseXliff(file), { from, to, article, segments });
  const [saved, confirmed, conflicts]: [string[], string[], string[]] = [[], [], []];
  let same = 0;
  for (const { key, target, state, edit } of draft.segments) {
    const change = changes.get(key);
    if (change === undefined) continue;
    if (change.target === target) same += 1;
    else if (state === 'confirmed' && !isOver) confirmed.push(key);
    else {
      const { outcome } = await editing.saveSegment({ article, language: to, key, edit }, change.target, viewer);
      (outcome === 'saved' ? saved : conflicts).push(key);
    }
  }
  return { saved, same, confirmed, outdated, conflicts };
}

function Keys({ title, keys, draft }: { title: string; keys: readonly string[]; draft: DraftView }) {
  if (keys.length === 0) return null;
  const sources = new Map(draft.segments.map(({ key, source }) => [key, source]));
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {keys.map((key) => (
          <li>
            {sources.has(key) ? (
              <a href={`${editorAddress(draft)}#${fieldId(key)}`} lang={draft.from} dir="auto">
                {sources.get(key)?.slice(0, 120)}
              </a>
            ) : (
              `Segment ${key}, which is gone`
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function XliffMain(props: { draft: DraftView; mayEdit: boolean; result: XliffResult | null }) {
  const { draft, mayEdit, result } = props;
  const address = `${editorAddress(draft)}/xliff`;
  return (
    <>
      <p class="leads">
        <a href={editorAddress(draft)}>The editor</a>
        <a href={articleAddress(draft.article)}>The article</a>
      </p>
      {result !== null && (
        <section aria-labelledby="result-title">
          <h2 id="result-title">What the file brought</h2>
          <p>
            {counted(result.saved.length, 'segment')} changed, {result.same} said the same already.
          </p>
          <Keys
            title="Confirmed here, and different in the file: left as they are"
            keys={result.confirmed}
            draft={draft}
          />
          <Keys
            title="Their original changed since the file was written: left as they are"
            keys={result.outdated}
            draft={draft}
          />
          <Keys title="Changed by somebody else in the same moment" keys={result.conflicts} draft={draft} />
        </section>
      )}
      <section aria-labelledby="out-title">
        <h2 id="out-title">Out</h2>
        <p>For translation programs: the segments, what the memory has for them, and the terms of the glossary.</p>
        <p>
          <a class="button" href={`${address}/file`} download>
            The draft as XLIFF 2.1
          </a>
        </p>
      </section>
      {mayEdit && (
        <section aria-labelledby="in-title">
          <h2 id="in-title">In</h2>
          <form method="post" action={address} enctype="multipart/form-data">
            <p class="field">
              <label for="file">A file that was exported here</label>
              <input type="file" id="file" name="file" accept=".xlf,.xliff,application/xliff+xml" required />
            </p>
            <p class="choice">
              <label>
                <input type="checkbox" name="over" value="yes" /> Also over what is confirmed here
              </label>
            </p>
            <button type="submit" class="primary">
              Bring it in
            </button>
            <p class="aside">Nothing is confirmed by that: a person reads it in the editor.</p>
          </form>
        </section>
      )}
    </>
  );
}

/** Adds XLIFF of a draft: `/xliff` the page, `/xliff/file` the file, `POST /xliff` a file coming back. */
export function addXliffPages(app: ConsoleApp, parts: PageParts, { base, nameOf }: VersionPages): void {
  const { editing } = parts;
  const gone = (c: PageContext) =>
    drawNotice(c, parts, { title: 'Nothing here', text: 'There is no such translation.', status: 404 });
  const draw = (c: PageContext, draft: DraftView, result: XliffResult | null, refusal: string | null = null) =>
    drawPage(c, parts, {
      title: 'XLIFF',
      section: '/articles',
      main: <XliffMain draft={draft} mayEdit={c.get('viewer').may('edit')} result={result} />,
      said: refusal === null ? null : { tone: 'refused', text: refusal },
      status: refusal === null ? 200 : 422,
      isLive: false,
    });

  app.get(`${base}/xliff`, needs(parts, 'read'), async (c) => {
    const draft = await editing.draft(nameOf(c));
    return draft === null ? gone(c) : draw(c, draft, null);
  });
  app.get(`${base}/xliff/file`, needs(parts, 'read'), async (c) => {
    const draft = await editing.draft(nameOf(c));
    if (draft === null) return gone(c);
    return c.body(writeXliff(await documentOf(draft, parts)), 200, {
      'content-type': 'application/xliff+xml; charset=utf-8',
      'content-disposition': `attachment; filename="${draft.article}-${draft.language}.xlf"`,
      'cache-control': 'no-store',
    });
  });
  app.post(`${base}/xliff`, needs(parts, 'edit'), async (c) => {
    const draft = await editing.draft(nameOf(c));
    if (draft === null) return gone(c);
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const { file, over } = form;
    if (!(file instanceof File)) return draw(c, draft, null, 'There was no file. Choose one, then bring it in.');
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const result = await applyXliff(bytes, draft, parts, { viewer: c.get('viewer'), isOver: over === 'yes' });
      parts.changes.tell();
      return draw(c, draft, result);
    } catch (error) {
      if (!(error instanceof InterchangeError)) throw error;
      return draw(c, draft, null, `The file was refused: ${error.message}. ${error.hint ?? ''}`);
    }
  });
}

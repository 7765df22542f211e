import { directionOf } from '../../article/index.ts';
import type { Lexicon, TermText } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import { TERM_KINDS, type Term, type TermKind, TranslateError } from '../../translate/index.ts';
import { LanguageField, noLexicon } from '../memory/routes.tsx';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { languageName } from '../words.ts';

const KIND_WORDS: Readonly<Record<TermKind, string>> = {
  required: 'to be said so',
  forbidden: 'never to be said',
  name: 'a name',
};

/** The fields of a term, as a form and as they were typed. */
function TermFields(props: { readonly term: TermText; readonly id: string; readonly languages: readonly string[] }) {
  const { term, id, languages } = props;
  const all = [...new Set([...languages, term.from, term.to])].filter((each) => each !== '');
  return (
    <>
      <LanguageField name="from" id={`from-${id}`} label="From" languages={all} chosen={term.from} />
      <LanguageField name="to" id={`to-${id}`} label="into" languages={all} chosen={term.to} />
      <span class="field-inline">
        <label for={`source-${id}`}>Original</label>{' '}
        <input id={`source-${id}`} name="source" value={term.source} dir="auto" />
      </span>
      <span class="field-inline">
        <label for={`target-${id}`}>Translation</label>{' '}
        <input id={`target-${id}`} name="target" value={term.target} dir="auto" required />
      </span>
      <span class="field-inline">
        <label for={`kind-${id}`}>is</label>{' '}
        <select id={`kind-${id}`} name="kind">
          {TERM_KINDS.map((kind) => (
            <option value={kind} selected={kind === term.kind}>
              {KIND_WORDS[kind]}
            </option>
          ))}
        </select>
      </span>
      <span class="field-inline">
        <label for={`note-${id}`}>Note</label>{' '}
        <input id={`note-${id}`} name="note" value={term.note ?? ''} dir="auto" />
      </span>
    </>
  );
}

function Row({ term, mayChange, languages }: { term: Term; mayChange: boolean; languages: readonly string[] }) {
  const { id, from, to, source, target, kind, note, by } = term;
  return (
    <li>
      <p>
        <b lang={from} dir={directionOf(from)}>
          {source === '' ? '(anything)' : source}
        </b>{' '}
        <span class={kind === 'forbidden' ? 'mark blocked' : 'aside'}>{KIND_WORDS[kind]}</span>{' '}
        <bdi lang={to} dir={directionOf(to)}>
          {target}
        </bdi>
      </p>
      <p class="aside">
        {languageName(from)} into {languageName(to)}
        {by !== null && `, ${by}`}
        {note !== null && `: ${note}`}
      </p>
      {mayChange && (
        <details>
          <summary>
            Change<span class="unseen"> {source || target}</span>
          </summary>
          <form method="post" action="/glossary/change" class="inline-form">
            <input type="hidden" name="id" value={id} />
            <TermFields term={term} id={id} languages={languages} />
            <button type="submit" name="act" value="change">
              Save
            </button>
            <button type="submit" name="act" value="remove" class="danger" formnovalidate>
              Remove
            </button>
          </form>
        </details>
      )}
    </li>
  );
}

/** Adds the glossary: `/glossary`, `POST /glossary` (add), `/glossary/change`, `/glossary/file` (CSV), `/glossary/import`. */
export function addGlossaryPages(app: ConsoleApp, parts: PageParts): void {
  const { lexicon } = parts;
  if (lexicon === undefined) {
    app.get('/glossary', needs(parts, 'read'), (c) => noLexicon(c, parts));
    return;
  }
  addPages(app, parts, lexicon);
}

function addPages(app: ConsoleApp, parts: PageParts, lexicon: Lexicon): void {
  /** The page; with what was typed and refused, so that it need not be typed again. */
  async function draw(c: PageContext, refused: { readonly term?: TermText; readonly why: string } | null = null) {
    const { languages, translations } = parts.settings();
    const { from, to } = translations[0] ?? { from: languages[0], to: languages[1] ?? '' };
    const terms = await lexicon.terms();
    const mayChange = c.get('viewer').may('manage-glossary');
    const typed = refused?.term ?? { from, to, source: '', target: '', kind: 'required', note: null };
    const main = (
      <>
        <p class="lead">
          How this newsroom says things. Engines are told, and the checks of the editor say where a text differs.
        </p>
        {mayChange && (
          <section aria-labelledby="add-title">
            <h2 id="add-title">A further term</h2>
            <form method="post" action="/glossary" class="inline-form">
              <TermFields term={typed} id="new" languages={languages} />
              <button type="submit" class="primary">
                Add it
              </button>
            </form>
          </section>
        )}
        <section aria-labelledby="terms-title">
          <h2 id="terms-title">{counted(terms.length, 'term')}</h2>
          {terms.length === 0 && <p class="nothing">There are none yet.</p>}
          <ul class="pairs">
            {terms.map((term) => (
              <Row term={term} mayChange={mayChange} languages={languages} />
            ))}
          </ul>
        </section>
        <section aria-labelledby="exchange-title">
          <h2 id="exchange-title">Out and in</h2>
          <p>
            <a class="button" href="/glossary/file" download>
              Take it out as CSV
            </a>
          </p>
          {mayChange && (
            <form method="post" action="/glossary/import" enctype="multipart/form-data" class="inline-form">
              <span class="field-inline">
                <label for="csv">A CSV file with the columns from, to, source, target, kind, note</label>{' '}
                <input type="file" id="csv" name="file" accept=".csv,text/csv" required />
              </span>
              <button type="submit">Bring it in</button>
            </form>
          )}
        </section>
      </>
    );
    const said = refused === null ? null : ({ tone: 'refused', text: refused.why } as const);
    const status = refused === null ? 200 : 422;
    return drawPage(c, parts, { title: 'Glossary', section: '/glossary', main, said, status, isLive: false });
  }

  async function typedTerm(
    c: PageContext,
  ): Promise<{ readonly term: TermText; readonly id: string; readonly act: string }> {
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const text = (name: string) => (typeof form[name] === 'string' ? form[name].trim() : '');
    const kind = TERM_KINDS.find((each) => each === text('kind')) ?? 'required';
    const term = {
      from: text('from'),
      to: text('to'),
      source: text('source'),
      target: text('target'),
      kind,
      note: text('note') || null,
    };
    return { term, id: text('id'), act: text('act') };
  }
  const refusalOf = (error: unknown): string => {
    if (!(error instanceof TranslateError)) throw error;
    return `${error.message}; ${error.hint ?? ''}`;
  };

  app.get('/glossary', needs(parts, 'read'), (c) => draw(c));
  app.post('/glossary', needs(parts, 'manage-glossary'), async (c) => {
    const { term } = await typedTerm(c);
    try {
      await lexicon.addTerm(term, c.get('viewer'));
    } catch (error) {
      return draw(c, { term, why: refusalOf(error) });
    }
    return seeOther(c, '/glossary', `“${term.source || term.target}” is in the glossary.`);
  });
  app.post('/glossary/change', needs(parts, 'manage-glossary'), async (c) => {
    const { term, id, act } = await typedTerm(c);
    try {
      const isThere =
        act === 'remove'
          ? await lexicon.removeTerm(id, c.get('viewer'))
          : await lexicon.changeTerm(id, term, c.get('viewer'));
      return seeOther(c, '/glossary', !isThere ? 'That term is gone.' : act === 'remove' ? 'Removed.' : 'Saved.');
    } catch (error) {
      return draw(c, { term, why: refusalOf(error) });
    }
  });
  app.get('/glossary/file', needs(parts, 'read'), async (c) =>
    c.body(await lexicon.glossaryFile(), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="glossary.csv"',
      'cache-control': 'no-store',
    }),
  );
  app.post('/glossary/import', needs(parts, 'manage-glossary'), async (c) => {
    const { file }: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    if (!(file instanceof File)) return draw(c, { why: 'There was no file. Choose one, then bring it in.' });
    try {
      const count = await lexicon.importGlossary(new Uint8Array(await file.arrayBuffer()), c.get('viewer'));
      return seeOther(c, '/glossary', `${counted(count, 'term')} brought in.`);
    } catch (error) {
      return draw(c, { why: `${refusalOf(error)}. Nothing was changed.` });
    }
  });
}

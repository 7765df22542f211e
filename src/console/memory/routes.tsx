import { canonicalLanguage, directionOf } from '../../article/index.ts';
import type { Lexicon } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import { InterchangeError, type MemoryEntry, type MemoryPage } from '../../translate/index.ts';
import { minuteInWords } from '../editor/in-words.ts';
import type { ConsoleApp, PageContext, PageParts, Viewer } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { languageName } from '../words.ts';

/** What is looked for. */
interface Asked {
  readonly search: string;
  readonly from: string;
  readonly to: string;
}

/** A choice among the newsroom's languages. */
export function LanguageField(props: {
  readonly name: 'from' | 'to';
  readonly id: string;
  readonly label: string;
  readonly languages: readonly string[];
  readonly chosen: string;
  /** What stands for no choice; absent where one is needed. */
  readonly any?: string;
}) {
  const { name, id, label, languages, chosen, any } = props;
  return (
    <span class="field-inline">
      <label for={id}>{label}</label>{' '}
      <select id={id} name={name}>
        {any !== undefined && <option value="">{any}</option>}
        {languages.map((language) => (
          <option value={language} selected={language === chosen}>
            {languageName(language)}
          </option>
        ))}
      </select>
    </span>
  );
}

function Pair({ entry, viewer, back }: { entry: MemoryEntry; viewer: Viewer; back: string }) {
  const { id, from, to, source, target, by, at, isImported } = entry;
  return (
    <li>
      <p lang={from} dir={directionOf(from)}>
        {source}
      </p>
      <p lang={to} dir={directionOf(to)}>
        {target}
      </p>
      <div class="pair-foot">
        <span class="aside">
          {languageName(from)} into {languageName(to)}, {by ?? (isImported ? 'imported' : 'nobody named')},{' '}
          <time datetime={at}>{minuteInWords(new Date(at))}</time>
        </span>
        {viewer.may('manage-glossary') && (
          <form method="post" action="/memory/forget">
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="back" value={back} />
            <button type="submit">
              Forget<span class="unseen"> “{source.slice(0, 60)}”</span>
            </button>
          </form>
        )}
      </div>
    </li>
  );
}

function Exchange({ parts, viewer, asked }: { parts: PageParts; viewer: Viewer; asked: Asked }) {
  const { languages, translations } = parts.settings();
  const { from: first, to: second } = translations[0] ?? { from: languages[0], to: languages[1] ?? '' };
  const choice = (of: string) => (
    <>
      <LanguageField name="from" id={`${of}-from`} label="from" languages={languages} chosen={asked.from || first} />{' '}
      <LanguageField name="to" id={`${of}-to`} label="into" languages={languages} chosen={asked.to || second} />{' '}
    </>
  );
  return (
    <section aria-labelledby="exchange-title">
      <h2 id="exchange-title">Out and in</h2>
      <form method="get" action="/memory/file" class="inline-form">
        {choice('out')}
        <button type="submit">Take it out as TMX</button>
      </form>
      {viewer.may('manage-glossary') && (
        <form method="post" action="/memory/import" enctype="multipart/form-data" class="inline-form">
          {choice('in')}
          <span class="field-inline">
            <label for="tmx">A TMX file</label> <input type="file" id="tmx" name="file" accept=".tmx" required />
          </span>
          <button type="submit">Bring it in</button>
        </form>
      )}
    </section>
  );
}

function MemoryMain(props: { page: MemoryPage; asked: Asked; parts: PageParts; viewer: Viewer; address: string }) {
  const { page, asked, parts, viewer, address } = props;
  const { languages } = parts.settings();
  const next = new URLSearchParams({ ...asked, after: page.next ?? '' });
  return (
    <>
      <p class="lead">What people here confirmed, sentence by sentence. The same text is filled in by itself.</p>
      <search>
        <form method="get" action="/memory" class="inline-form">
          <label for="search">Words</label> <input type="search" id="search" name="search" value={asked.search} />
          <LanguageField name="from" id="from" label="from" languages={languages} chosen={asked.from} any="any" />
          <LanguageField name="to" id="to" label="into" languages={languages} chosen={asked.to} any="any" />
          <button type="submit">Look</button>
        </form>
      </search>
      {page.entries.length === 0 && <p class="nothing">Nothing of that is remembered.</p>}
      <ul class="pairs">
        {page.entries.map((entry) => (
          <Pair entry={entry} viewer={viewer} back={address} />
        ))}
      </ul>
      {page.next !== null && (
        <p class="leads">
          <a href={`/memory?${next}`} rel="next">
            Further
          </a>
        </p>
      )}
      <Exchange parts={parts} viewer={viewer} asked={asked} />
    </>
  );
}

/** A direction that a form names, or null where it names none. */
function directionIn(from: unknown, to: unknown): { readonly from: string; readonly to: string } | null {
  const [one, two] = [from, to].map((each) => (typeof each === 'string' ? canonicalLanguage(each) : null));
  return one && two && one !== two ? { from: one, to: two } : null;
}

/** Tells that this process has no lexicon: one that only shows the journey. */
export function noLexicon(c: PageContext, parts: PageParts): Response | Promise<Response> {
  const text = 'Memory and glossary lie in the database of the newsroom, which this process does not have open.';
  return drawNotice(c, parts, { title: 'Not here', text, status: 404 });
}

/**
 * Adds the memory: `/memory?search=&from=&to=&after=`, `POST /memory/forget`, `/memory/file` as TMX,
 * `POST /memory/import`.
 */
export function addMemoryPages(app: ConsoleApp, parts: PageParts): void {
  const { lexicon } = parts;
  if (lexicon === undefined) {
    app.get('/memory', needs(parts, 'read'), (c) => noLexicon(c, parts));
    return;
  }
  addPages(app, parts, lexicon);
}

function addPages(app: ConsoleApp, parts: PageParts, lexicon: Lexicon): void {
  app.get('/memory', needs(parts, 'read'), async (c) => {
    const { search = '', from = '', to = '', after } = c.req.query();
    const asked = { search: search.slice(0, 200), from, to };
    const page = await lexicon.memory({
      search: asked.search,
      ...(from === '' ? {} : { from }),
      ...(to === '' ? {} : { to }),
      ...(after === undefined || after === '' ? {} : { after }),
    });
    const address = new URL(c.req.url).pathname + new URL(c.req.url).search;
    const main = <MemoryMain page={page} asked={asked} parts={parts} viewer={c.get('viewer')} address={address} />;
    return drawPage(c, parts, { title: 'Memory', section: '/memory', main, isLive: false });
  });
  app.post('/memory/forget', needs(parts, 'manage-glossary'), async (c) => {
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const back = typeof form.back === 'string' && /^\/memory(?:\?|$)/.test(form.back) ? form.back : '/memory';
    const isGone = await lexicon.forgetPair(String(form.id ?? ''), c.get('viewer'));
    return seeOther(c, back, isGone ? 'That pair is forgotten.' : 'That pair was forgotten already.');
  });
  app.get('/memory/file', needs(parts, 'read'), (c) => {
    const direction = directionIn(c.req.query('from'), c.req.query('to'));
    if (direction === null) return seeOther(c, '/memory', 'Choose two different languages.');
    const encoder = new TextEncoder();
    const chunks = lexicon.memoryFile(direction)[Symbol.asyncIterator]();
    const stream = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    });
    return c.body(stream, 200, {
      'content-type': 'application/x-tmx+xml; charset=utf-8',
      'content-disposition': `attachment; filename="memory-${direction.from}-${direction.to}.tmx"`,
      'cache-control': 'no-store',
    });
  });
  app.post('/memory/import', needs(parts, 'manage-glossary'), async (c) => {
    const { file, from, to }: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const direction = directionIn(from, to);
    if (direction === null) return seeOther(c, '/memory', 'Choose two different languages.');
    if (!(file instanceof File)) return seeOther(c, '/memory', 'There was no file. Choose one, then bring it in.');
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { remembered, skipped } = await lexicon.importMemory(bytes, direction, c.get('viewer'));
      const left =
        skipped === 0 ? '' : ` ${counted(skipped, 'pair')} left out: without both texts, or with broken marks.`;
      return seeOther(c, '/memory', `${counted(remembered, 'pair')} brought in.${left}`);
    } catch (error) {
      if (!(error instanceof InterchangeError)) throw error;
      return seeOther(c, '/memory', `The file was refused: ${error.message}.`);
    }
  });
}

import { isLanguageTag } from '../../article/index.ts';
import type { ActOutcome } from '../../editing/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { languageName } from '../words.ts';
import type { Typed } from './acts.tsx';
import { Article, leadingVersion } from './article.tsx';
import { bulkInWords, doBulk, parseBulk } from './bulk.ts';
import { snippetsOf } from './for-partners.tsx';
import { ArticleList } from './list.tsx';
import { parseMoment } from './moment-field.ts';
import { articleQuery, listAddress, parseListQuery } from './query.ts';
import { readViews, removeView, saveView } from './saved-views.ts';
import { WithdrawForm } from './withdraw.tsx';

const ENTRIES = 50;

/** One act on one version, as a form asks for it. */
interface FormAct {
  readonly article: string;
  readonly language: string;
  readonly form: FormData;
}

/** The query of a page of the table, from its address: whatever else stands there is dropped. */
function queryOfAddress(address: unknown) {
  return parseListQuery(typeof address === 'string' ? (address.split('?')[1] ?? '') : '');
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** Adds the table of articles, the page of each, and everything that can be done there. */
export function addArticlePages(app: ConsoleApp, parts: PageParts): void {
  const { editing, now } = parts;

  app.get('/articles', needs(parts, 'read'), async (c) => {
    const query = parseListQuery(new URL(c.req.url).search);
    const viewer = c.get('viewer');
    const page = await editing.articles(articleQuery(query, viewer));
    const { languages } = parts.settings();
    const views = readViews(c);
    return drawPage(c, parts, {
      title: 'Articles',
      section: '/articles',
      main: <ArticleList page={page} query={query} languages={languages} views={views} viewer={viewer} now={now()} />,
      scripts: ['articles'],
    });
  });

  app.post('/articles/views', needs(parts, 'read'), async (c) => {
    const form = await c.req.formData();
    const fields = [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
    const query = parseListQuery(String(new URLSearchParams(fields)));
    const isKept = saveView(c, textOf(form, 'view'), query);
    return isKept
      ? seeOther(c, listAddress(query), 'Kept in this browser.')
      : seeOther(c, listAddress(query), 'There is no room for another view: forget one first.', 'refused');
  });
  app.post('/articles/views/remove', needs(parts, 'read'), async (c) => {
    removeView(c, textOf(await c.req.formData(), 'name'));
    return c.redirect('/articles', 303);
  });

  app.post('/articles/bulk', needs(parts, 'read'), async (c) => {
    const form = await c.req.formData();
    const back = listAddress(queryOfAddress(form.get('back')));
    const order = parseBulk(form);
    if (typeof order === 'string') return seeOther(c, back, order, 'refused');
    const viewer = c.get('viewer');
    const permission = { begin: 'edit', assign: 'edit', publish: 'publish', embargo: 'embargo', release: 'embargo' };
    if (!viewer.may(permission[order.act] as 'edit')) {
      return seeOther(c, back, 'Your role does not let you do that.', 'refused');
    }
    const result = await doBulk(editing, order, viewer);
    parts.changes.tell();
    const isWhole = result.refused.length === 0;
    return seeOther(c, back, bulkInWords(order.act, result), isWhole ? 'done' : 'refused');
  });

  async function drawArticle(c: PageContext, article: string, refused?: { reason: string; typed: Typed | null }) {
    const view = await editing.article(article);
    if (view === null) return notThere(c);
    const settings = parts.settings();
    const { languages } = settings;
    const [overview, entries, touched] = await Promise.all([
      parts.overview(),
      editing.audit({ article, limit: ENTRIES }),
      Promise.all(
        view.cells.filter(({ isTouched }) => isTouched).map(({ language }) => editing.draft({ article, language })),
      ),
    ]);
    const leading = leadingVersion(view, languages);
    return drawPage(c, parts, {
      title: leading?.body.headline ?? article,
      ...(leading !== null && { titleLanguage: leading.language }),
      section: '/articles',
      main: (
        <Article
          view={view}
          languages={languages}
          touched={touched.filter((draft) => draft !== null)}
          entries={entries}
          carriers={overview.carriers}
          snippets={snippetsOf(view, settings, overview.carriers)}
          shown={c.req.queries('show')?.filter(isLanguageTag) ?? []}
          viewer={c.get('viewer')}
          typed={refused?.typed ?? null}
          now={now()}
        />
      ),
      ...(refused !== undefined && { said: { tone: 'refused', text: refused.reason }, status: 409 }),
    });
  }
  const notThere = (c: PageContext) =>
    drawNotice(c, parts, { title: 'No such article', text: 'There is no article of that id here.', status: 404 });

  app.get('/articles/:article', needs(parts, 'read'), (c) => drawArticle(c, c.req.param('article')));

  /** An act of a form: done, it leads back to the version; refused, the page says why and keeps what was typed. */
  async function act(
    c: PageContext,
    perform: (given: FormAct) => Promise<ActOutcome | string>,
    said: (given: FormAct) => string,
    typed: (given: FormAct) => Typed | null = () => null,
  ): Promise<Response> {
    const article = c.req.param('article') ?? '';
    const form = await c.req.formData();
    const language = textOf(form, 'language');
    const given = { article, language, form };
    const outcome = await perform(given);
    if (typeof outcome !== 'string' && outcome.outcome === 'done') {
      parts.changes.tell();
      const place = language === '' ? '' : `#version-${encodeURIComponent(language)}`;
      return seeOther(c, `/articles/${encodeURIComponent(article)}${place}`, said(given));
    }
    const reason = typeof outcome === 'string' ? outcome : outcome.reason;
    return drawArticle(c, article, { reason, typed: typed(given) });
  }
  const inLanguage = ({ language }: FormAct) => languageName(language);

  app.post('/articles/:article/begin', needs(parts, 'edit'), (c) =>
    act(
      c,
      (name) => editing.begin(name, c.get('viewer')),
      (given) => `The translation into ${inLanguage(given)} has begun.`,
    ),
  );
  app.post('/articles/:article/assign', needs(parts, 'edit'), (c) =>
    act(
      c,
      ({ article, language, form }) =>
        editing.assign({ article, language }, textOf(form, 'assignee').slice(0, 100) || null, c.get('viewer')),
      ({ form }) => (textOf(form, 'assignee') === '' ? 'Given to nobody.' : `Given to ${textOf(form, 'assignee')}.`),
    ),
  );
  app.post('/articles/:article/publish', needs(parts, 'publish'), (c) =>
    act(
      c,
      async ({ article, language, form }) => {
        const name = { article, language };
        if (!form.has('at')) return editing.publish(name, {}, c.get('viewer'));
        const at = parseMoment(form.get('at'));
        if (at === null) return 'Say when: a day and a time, in UTC.';
        if (at <= now()) return 'That time is past: publish it now, or choose a later one.';
        return editing.publish(name, { at }, c.get('viewer'));
      },
      (given) =>
        given.form.has('at')
          ? `${inLanguage(given)} goes out at its time.`
          : `${inLanguage(given)} goes out with the next edition.`,
    ),
  );
  app.post('/articles/:article/unschedule', needs(parts, 'publish'), (c) =>
    act(
      c,
      (name) => editing.unschedule(name, c.get('viewer')),
      () => 'The time is taken back.',
    ),
  );
  app.post('/articles/:article/reopen', needs(parts, 'edit'), (c) =>
    act(
      c,
      (name) => editing.reopen(name, c.get('viewer')),
      (given) => `${inLanguage(given)} is open again. What is out stays out.`,
    ),
  );
  app.post('/articles/:article/correct', needs(parts, 'correct'), (c) =>
    act(
      c,
      ({ article, language, form }) => {
        const note = textOf(form, 'note');
        return note === ''
          ? Promise.resolve('Say what was wrong: readers see it with the correction.')
          : editing.correct({ article, language }, note, c.get('viewer'));
      },
      (given) => `The correction in ${inLanguage(given)} goes out with the next edition.`,
      ({ language, form }) => ({ act: 'correct', language, text: textOf(form, 'note') }),
    ),
  );
  app.post('/articles/:article/embargo', needs(parts, 'embargo'), (c) =>
    act(
      c,
      ({ article, form }) => {
        const until = parseMoment(form.get('until'));
        if (form.has('until') && until === null) return Promise.resolve('Say until when: a day and a time, in UTC.');
        return editing.setEmbargo(article, until, c.get('viewer'));
      },
      ({ form }) => (form.has('until') ? 'It is held back until then.' : 'It is held back no longer.'),
    ),
  );

  async function drawWithdraw(c: PageContext, language: string | null, refused?: { reason: string; typed: string }) {
    const article = c.req.param('article') ?? '';
    const view = await editing.article(article);
    if (view === null) return notThere(c);
    const { carriers } = await parts.overview();
    return drawPage(c, parts, {
      title: language === null ? 'Withdraw the article' : `Withdraw it in ${languageName(language)}`,
      section: '/articles',
      main: <WithdrawForm view={view} language={language} carriers={carriers} reason={refused?.typed ?? ''} />,
      isLive: false,
      ...(refused !== undefined && { said: { tone: 'refused', text: refused.reason }, status: 409 }),
    });
  }
  app.get('/articles/:article/withdraw', needs(parts, 'withdraw'), (c) => {
    const language = c.req.query('language') ?? '';
    return drawWithdraw(c, isLanguageTag(language) ? language : null);
  });
  app.post('/articles/:article/withdraw', needs(parts, 'withdraw'), async (c) => {
    const article = c.req.param('article');
    const form = await c.req.formData();
    // A form that names a language which is none must never come to mean all of them.
    const language = form.has('language') ? textOf(form, 'language') : null;
    const typed = textOf(form, 'reason');
    if (typed === '') return drawWithdraw(c, language, { reason: 'Say why: readers see it in its place.', typed });
    const name = language === null ? { article } : { article, language };
    const outcome = await editing.withdraw(name, typed, c.get('viewer'));
    if (outcome.outcome === 'refused') return drawWithdraw(c, language, { reason: outcome.reason, typed });
    parts.changes.tell();
    return seeOther(
      c,
      `/articles/${encodeURIComponent(article)}`,
      'Withdrawn. The next edition puts the reason in its place on every carrier that can be reached.',
    );
  });
}

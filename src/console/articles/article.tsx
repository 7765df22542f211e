import { directionOf } from '../../article/index.ts';
import type { ArticleView, AuditEntry, DraftView } from '../../editing/index.ts';
import type { CarrierOverview } from '../../newsroom/index.ts';
import { aboutLanguage, actName, actorName, detailInWords } from '../log-words.ts';
import type { Viewer } from '../parts.ts';
import { Ago, FullMoment } from '../times.tsx';
import { languageName } from '../words.ts';
import { Acts, type Typed } from './acts.tsx';
import { Chip, HeldUntil } from './chip.tsx';
import { ForPartners, type Snippet } from './for-partners.tsx';
import { momentValue } from './moment-field.ts';
import { SideBySide } from './side-by-side.tsx';
import { holdingOf, isOut, outVersions, Where } from './where.tsx';

/** Everything the page of one article is drawn from. */
export interface ArticlePageProps {
  readonly view: ArticleView;
  /** The languages of the newsroom, the original's first. */
  readonly languages: readonly string[];
  /** Drafts of this article whose original changed. */
  readonly touched: readonly DraftView[];
  readonly entries: readonly AuditEntry[];
  readonly carriers: readonly CarrierOverview[];
  /** What partners put into pages of their own, by language. */
  readonly snippets: readonly Snippet[];
  /** Languages to lay side by side; empty for the usual two. */
  readonly shown: readonly string[];
  readonly viewer: Viewer;
  readonly typed: Typed | null;
  readonly now: Date;
}

/** The version an article is known by: that in the first of the newsroom's languages that it has. */
export function leadingVersion({ versions }: ArticleView, languages: readonly string[]) {
  const rank = ({ language }: { readonly language: string }) => {
    const at = languages.indexOf(language);
    return at < 0 ? languages.length : at;
  };
  return versions.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

function Version({ language, props }: { language: string; props: ArticlePageProps }) {
  const { view, carriers, viewer, now } = props;
  const cell = view.cells.find((each) => each.language === language);
  const version = view.versions.find((each) => each.language === language);
  const held = view.held.find((each) => each.language === language);
  const origin = view.translatable.find((each) => each.language === language);
  const out = outVersions(view).find((each) => each.language === language);
  const holders = out === undefined ? 0 : carriers.filter((carrier) => holdingOf(carrier, out) === 'holds').length;
  return (
    <section class="version-card" id={`version-${language}`} aria-labelledby={`version-${language}-title`}>
      <h3 id={`version-${language}-title`}>{languageName(language)}</h3>
      {cell === undefined ? <p class="nothing">no version</p> : <Chip cell={cell} now={now} />}
      {version !== undefined && (
        <p class="headline" lang={language} dir={directionOf(language)}>
          {version.body.headline}
        </p>
      )}
      {out !== undefined && (
        <p class="aside">
          revision {out.revision}
          {out.edition !== null && `, edition ${out.edition}`}, on {holders} of {carriers.length} carriers
        </p>
      )}
      {held !== undefined && (
        <p class="waits">
          A change came in and waits
          {held.until === null ? ' for somebody to let it go' : ''}
          {held.until !== null && (
            <>
              {' '}
              until <FullMoment at={new Date(held.until)} />
            </>
          )}
          .
        </p>
      )}
      {cell === undefined && origin !== undefined && viewer.may('edit') && (
        <form method="post" action={`/articles/${view.article}/begin`} class="act">
          <input type="hidden" name="language" value={language} />
          <button type="submit">Begin the translation from {languageName(origin.from)}</button>
        </form>
      )}
      {cell !== undefined && <Acts article={view.article} cell={cell} viewer={viewer} typed={props.typed} now={now} />}
    </section>
  );
}

function Embargo({ view, viewer, now }: ArticlePageProps) {
  const { article, holdUntil } = view;
  if (holdUntil === null && !viewer.may('embargo')) return null;
  const form = viewer.may('embargo') && (
    <>
      <form method="post" action={`/articles/${article}/embargo`} class="act">
        <label for="hold-until">Nothing new of it is published before (UTC)</label>
        <input
          type="datetime-local"
          name="until"
          id="hold-until"
          required
          min={momentValue(now)}
          value={holdUntil === null ? '' : momentValue(new Date(holdUntil))}
        />
        <button type="submit">Hold back</button>
      </form>
      {holdUntil !== null && (
        <form method="post" action={`/articles/${article}/embargo`} class="act">
          <button type="submit">Let it go</button>
        </form>
      )}
    </>
  );
  return holdUntil === null ? (
    <details id="embargo" class="embargo">
      <summary>Embargo</summary>
      {form}
    </details>
  ) : (
    <div id="embargo" class="embargo">
      <p>
        <HeldUntil until={holdUntil} now={now} />
      </p>
      {form}
    </div>
  );
}

/** What was done with the article, the newest first. */
function Trail({ entries, now }: { entries: readonly AuditEntry[]; now: Date }) {
  return (
    <section id="trail" aria-labelledby="trail-title">
      <h2 id="trail-title">What was done</h2>
      {entries.length === 0 ? (
        <p class="nothing">Nothing yet.</p>
      ) : (
        <ol class="trail">
          {entries.map((entry) => (
            <li id={`entry-${entry.id}`}>
              <span class="when">
                <FullMoment at={new Date(entry.at)} />, <Ago at={new Date(entry.at)} now={now} />
              </span>{' '}
              <b>{actorName(entry)}</b> {actName(entry.what)} <span>{aboutLanguage(entry)}</span>{' '}
              <span class="aside">{detailInWords(entry)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** One article with everything there is of it. */
export function Article(props: ArticlePageProps) {
  const { view, languages, touched, entries, carriers, shown, viewer, now } = props;
  const all = [...new Set([...languages, ...view.cells.map(({ language }) => language)])];
  const leading = leadingVersion(view, languages)?.language;
  const ordered = view.versions.toSorted((a, b) => Number(b.language === leading) - Number(a.language === leading));
  const chosen = shown.length > 0 ? shown : ordered.slice(0, 2).map(({ language }) => language);
  const canAll = viewer.may('withdraw') && view.cells.filter(isOut).length > 1;
  return (
    <>
      <p class="lead">
        <a href="/articles">All articles</a> · <span class="address">{view.article}</span> · first published {view.day}
      </p>
      <Embargo {...props} />
      <section id="versions" aria-labelledby="versions-title">
        <h2 id="versions-title">Versions</h2>
        <div class="version-cards">
          {all.map((language) => (
            <Version language={language} props={props} />
          ))}
        </div>
        {canAll && (
          <p class="all">
            <a class="danger" href={`/articles/${view.article}/withdraw`}>
              Withdraw the article in all languages…
            </a>
          </p>
        )}
      </section>
      {view.versions.length > 0 && (
        <SideBySide article={view.article} versions={ordered} shown={chosen} drafts={touched} />
      )}
      <Where view={view} carriers={carriers} />
      <ForPartners snippets={props.snippets} />
      <Trail entries={entries} now={now} />
    </>
  );
}

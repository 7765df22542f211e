import { directionOf } from '../article/index.ts';
import type { ArticleOverview, VersionOverview } from '../newsroom/index.ts';
import type { Snapshot } from './snapshot.ts';
import { Ago, Moment } from './times.tsx';
import { isWebAddress, languageName } from './words.ts';

/** Articles in sight at once; the others open on demand. */
const IN_SIGHT = 6;
/** Above this many carriers, squares would say less than the number beside them. */
const MAX_SQUARES = 12;

/** The headline, leading to the page as the reader app shows it. */
function Headline({ version, app }: { version: VersionOverview; app: string | undefined }) {
  const { headline, language, path, stage } = version;
  const isLink = stage === 'published' && app !== undefined && isWebAddress(app);
  return (
    <p class="headline" lang={language} dir={directionOf(language)}>
      {isLink ? (
        <a href={`${app}#/${path}`} target="_blank" rel="noopener noreferrer">
          {headline}
        </a>
      ) : (
        headline
      )}
    </p>
  );
}

/** A square for each carrier, filled where it holds the revision. */
function Squares({ names, carriedBy }: { names: readonly string[]; carriedBy: ReadonlySet<string> }) {
  if (names.length > MAX_SQUARES) return null;
  return (
    <span class="squares" aria-hidden="true">
      {names.map((name) => (
        <i class={carriedBy.has(name) ? 'full' : 'empty'} title={name} />
      ))}
    </span>
  );
}

function Stages({ version, names }: { version: VersionOverview; names: readonly string[] }) {
  const carriedBy = new Set(version.carriedBy);
  const count = names.filter((name) => carriedBy.has(name)).length;
  const isOut = version.stage === 'published';
  return (
    <ol class="stages">
      <li class="done">came in</li>
      {isOut ? (
        <li class="done">{version.edition === null ? 'published' : `edition ${version.edition}`}</li>
      ) : (
        <li>waits for an edition</li>
      )}
      {isOut && (
        <li class={names.length > 0 && count === names.length ? 'done' : 'begun'}>
          <Squares names={names} carriedBy={carriedBy} />
          {names.length === 0 ? 'no carriers' : `on ${count} of ${names.length}`}
          <span class="unseen"> carriers</span>
        </li>
      )}
    </ol>
  );
}

function Version({ of, version, snapshot }: { of: ArticleOverview; version: VersionOverview; snapshot: Snapshot }) {
  const names = snapshot.overview.carriers.map(({ name }) => name);
  return (
    <li id={`version-${of.article}-${version.language}`} class="version">
      <span class="language">{languageName(version.language)}</span>{' '}
      <Headline version={version} app={snapshot.links.app} />
      <p class="state">
        {version.state !== 'current' && <strong class={`tag ${version.state}`}>{version.state}</strong>}{' '}
        {version.revision > 1 && <span>revision {version.revision}</span>}
      </p>
      <Stages version={version} names={names} />
    </li>
  );
}

function Article({ article, snapshot }: { article: ArticleOverview; snapshot: Snapshot }) {
  return (
    <li id={`article-${article.article}`} class="article">
      <p class="when">
        <Moment at={article.changedAt} now={snapshot.now} />, <Ago at={article.changedAt} now={snapshot.now} />
      </p>
      <ul>
        {article.versions.map((version) => (
          <Version of={article} version={version} snapshot={snapshot} />
        ))}
      </ul>
    </li>
  );
}

/** Every article in its languages: came in, stands in an edition, lies on carriers. */
export function Journey({ snapshot }: { snapshot: Snapshot }) {
  const { articles, articleCount } = snapshot.overview;
  const [first, rest] = [articles.slice(0, IN_SIGHT), articles.slice(IN_SIGHT)];
  return (
    <section id="journey" aria-labelledby="journey-title">
      <h2 id="journey-title">The journey</h2>
      {articles.length === 0 ? (
        <p class="nothing">
          No article has come in yet. What the newsroom publishes will show here, language by language.
        </p>
      ) : (
        <>
          <p class="lead">
            Each article in each of its languages, the last to change first: it comes in, an edition brings it out,
            carriers take it over.
          </p>
          <ol class="articles">
            {first.map((article) => (
              <Article article={article} snapshot={snapshot} />
            ))}
          </ol>
        </>
      )}
      {rest.length > 0 && (
        <details id="journey-rest">
          <summary>
            {rest.length} more
            {articleCount > articles.length ? `, of ${articleCount} in all` : ''}
          </summary>
          <ol class="articles">
            {rest.map((article) => (
              <Article article={article} snapshot={snapshot} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

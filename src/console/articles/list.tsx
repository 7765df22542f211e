import { directionOf } from '../../article/index.ts';
import type { ArticlePage, ArticleRow, Cell } from '../../editing/index.ts';
import type { Viewer } from '../parts.ts';
import { Ago } from '../times.tsx';
import { languageName } from '../words.ts';
import { Chip, HeldUntil } from './chip.tsx';
import { Filters } from './filters.tsx';
import { momentValue } from './moment-field.ts';
import { type ListQuery, listAddress } from './query.ts';
import type { SavedView } from './saved-views.ts';

/** Everything the table is drawn from. */
export interface ListProps {
  readonly page: ArticlePage;
  readonly query: ListQuery;
  readonly languages: readonly string[];
  readonly views: readonly SavedView[];
  readonly viewer: Viewer;
  readonly now: Date;
}

/** Where a cell leads: a translation to its editor, anything else to its place on the article's page. */
function cellAddress(article: string, { language, progress }: Cell): string {
  return progress === null ? `/articles/${article}#version-${language}` : `/articles/${article}/${language}`;
}

function Row({ row, languages, now }: { row: ArticleRow; languages: readonly string[]; now: Date }) {
  const { article, headline, language, changedAt, holdUntil } = row;
  const cells = new Map(row.cells.map((cell) => [cell.language, cell]));
  return (
    <tr id={`article-${article}`}>
      <td class="choose">
        <input
          type="checkbox"
          name="article"
          value={article}
          id={`choose-${article}`}
          aria-labelledby={`headline-${article}`}
        />
      </td>
      <th scope="row" class="headline">
        <a href={`/articles/${article}`} id={`headline-${article}`} lang={language} dir={directionOf(language)}>
          {headline}
        </a>
        <span class="aside">
          changed <Ago at={new Date(changedAt)} now={now} />
          {holdUntil !== null && (
            <>
              {' '}
              <HeldUntil until={holdUntil} now={now} />
            </>
          )}
        </span>
      </th>
      {languages.map((each) => {
        const cell = cells.get(each);
        return (
          <td class={cell === undefined ? 'cell none' : 'cell'}>
            <span class="cell-language" aria-hidden="true">
              {languageName(each)}
            </span>
            {cell === undefined ? (
              <span class="nothing">
                <span aria-hidden="true">–</span>
                <span class="unseen">no version</span>
              </span>
            ) : (
              <a class="to-cell" href={cellAddress(article, cell)}>
                <span class="unseen">{languageName(each)}: </span>
                <Chip cell={cell} now={now} />
              </a>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** What can be done with the articles that are marked. */
function Bulk({ viewer, languages, query, now }: Omit<ListProps, 'page' | 'views'>) {
  const [mayEdit, mayPublish, mayHold] = [viewer.may('edit'), viewer.may('publish'), viewer.may('embargo')];
  if (!mayEdit && !mayPublish && !mayHold) return null;
  return (
    <fieldset class="bulk">
      <legend>With the marked articles</legend>
      <input type="hidden" name="back" value={listAddress(query)} />
      <span class="group">
        <label for="bulk-language">in</label>
        <select name="language" id="bulk-language">
          <option value="">every language</option>
          {languages.map((each) => (
            <option value={each}>{languageName(each)}</option>
          ))}
        </select>
        {mayEdit && (
          <button type="submit" name="act" value="begin" id="bulk-begin">
            Begin translation
          </button>
        )}
        {mayPublish && (
          <button type="submit" name="act" value="publish" id="bulk-publish">
            Publish what is ready
          </button>
        )}
      </span>
      {mayEdit && (
        <span class="group">
          <label for="bulk-assignee">to</label>
          <input name="assignee" id="bulk-assignee" value={viewer.name} autocomplete="off" maxlength={100} />
          <button type="submit" name="act" value="assign" id="bulk-assign">
            Give
          </button>
        </span>
      )}
      {mayHold && (
        <span class="group">
          <label for="bulk-until">until (UTC)</label>
          <input type="datetime-local" name="until" id="bulk-until" min={momentValue(now)} />
          <button type="submit" name="act" value="embargo" id="bulk-embargo">
            Hold back
          </button>
          <button type="submit" name="act" value="release" id="bulk-release">
            Let go
          </button>
        </span>
      )}
    </fieldset>
  );
}

/** Which keys do what, for those who work without a mouse. */
function Keys() {
  return (
    <details class="keys" id="keys">
      <summary>Keys</summary>
      <dl>
        {[
          ['j, k', 'next and previous article'],
          ['Enter', 'open it'],
          ['x', 'mark it'],
          ['/', 'search'],
          ['?', 'this list'],
        ].map(([key, what]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** All articles in all their languages: where each version stands. */
export function ArticleList(props: ListProps) {
  const { page, query, languages, views, now } = props;
  return (
    <>
      <Filters query={query} counts={page.counts} languages={languages} views={views} />
      {page.rows.length === 0 ? (
        <p class="nothing">
          {listAddress(query) === '/articles'
            ? 'No article has come in yet. What the sources publish will show here, language by language.'
            : 'No article is like that.'}
        </p>
      ) : (
        <form method="post" action="/articles/bulk" class="article-form">
          <table class="article-table" id="articles">
            <thead>
              <tr>
                <td class="choose" />
                <th scope="col">Article</th>
                {languages.map((each) => (
                  <th scope="col">{languageName(each)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <Row row={row} languages={languages} now={now} />
              ))}
            </tbody>
          </table>
          <Bulk {...props} />
        </form>
      )}
      <p class="pages">
        {query.after !== null && <a href={listAddress({ ...query, after: null })}>Back to the newest</a>}{' '}
        {page.next !== null && <a href={listAddress({ ...query, after: page.next })}>Older articles</a>}
      </p>
      <Keys />
    </>
  );
}

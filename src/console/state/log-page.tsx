import type { AuditAct, AuditEntry, AuditQuery } from '../../editing/index.ts';
import { ACTS, aboutLanguage, actName, actorName, detailInWords } from '../log-words.ts';
import { Ago, FullMoment } from '../times.tsx';

/** Which lines the page shows, as its address says. */
export interface LogQuery {
  readonly who: string | null;
  readonly what: AuditAct | null;
  readonly article: string | null;
  readonly after: string | null;
}

const MAX_CHARACTERS = 200;

/** Reads the query of an address; what cannot be understood is left out. */
export function parseLogQuery(text: string): LogQuery {
  const fields = new URLSearchParams(text);
  const field = (name: string) => (fields.get(name) ?? '').trim().slice(0, MAX_CHARACTERS) || null;
  return {
    who: field('who'),
    what: ACTS.find((act) => act === fields.get('what')) ?? null,
    article: field('article'),
    after: field('after'),
  };
}

/** The address of a page of the log. */
export function logAddress(query: LogQuery): string {
  const fields = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return fields.length === 0 ? '/log' : `/log?${new URLSearchParams(fields)}`;
}

/** What editing is asked for it. */
export function auditQuery({ who, what, article, after }: LogQuery, limit: number): AuditQuery {
  return {
    ...(who !== null && { who }),
    ...(what !== null && { what }),
    ...(article !== null && { article }),
    ...(after !== null && { after }),
    limit,
  };
}

function Filters({ query }: { query: LogQuery }) {
  return (
    <form method="get" action="/log" class="log-filters">
      <span>
        <label for="log-who">Who</label> <input id="log-who" name="who" value={query.who ?? ''} autocomplete="off" />
      </span>
      <span>
        <label for="log-what">What</label>{' '}
        <select id="log-what" name="what">
          <option value="">everything</option>
          {ACTS.map((act) => (
            <option value={act} selected={act === query.what}>
              {actName(act)}
            </option>
          ))}
        </select>
      </span>
      <span>
        <label for="log-article">Article</label>{' '}
        <input id="log-article" name="article" value={query.article ?? ''} autocomplete="off" />
      </span>
      <button type="submit">Show</button>
      {logAddress(query) !== '/log' && <a href="/log">everything</a>}
    </form>
  );
}

/** Who did what, when: every act of people and of the program, the newest first. */
export function LogPage(props: {
  readonly entries: readonly AuditEntry[];
  readonly query: LogQuery;
  /** Where the next page begins; null when this is the last. */
  readonly next: string | null;
  readonly now: Date;
}) {
  const { entries, query, next, now } = props;
  return (
    <>
      <Filters query={query} />
      {entries.length === 0 ? (
        <p class="nothing">Nothing of the kind was done.</p>
      ) : (
        <ol class="trail">
          {entries.map((entry) => (
            <li id={`entry-${entry.id}`}>
              <span class="when">
                <FullMoment at={new Date(entry.at)} />, <Ago at={new Date(entry.at)} now={now} />
              </span>{' '}
              <a class="who" href={logAddress({ who: entry.who, what: null, article: null, after: null })}>
                {actorName(entry)}
              </a>{' '}
              {actName(entry.what)} <span>{aboutLanguage(entry)}</span>{' '}
              {entry.article !== null && (
                <a class="address" href={`/articles/${entry.article}`}>
                  {entry.article}
                </a>
              )}{' '}
              <span class="aside">{detailInWords(entry)}</span>
            </li>
          ))}
        </ol>
      )}
      <p class="pages">
        {query.after !== null && <a href={logAddress({ ...query, after: null })}>Back to the newest</a>}{' '}
        {next !== null && <a href={logAddress({ ...query, after: next })}>Older</a>}
      </p>
    </>
  );
}

import type { ArticlePage } from '../../editing/index.ts';
import { languageName } from '../words.ts';
import { stateInWords } from './chip.tsx';
import { EVERYTHING, type ListQuery, listAddress, queryFields, STATES } from './query.ts';
import type { SavedView } from './saved-views.ts';

/** A filter as a link that turns it on or, where it is on, off. */
function Filter({
  isOn,
  to,
  label,
  count,
  mark,
}: {
  isOn: boolean;
  to: ListQuery;
  label: string;
  count?: number | undefined;
  mark?: string | undefined;
}) {
  return (
    <a class="filter" href={listAddress({ ...to, after: null })} aria-current={isOn ? 'true' : undefined}>
      {mark === undefined ? label : <span class={`state-mark ${mark}`}>{label}</span>}
      {count !== undefined && <b class="count">{count}</b>}
    </a>
  );
}

function Views({ views, query }: { views: readonly SavedView[]; query: ListQuery }) {
  const fields = queryFields({ ...query, after: null });
  const isPlain = fields.length === 0;
  if (views.length === 0 && isPlain) return null;
  return (
    <div class="views">
      {views.map(({ name, address }) => (
        <span class="view">
          <a href={address} aria-current={address === listAddress({ ...query, after: null }) ? 'true' : undefined}>
            {name}
          </a>
          <form method="post" action="/articles/views/remove">
            <input type="hidden" name="name" value={name} />
            <button type="submit" class="small" aria-label={`Forget the view ${name}`}>
              ×
            </button>
          </form>
        </span>
      ))}
      {!isPlain && (
        <form method="post" action="/articles/views">
          {fields.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <label for="view-name">Keep this view as</label>{' '}
          <input id="view-name" name="view" required maxlength={40} autocomplete="off" />{' '}
          <button type="submit">Keep</button>
        </form>
      )}
    </div>
  );
}

/** What narrows the table: a search, filters as links, and views somebody kept. */
export function Filters({
  query,
  counts,
  languages,
  views,
}: {
  query: ListQuery;
  counts: ArticlePage['counts'];
  languages: readonly string[];
  views: readonly SavedView[];
}) {
  const { state, language, isTouched, isMine } = query;
  return (
    <section class="filters" aria-label="Filters">
      <form class="search" method="get" action="/articles">
        {queryFields({ ...query, search: null, after: null }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <label for="search">Words of a headline</label>{' '}
        <input id="search" type="search" name="q" value={query.search ?? ''} dir="auto" autocomplete="off" />{' '}
        <button type="submit">Search</button>
      </form>
      <div class="filter-row">
        <Filter isOn={queryFields({ ...query, after: null }).length === 0} to={EVERYTHING} label="all" />
        {STATES.map((each) => (
          <Filter
            isOn={state === each}
            to={{ ...query, state: state === each ? null : each }}
            label={stateInWords(each)}
            count={counts[each]}
            mark={each}
          />
        ))}
      </div>
      <div class="filter-row">
        <Filter isOn={isTouched} to={{ ...query, isTouched: !isTouched }} label="original changed" />
        <Filter isOn={isMine} to={{ ...query, isMine: !isMine }} label="given to me" />
        {languages.length > 1 &&
          languages.map((each) => (
            <Filter
              isOn={language === each}
              to={{ ...query, language: language === each ? null : each }}
              label={languageName(each)}
            />
          ))}
      </div>
      <Views views={views} query={query} />
    </section>
  );
}

import { isLanguageTag } from '../../article/index.ts';
import type { ArticleQuery, State } from '../../editing/index.ts';

/** Which articles a page of the table shows, as its address says. */
export interface ListQuery {
  readonly search: string | null;
  readonly state: State | null;
  readonly language: string | null;
  readonly isTouched: boolean;
  /** Only what whoever looks has been given to do. */
  readonly isMine: boolean;
  /** Where the page before ended. */
  readonly after: string | null;
}

/** The states in the order of a version's way. */
export const STATES: readonly State[] = [
  'arrived',
  'in-translation',
  'review',
  'ready',
  'published',
  'corrected',
  'withdrawn',
];

/** The whole table, from its beginning. */
export const EVERYTHING: ListQuery = {
  search: null,
  state: null,
  language: null,
  isTouched: false,
  isMine: false,
  after: null,
};

const MAX_SEARCH_CHARACTERS = 200;
const MAX_PLACE_CHARACTERS = 200;

/** Reads the query of an address; what cannot be understood is left out. */
export function parseListQuery(text: string): ListQuery {
  const fields = new URLSearchParams(text);
  const search = (fields.get('q') ?? '').trim().slice(0, MAX_SEARCH_CHARACTERS);
  const language = fields.get('language') ?? '';
  const after = fields.get('after') ?? '';
  return {
    search: search === '' ? null : search,
    state: STATES.find((state) => state === fields.get('state')) ?? null,
    language: isLanguageTag(language) ? language : null,
    isTouched: fields.get('touched') === 'yes',
    isMine: fields.get('mine') === 'yes',
    after: after === '' || after.length > MAX_PLACE_CHARACTERS ? null : after,
  };
}

/** The fields of an address that says the same, in one order. */
export function queryFields(query: ListQuery): readonly (readonly [string, string])[] {
  const fields: readonly (readonly [string, string | null])[] = [
    ['q', query.search],
    ['state', query.state],
    ['language', query.language],
    ['touched', query.isTouched ? 'yes' : null],
    ['mine', query.isMine ? 'yes' : null],
    ['after', query.after],
  ];
  return fields.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** The address of a page of the table. */
export function listAddress(query: ListQuery): string {
  const fields = queryFields(query);
  return fields.length === 0 ? '/articles' : `/articles?${new URLSearchParams(fields.map(([...field]) => field))}`;
}

/** What editing is asked for it. */
export function articleQuery(query: ListQuery, viewer: { readonly name: string }): ArticleQuery {
  const { search, state, language, isTouched, isMine, after } = query;
  return {
    ...(search !== null && { search }),
    ...(state !== null && { state }),
    ...(language !== null && { language }),
    ...(isTouched && { touched: true }),
    ...(isMine && { assignee: viewer.name }),
    ...(after !== null && { after }),
  };
}

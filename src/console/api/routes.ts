import { ARTICLE_ROUTES } from './article-routes.ts';
import { DRAFT_ROUTES } from './draft-routes.ts';
import { PUSH_ROUTES } from './push-routes.ts';
import type { AnyRoute } from './route.ts';
import { XLIFF_ROUTES } from './xliff-routes.ts';

/** Every route of the API, in the order of the document. Where two could answer one address, the first does. */
export const ROUTES: readonly AnyRoute[] = [...ARTICLE_ROUTES, ...DRAFT_ROUTES, ...XLIFF_ROUTES, ...PUSH_ROUTES];

import type { PasskeyPlace } from '../../accounts/index.ts';
import { ownOrigin } from '../../platform/http/index.ts';
import type { PageContext, PageParts } from '../parts.ts';
import { newsroomTitle } from '../shell/draw.tsx';
import type { AccountsAccess } from './cookie.ts';

/** The console as this browser has it in its address bar. */
export function placeOf(c: PageContext, parts: PageParts, { address }: AccountsAccess): PasskeyPlace {
  const origin = ownOrigin(c.req.raw, address);
  return { origin, host: new URL(origin).hostname, newsroom: newsroomTitle(parts).text };
}

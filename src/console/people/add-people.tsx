import type { ConsoleApp, PageParts } from '../parts.ts';
import { drawPage, needs } from '../shell/draw.tsx';
import { addOwnPages } from './own-routes.tsx';
import { addPeoplePages } from './people-routes.tsx';

/** Adds the pages about people; where nobody signs in, one that says so. */
export function addPeople(app: ConsoleApp, parts: PageParts): void {
  const { access } = parts;
  if (access.kind === 'accounts') {
    addOwnPages(app, parts, access);
    addPeoplePages(app, parts, access);
    return;
  }
  app.get('/people', needs(parts, 'manage-people'), (c) =>
    drawPage(c, parts, {
      title: 'People',
      section: '/people',
      main: (
        <p class="lead">
          Nobody has to sign in to this demonstration: whoever opens it on this machine is “{access.name}” and may do
          everything. A newsroom’s own console has accounts, with a password or a passkey each.
        </p>
      ),
    }),
  );
}

import { roleMay } from '../accounts/index.ts';
import type { ConsoleApp, PageParts, Viewer } from './parts.ts';
import { addSignIn } from './sign-in/add-sign-in.ts';
import { requireViewer } from './sign-in/require-viewer.tsx';

/** Where a person finds their own account and ends the session. */
export const OWN_ACCOUNT = { own: '/people/me', signOut: '/sign-out' } as const;

/** Lets in whoever may come in and says who they are: every route that is added after this has a viewer. */
export function letIn(app: ConsoleApp, parts: PageParts): void {
  const { access } = parts;
  if (access.kind === 'accounts') {
    addSignIn(app, parts, access);
    app.use(requireViewer(parts, access));
    return;
  }
  const visitor: Viewer = { name: access.name, role: 'operator', may: (act) => roleMay('operator', act) };
  app.use(async (c, next) => {
    c.set('viewer', visitor);
    await next();
  });
}

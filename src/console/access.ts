import { roleMay } from '../accounts/index.ts';
import type { ConsoleApp, PageParts } from './parts.ts';

/** Lets in whoever may come in and says who they are: every route that is added after this has a viewer. */
export function letIn(app: ConsoleApp, { access }: Pick<PageParts, 'access'>): void {
  const visitor = {
    name: access.name,
    role: 'operator' as const,
    may: (act: Parameters<typeof roleMay>[1]) => roleMay('operator', act),
  };
  app.use(async (c, next) => {
    c.set('viewer', visitor);
    await next();
  });
}

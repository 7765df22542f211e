import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type ActionChoice, CARRIER_CHOICES, parseAction, SITE_CHOICES } from './actions.ts';
import type { CensorControls } from './censor-controls.ts';
import type { ConsoleApp } from './parts.ts';

const MAX_FORM_BYTES = 4 * 1_024;

/** A page that says why a form was not taken. */
type Say = (c: Context, status: 400 | 403 | 404 | 413, title: string, text: string) => Response | Promise<Response>;

/** Adds the forms that move the censor of a demonstration; without a censor there is nothing at their addresses. */
export function addCensorForms(app: ConsoleApp, censor: CensorControls | null, say: Say): void {
  const limit = bodyLimit({
    maxSize: MAX_FORM_BYTES,
    onError: (c) => say(c, 413, 'Too much', 'A form of the censor is never that long.'),
  });
  app.use('/censor/*', async (c, next) => (c.req.raw.method === 'POST' ? limit(c, next) : c.notFound()));

  async function chosen(c: Context, choices: readonly ActionChoice[]) {
    const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
    return { action: parseAction(choices, form.action), except: form.except };
  }
  const unknownAction = (c: Context) => say(c, 400, 'No such action', 'The censor cannot do that here.');
  const unknownPlace = (c: Context) => say(c, 404, 'No such place', 'There is no place of that name here.');

  app.post('/censor', async (c) => {
    if (censor === null) return c.notFound();
    const { action, except } = await chosen(c, CARRIER_CHOICES);
    if (action === null) return unknownAction(c);
    const carriers = censor.places().filter(({ kind }) => kind === 'carrier');
    // "None" is a choice too: then every one of them is blocked.
    const isNamed = except !== undefined && except !== '';
    if (isNamed && !carriers.some(({ name }) => name === except)) return unknownPlace(c);
    for (const { name } of carriers) censor.set(name, name === except ? { kind: 'open' } : action);
    return c.redirect('/#carriers', 303);
  });
  app.post('/censor/:name', async (c) => {
    if (censor === null) return c.notFound();
    const place = censor.places().find(({ name }) => name === c.req.param('name'));
    if (place === undefined) return unknownPlace(c);
    const { action } = await chosen(c, place.kind === 'site' ? SITE_CHOICES : CARRIER_CHOICES);
    if (action === null) return unknownAction(c);
    if (!censor.set(place.name, action)) return unknownPlace(c);
    // Back to where the button was: without script the page is drawn anew.
    return c.redirect(place.kind === 'site' ? '/#own-site' : `/#carrier-${encodeURIComponent(place.name)}`, 303);
  });
}

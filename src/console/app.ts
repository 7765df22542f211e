import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AssetFile } from '../platform/assets/index.ts';
import { isFromOwnPage, isFromThisMachine } from '../platform/http/index.ts';
import { type ActionChoice, CARRIER_CHOICES, parseAction, SITE_CHOICES } from './actions.ts';
import type { CensorControls } from './censor-controls.ts';
import type { LiveView } from './live-view.ts';
import { drawMessage } from './message-page.tsx';
import { drawPage, type PageFiles } from './page.tsx';

const MAX_FORM_BYTES = 4 * 1_024;

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: under it browsers send forms with `Origin: null`, which is refused. Other sites get nothing either way.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Address of the one asset whose name starts so: names end in a hash of the content. */
function assetAddress(assets: readonly AssetFile[], name: RegExp): string {
  const found = assets.find(({ path }) => name.test(path));
  if (found === undefined) throw new TypeError(`no file like ${name} among the console's`);
  return `/assets/${found.path}`;
}

/** What the console is made of, beside the socket. */
export interface ConsoleParts {
  readonly view: LiveView;
  /** Null where there is no censor to move. */
  readonly censor: CensorControls | null;
  readonly assets: readonly AssetFile[];
  /** Told what a page could not be drawn for. */
  readonly onFailure: (error: unknown) => void;
}

/** The console as an application: everything but the socket. */
export function consoleApp({ view, censor, assets, onFailure }: ConsoleParts): Hono {
  const app = new Hono();
  const files: PageFiles = {
    style: assetAddress(assets, /^console-\w+\.css$/),
    script: assetAddress(assets, /^live-\w+\.js$/),
  };
  const byPath = new Map(assets.map((file) => [file.path, file]));

  function say(c: Context, status: 400 | 403 | 404 | 413 | 503, title: string, text: string): Response {
    return c.html(drawMessage(title, text, files.style), status, { 'cache-control': 'no-store' });
  }

  app.use(async (c, next) => {
    const isLocal = isFromThisMachine(c.req.raw);
    if (!isLocal) c.res = say(c, 403, 'Not from here', 'The console answers only on the machine it runs on.');
    else await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  });

  app.get('/', async (c) => c.html(drawPage(await view.look(), files), 200, { 'cache-control': 'no-store' }));

  app.get('/events', async (c) => {
    if (!isFromOwnPage(c.req.raw)) return say(c, 403, 'Not from here', 'Only the console’s own page may listen.');
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
    // The stream of a HEAD request would have no reader and never end.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers);
    const stream = await view.join();
    return stream === null
      ? say(c, 503, 'Too many pages', 'Too many pages of the console are open. Close some of them.')
      : c.body(stream, 200, headers);
  });

  app.get('/assets/:path', (c) => {
    const file = byPath.get(c.req.param('path'));
    if (file === undefined) return c.notFound();
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': TYPES[file.path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  const limit = bodyLimit({
    maxSize: MAX_FORM_BYTES,
    onError: (c) => say(c, 413, 'Too much', 'A form of the console is never that long.'),
  });
  app.use('/censor/*', async (c, next) => {
    if (c.req.raw.method !== 'POST') return c.notFound();
    if (!isFromOwnPage(c.req.raw))
      return say(c, 403, 'Not from here', 'Only the console’s own page may move the censor.');
    return limit(c, next);
  });

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

  app.notFound((c) => say(c, 404, 'Nothing here', 'The console has one page, and this is not it.'));
  app.onError((error, c) => {
    onFailure(error);
    return say(
      c,
      503,
      'No answer',
      'How the newsroom stands could not be shown. The log says why; try again in a moment.',
    );
  });
  return app;
}

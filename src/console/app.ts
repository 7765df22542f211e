import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AssetFile } from '../platform/assets/index.ts';
import { isFromOwnPage, isFromThisMachine } from '../platform/http/index.ts';
import { letIn, OWN_ACCOUNT } from './access.ts';
import { addApi } from './api/add-api.ts';
import type { CensorControls } from './censor-controls.ts';
import { addCensorForms } from './censor-forms.ts';
import type { Changes } from './changes.ts';
import { drawFailed } from './failed-page.tsx';
import { addFeatures, SECTION_PATHS } from './features.ts';
import type { LiveView } from './live-view.ts';
import { drawMessage } from './message-page.tsx';
import { drawPage } from './page.tsx';
import { addPreviewLinks } from './partners/preview-routes.tsx';
import type { ConsoleEnv, Desk, PageContext, PageFiles, PageParts } from './parts.ts';
import { newsroomTitle } from './shell/draw.tsx';
import { Bar } from './shell/shell.tsx';
import { whileSignedIn } from './sign-in/while-signed-in.ts';
import type { ConsoleLinks } from './snapshot.ts';

const MAX_FORM_BYTES = 1_024 * 1_024;
/** Of forms that send a file along. */
const MAX_UPLOAD_BYTES = 32 * 1_024 * 1_024;

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: under it browsers send forms with `Origin: null`, which is refused. Other sites get nothing either way.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // A page that opened the console in a window must not be able to lead that window elsewhere behind its reader's back.
  'cross-origin-opener-policy': 'same-origin',
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
  readonly changes: Changes;
  /** Null where there is no censor to move. */
  readonly censor: CensorControls | null;
  /** The desk work; null for a console that only shows the journey. */
  readonly desk: Desk | null;
  readonly links: ConsoleLinks;
  readonly assets: readonly AssetFile[];
  readonly now: () => Date;
  /** Told what a page could not be drawn for. */
  readonly onFailure: (error: unknown) => void;
}

/** The console as an application: everything but the socket. */
export function consoleApp(made: ConsoleParts): Hono<ConsoleEnv> {
  const { view, changes, censor, desk, links, assets, now, onFailure } = made;
  const app = new Hono<ConsoleEnv>();
  const files: PageFiles = {
    style: assetAddress(assets, /^console-\w+\.css$/),
    script: (name) => assetAddress(assets, new RegExp(`^${name}-\\w+\\.js$`)),
  };
  const byPath = new Map(assets.map((file) => [file.path, file]));
  const address = desk?.access.kind === 'accounts' ? desk.access.address : null;

  function say(c: Context, status: 400 | 403 | 404 | 413 | 503, title: string, text: string) {
    return c.html(drawMessage(title, text, files.style), status, { 'cache-control': 'no-store' });
  }

  app.use(async (c, next) => {
    const isLocal = isFromThisMachine(c.req.raw, address);
    if (!isLocal) c.res = await say(c, 403, 'Not from here', 'The console does not answer under this address.');
    else await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      // A page may say more strictly what may be done with it.
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  });

  app.get('/assets/:path', (c) => {
    const file = byPath.get(c.req.param('path'));
    if (file === undefined) return c.notFound();
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': TYPES[file.path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  const parts: PageParts | null = desk && {
    ...desk,
    overview: async () => (await view.look()).snapshot.overview,
    links,
    files,
    sections: SECTION_PATHS,
    account: desk.access.kind === 'accounts' ? OWN_ACCOUNT : null,
    changes,
    now,
    onFailure,
  };
  // Programs bring a token, and their own limits and words.
  if (parts !== null) addApi(app, parts);

  // No database keeps a NUL, and each of its refusals would stand in the log as a failure of ours.
  app.use(async (c, next) =>
    c.req.url.includes('%00') ? say(c, 404, 'Nothing here', 'The console has no such page.') : next(),
  );

  // Browsers ask for it by themselves; a refusal would stand in their console as a fault.
  app.get('/favicon.ico', (c) => c.body(null, 204, { 'cache-control': 'public, max-age=86400' }));

  const tooMuch = (c: Context) => say(c, 413, 'Too much', 'That is more than a form of the console takes.');
  const limitForm = bodyLimit({ maxSize: MAX_FORM_BYTES, onError: tooMuch });
  const limitUpload = bodyLimit({ maxSize: MAX_UPLOAD_BYTES, onError: tooMuch });
  app.use(async (c, next) => {
    if (['GET', 'HEAD'].includes(c.req.raw.method) || isFromOwnPage(c.req.raw, address)) return next();
    return say(c, 403, 'Not from here', 'Only the console’s own pages may change something.');
  });
  // All that is read of strangers; what else they send is refused unread.
  app.use('/sign-in/*', limitForm);

  // Read by partners, who have no account.
  if (parts !== null) addPreviewLinks(app, parts);

  if (parts !== null) letIn(app, parts);

  app.use(async (c, next) => {
    const isUpload = c.req.header('content-type')?.startsWith('multipart/form-data') === true;
    return isUpload ? limitUpload(c, next) : limitForm(c, next);
  });

  app.get('/', async (c) => {
    const bar = parts && Bar({ ...parts, newsroom: newsroomTitle(parts), viewer: c.get('viewer'), section: '/' });
    return c.html(drawPage(await view.look(), files, bar), 200, { 'cache-control': 'no-store' });
  });

  /** A stream of events to one of the console's own pages. */
  async function stream(c: PageContext, join: () => Promise<ReadableStream<Uint8Array> | null>) {
    if (!isFromOwnPage(c.req.raw, address))
      return say(c, 403, 'Not from here', 'Only the console’s own page may listen.');
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
    // The stream of a HEAD request would have no reader and never end.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers);
    const joined = await join();
    if (joined === null)
      return say(c, 503, 'Too many pages', 'Too many pages of the console are open. Close some of them.');
    const account = c.get('account');
    const isOpen = account === undefined || desk?.access.kind !== 'accounts';
    return c.body(isOpen ? joined : whileSignedIn(joined, account, { access: desk.access, now }), 200, headers);
  }
  app.get('/events', (c) => stream(c, () => view.join()));
  if (parts !== null) app.get('/changes', (c) => stream(c, async () => changes.join()));

  addCensorForms(app, censor, say);
  if (parts !== null) addFeatures(app, parts);

  app.notFound((c) => say(c, 404, 'Nothing here', 'The console has no such page.'));
  app.onError(async (error, c) => {
    onFailure(error);
    return c.html(await drawFailed(c, error, files.style), 503, { 'cache-control': 'no-store', 'retry-after': '5' });
  });
  return app;
}

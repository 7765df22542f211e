import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { TamizdatError } from '../../errors/index.ts';
import type { CreatedNewsroom } from '../../newsroom/index.ts';
import { isFromOwnPage, isFromThisMachine } from '../../platform/http/index.ts';
import { formatFingerprint } from '../../proof/index.ts';
import { drawMessage } from '../message-page.tsx';
import { EMPTY_DRAFT, faultsOf, firstUnready, languagesOf, type SetupDraft, STEPS, type Step } from './draft.ts';
import { drawSetup, titleOfStep } from './frame.tsx';
import type { SourceLook } from './look.ts';
import { passphraseFault } from './passphrase.ts';
import { CarriersStep, KeysStep, LanguagesStep, MadeStep, NewsroomStep, SourcesStep } from './steps.tsx';

const MAX_FORM_BYTES = 64 * 1_024;
const COOKIE = 'tamizdat-setup';
const POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** What the wizard needs. */
export interface SetupParts {
  /** Absolute path of the folder that the newsroom is made in. */
  readonly folder: string;
  readonly style: { readonly address: string; readonly bytes: Uint8Array };
  /** Secret of the link, and of the cookie that takes its place once it was opened. */
  readonly secrets: { readonly link: string; readonly session: string };
  look(source: { readonly kind: 'feed' | 'sitemap'; readonly address: string }): Promise<SourceLook>;
  /** Makes the newsroom. Fails as `createNewsroom` does. */
  make(draft: SetupDraft, passphrase: string | null): Promise<CreatedNewsroom>;
  /** Called when the person says that it may start, after they were answered. */
  readonly onStart: () => void;
  readonly onFailure: (error: unknown) => void;
}

type Typed = { -readonly [Key in keyof SetupDraft['carriers'][number]]: string };
const NO_CARRIER: Typed = { name: '', directory: '', address: '', group: '' };

function isSame(given: string, secret: string): boolean {
  const [one, two] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === two.length && timingSafeEqual(one, two);
}

/**
 * The wizard as an application. Whoever opens the link first has it: the link works once, and what was typed lives in
 * this process alone until the newsroom is made.
 */
export function setupApp(parts: SetupParts): Hono {
  const app = new Hono();
  let draft: SetupDraft = EMPTY_DRAFT;
  let isLinkUsed = false;
  let made: CreatedNewsroom | null = null;
  let making: Promise<CreatedNewsroom> | null = null;

  const say = (c: Context, status: 403 | 404 | 413 | 503, title: string, text: string) =>
    c.html(drawMessage(title, text, parts.style.address), status);

  app.use(async (c, next) => {
    if (!isFromThisMachine(c.req.raw))
      c.res = await say(c, 403, 'Not from here', 'A newsroom is made on its own machine.');
    else if (c.req.method !== 'GET' && !isFromOwnPage(c.req.raw))
      c.res = await say(c, 403, 'Not from here', 'Only the wizard’s own page may change something.');
    else await next();
    c.res.headers.set('content-security-policy', POLICY);
    c.res.headers.set('x-content-type-options', 'nosniff');
    c.res.headers.set('referrer-policy', 'same-origin');
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  app.use(
    bodyLimit({
      maxSize: MAX_FORM_BYTES,
      onError: (c) => say(c, 413, 'Too much', 'A form of the wizard is never that long.'),
    }),
  );
  app.get(parts.style.address, (c) =>
    c.body(new Uint8Array(parts.style.bytes), 200, { 'content-type': 'text/css; charset=utf-8' }),
  );

  app.get('/setup/link/:link', (c) => {
    if (isLinkUsed || !isSame(c.req.param('link'), parts.secrets.link))
      return say(
        c,
        403,
        'This link is used up',
        'Each link opens the wizard once. Start the command again for a new one.',
      );
    isLinkUsed = true;
    setCookie(c, COOKIE, parts.secrets.session, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return c.redirect('/setup/newsroom', 303);
  });
  app.use(async (c, next) => {
    if (isSame(getCookie(c, COOKIE) ?? '', parts.secrets.session)) return next();
    return say(c, 403, 'Not without the link', 'Open the link that the terminal shows. It works once.');
  });

  /** Steps that one may go to: all that are in order, and the first that is not. */
  const doneSteps = (): ReadonlySet<Step> => {
    const unready = firstUnready(draft);
    return new Set(unready === null ? STEPS : STEPS.slice(0, STEPS.indexOf(unready)));
  };

  function draw(
    c: Context,
    step: Step,
    {
      faults = [],
      look = null,
      source,
      carrier = NO_CARRIER,
    }: {
      readonly faults?: readonly string[];
      readonly look?: SourceLook | null;
      readonly source?: { readonly kind: 'feed' | 'sitemap'; readonly address: string };
      readonly carrier?: Typed;
    } = {},
  ) {
    const main = {
      newsroom: () => <NewsroomStep draft={draft} />,
      languages: () => <LanguagesStep draft={draft} />,
      sources: () => <SourcesStep draft={draft} typed={source ?? { kind: 'feed', address: '' }} look={look} />,
      carriers: () => <CarriersStep draft={draft} folder={parts.folder} typed={carrier} />,
      keys: () => <KeysStep draft={draft} folder={parts.folder} />,
    }[step]();
    const page = { style: parts.style.address, title: titleOfStep(step), step, done: doneSteps(), faults, main };
    return c.html(drawSetup(page), faults.length > 0 ? 422 : 200);
  }

  async function fieldsOf(c: Context): Promise<(name: string) => string> {
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    return (name) => {
      const value = form[name];
      return typeof value === 'string' ? value : '';
    };
  }

  /** Goes on to the step after, or stays where something is wrong; what was typed is kept either way. */
  function goOn(c: Context, step: Step) {
    const faults = faultsOf(draft, step);
    return faults.length > 0 ? draw(c, step, { faults }) : c.redirect(`/setup/${STEPS[STEPS.indexOf(step) + 1]}`, 303);
  }

  app.use('/setup/*', async (c, next) => {
    if (made === null || ['/setup/made', '/setup/start'].includes(c.req.path)) return next();
    return c.redirect('/setup/made', 303);
  });

  app.get('/', (c) => c.redirect(`/setup/${firstUnready(draft) ?? 'keys'}`, 303));
  for (const step of STEPS) {
    app.get(`/setup/${step}`, (c) => {
      const unready = firstUnready(draft);
      const isAhead = unready !== null && STEPS.indexOf(step) > STEPS.indexOf(unready);
      return isAhead ? c.redirect(`/setup/${unready}`, 303) : draw(c, step);
    });
  }

  app.post('/setup/newsroom', async (c) => {
    const field = await fieldsOf(c);
    const home = field('home').trim();
    const host = URL.canParse(home) ? new URL(home).hostname : '';
    draft = { ...draft, title: field('title').trim(), home, newsroom: field('newsroom').trim().toLowerCase() || host };
    return goOn(c, 'newsroom');
  });
  app.post('/setup/languages', async (c) => {
    const field = await fieldsOf(c);
    draft = { ...draft, languages: languagesOf(field('languages')).join(', ') };
    return goOn(c, 'languages');
  });
  app.post('/setup/sources', async (c) => {
    const field = await fieldsOf(c);
    const source = {
      kind: field('kind') === 'sitemap' ? 'sitemap' : 'feed',
      address: field('address').trim(),
    } as const;
    const before = draft;
    if (field('act') === 'next') return goOn(c, 'sources');
    if (field('act') === 'remove') {
      draft = { ...draft, sources: draft.sources.toSpliced(Number(field('at')), 1) };
      return c.redirect('/setup/sources', 303);
    }
    draft = { ...draft, sources: [...draft.sources, source] };
    const faults = faultsOf(draft, 'sources');
    if (faults.length > 0 || field('act') === 'look') draft = before;
    if (faults.length > 0) return draw(c, 'sources', { faults, source });
    if (field('act') === 'look') return draw(c, 'sources', { source, look: await parts.look(source) });
    return c.redirect('/setup/sources', 303);
  });
  app.post('/setup/carriers', async (c) => {
    const field = await fieldsOf(c);
    const before = draft;
    if (field('act') === 'next') return goOn(c, 'carriers');
    if (field('act') === 'remove') {
      draft = { ...draft, carriers: draft.carriers.toSpliced(Number(field('at')), 1) };
      return c.redirect('/setup/carriers', 303);
    }
    const [name, directory, address, group] = ['name', 'directory', 'address', 'group'].map((each) =>
      field(each).trim(),
    );
    const carrier: Typed = { name: name ?? '', directory: directory ?? '', address: address ?? '', group: group ?? '' };
    draft = { ...draft, carriers: [...draft.carriers, carrier] };
    const faults = faultsOf(draft, 'carriers');
    if (faults.length === 0) return c.redirect('/setup/carriers', 303);
    draft = before;
    return draw(c, 'carriers', { faults, carrier });
  });
  app.post('/setup/keys', async (c) => {
    const field = await fieldsOf(c);
    const unready = firstUnready(draft);
    if (unready !== null) return c.redirect(`/setup/${unready}`, 303);
    const fault = passphraseFault(field('passphrase'), field('again'), field('unsealed') === 'yes');
    if (fault !== null) return draw(c, 'keys', { faults: [fault] });
    try {
      // Two presses of the button make one newsroom.
      making ??= parts.make(draft, field('passphrase') || null);
      made = await making;
    } catch (error) {
      making = null;
      if (!(error instanceof TamizdatError)) throw error;
      return draw(c, 'keys', { faults: [[error.message, error.hint].filter((each) => each).join('. ')] });
    }
    return c.redirect('/setup/made', 303);
  });

  app.get('/setup/made', (c) => {
    if (made === null) return c.redirect('/', 303);
    const main = (
      <MadeStep fingerprint={formatFingerprint(made.fingerprint)} folder={parts.folder} unsealed={made.unsealed} />
    );
    const title = `${draft.title} is made`;
    return c.html(drawSetup({ style: parts.style.address, title, step: null, done: new Set(), main }));
  });
  app.post('/setup/start', (c) => {
    if (made === null) return c.redirect('/', 303);
    // Once this answer is on its way: what runs next takes this very port.
    setImmediate(parts.onStart);
    c.header('connection', 'close');
    const main = (
      <p class="lead">
        It starts now. Go on to the console with the link that the terminal shows; this page has done its work and may
        be closed.
      </p>
    );
    return c.html(drawSetup({ style: parts.style.address, title: 'It starts', step: null, done: new Set(), main }));
  });

  app.notFound((c) => say(c, 404, 'Nothing here', 'The wizard has no such page.'));
  app.onError((error, c) => {
    parts.onFailure(error);
    return say(c, 503, 'That went wrong', 'The terminal says why. What you typed is kept: go back and try again.');
  });
  return app;
}

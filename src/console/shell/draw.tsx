import type { MiddlewareHandler } from 'hono';
import type { Child } from 'hono/jsx';
import type { Permission } from '../../accounts/index.ts';
import type { ConsoleEnv, PageContext, PageParts } from '../parts.ts';
import { titleIn } from '../words.ts';
import { takeSaid } from './flash.ts';
import type { SectionPath } from './navigation.tsx';
import { type Said, Shell } from './shell.tsx';

/** What a feature says of a page. */
export interface PageContent {
  /** The page's heading. */
  readonly title: string;
  /** Language of the title, where it is a headline. */
  readonly titleLanguage?: string;
  readonly section: SectionPath | null;
  /** What stands in `<main>`, below the heading. */
  readonly main: Child;
  /** What came of a form that is answered with this page. What an earlier form left to be said is shown by itself. */
  readonly said?: Said | null;
  readonly status?: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503;
  /** Names of further scripts: `editor` for the one that is built from `browser/editor.ts`. */
  readonly scripts?: readonly string[];
  /** False for a page whose own script takes in what changes. By default true of what is no refusal. */
  readonly isLive?: boolean;
}

/** The newsroom's name as this English interface shows it. */
export function newsroomTitle({ settings }: Pick<PageParts, 'settings'>) {
  const { title, languages, newsroom } = settings();
  return titleIn(title, languages, newsroom);
}

/** Answers with a page of the console; before anybody was let in, with one that names no section. */
export function drawPage(c: PageContext, parts: PageParts, content: PageContent): Response | Promise<Response> {
  const { title, titleLanguage, section, main, status = 200, scripts = [] } = content;
  // What answers a form has the form's address, where there is no page to ask for again.
  const { isLive = status === 200 } = content;
  // A page that only asks what changed must not use up what another one of the browser is about to say.
  const left = c.req.header('x-tamizdat-renewal') === undefined ? takeSaid(c) : null;
  const html = (
    <Shell
      title={title}
      titleLanguage={titleLanguage}
      newsroom={newsroomTitle(parts)}
      viewer={c.get('viewer') ?? null}
      section={section}
      sections={parts.sections}
      account={parts.account}
      said={content.said ?? left}
      style={parts.files.style}
      scripts={['pages', ...scripts].map((name) => parts.files.script(name))}
      isLive={isLive}
      now={parts.now()}
    >
      {main}
    </Shell>
  );
  return c.html(`<!doctype html>\n${html}`, status, { 'cache-control': 'no-store' });
}

/** A page that only says why there is no other. */
export function drawNotice(
  c: PageContext,
  parts: PageParts,
  notice: { readonly title: string; readonly text: string; readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 503 },
): Response | Promise<Response> {
  const { title, text, status } = notice;
  return drawPage(c, parts, { title, section: null, main: <p class="lead">{text}</p>, status, isLive: false });
}

/** Lets only those on who may do something; tells the others on a page. */
export function needs(parts: PageParts, permission: Permission): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    if (c.get('viewer').may(permission)) {
      await next();
      return;
    }
    return drawNotice(c, parts, {
      title: 'Not yours to do',
      text: `Your role is “${c.get('viewer').role}”, and that takes “${permission}”. Ask whoever looks after people here.`,
      status: 403,
    });
  };
}

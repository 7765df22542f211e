import type { Child } from 'hono/jsx';
import { directionOf } from '../../article/index.ts';
import type { Viewer } from '../parts.ts';
import { Navigation, type SectionPath } from './navigation.tsx';

/** What stands above `<main>`. */
export interface Said {
  readonly tone: 'done' | 'refused';
  /** One or two sentences. */
  readonly text: string;
}

/** What the shell is drawn from. */
export interface ShellProps {
  /** Of the page: its `<h1>`, and in front of the newsroom's name in the browser's tab. */
  readonly title: string;
  /** Language of the title where it is not English: a headline. */
  readonly titleLanguage?: string | undefined;
  readonly newsroom: { readonly text: string; readonly language: string };
  /** Null for a stranger, who is shown no section. */
  readonly viewer: Viewer | null;
  /** Null for a page that is in no section. */
  readonly section: SectionPath | null;
  /** Paths that have pages. */
  readonly sections: ReadonlySet<string>;
  /** Where one ends the session; null where there are none. */
  readonly account: { readonly own: string; readonly signOut: string } | null;
  readonly said: Said | null;
  readonly style: string;
  readonly scripts: readonly string[];
  /** Whether the page takes in what changed while it is open. */
  readonly isLive: boolean;
  /** When it is drawn: ages are told by this clock. */
  readonly now: Date;
  readonly children?: Child;
}

/** The line on top of every page: whose console it is, what there is, and who looks. */
export function Bar(props: Pick<ShellProps, 'newsroom' | 'viewer' | 'section' | 'sections' | 'account'>) {
  const { newsroom, viewer, section, sections, account } = props;
  return (
    <div class="bar">
      <p class="nameplate">
        <a href="/" lang={newsroom.language}>
          {newsroom.text}
        </a>
      </p>
      {viewer !== null && <Navigation viewer={viewer} present={section} paths={sections} />}
      {viewer === null ? null : account === null ? (
        <p class="viewer">{viewer.name}</p>
      ) : (
        <form class="viewer" method="post" action={account.signOut}>
          <a href={account.own}>{viewer.name}</a> <button type="submit">Sign out</button>
        </form>
      )}
    </div>
  );
}

/** A page of the console: everything around its `<main>`. */
export function Shell(props: ShellProps) {
  const { title, titleLanguage, newsroom, said, style, scripts, isLive, now, children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${newsroom.text}`}</title>
        <link rel="stylesheet" href={style} />
        {scripts.map((address) => (
          <script type="module" src={address} />
        ))}
      </head>
      <body class="desk">
        <a class="skip" href="#main">
          Skip to the page
        </a>
        <header>
          <Bar {...props} />
        </header>
        <main id="main" tabindex={-1} data-now={now.toISOString()} data-live={isLive ? '' : undefined}>
          <h1 lang={titleLanguage} dir={titleLanguage === undefined ? undefined : directionOf(titleLanguage)}>
            {title}
          </h1>
          {said !== null && (
            <p id="said" class={`said ${said.tone}`} role={said.tone === 'done' ? 'status' : 'alert'}>
              {said.text}
            </p>
          )}
          {children}
        </main>
        <footer>
          <p id="connection" role="status" />
        </footer>
      </body>
    </html>
  );
}

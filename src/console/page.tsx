import type { Child } from 'hono/jsx';
import { formatFingerprint } from '../proof/index.ts';
import { Carriers, OwnSite } from './carriers.tsx';
import { Editions } from './editions.tsx';
import { Journey } from './journey.tsx';
import type { PageFiles } from './parts.ts';
import type { Snapshot } from './snapshot.ts';
import { Sources } from './sources.tsx';
import type { Seen } from './view.ts';
import { Way } from './way.tsx';
import { dateInWords, titleIn } from './words.ts';

/** Seconds after which a page without script asks for itself again. */
const RENEW_SECONDS = 10;

/** The part of the page that changes: what the live stream sends. */
function Main({ snapshot }: { snapshot: Snapshot }) {
  return (
    <main id="main" data-now={snapshot.now.toISOString()}>
      <Way snapshot={snapshot} />
      <div class="columns">
        <div class="column">
          <Carriers snapshot={snapshot} />
          <OwnSite snapshot={snapshot} />
          <Editions snapshot={snapshot} />
        </div>
        <Journey snapshot={snapshot} />
      </div>
      <Sources snapshot={snapshot} />
    </main>
  );
}

function Masthead({ snapshot: { overview, places, now }, bar }: { snapshot: Snapshot; bar: Child }) {
  const title = titleIn(overview.title, overview.languages, overview.newsroom);
  return (
    <header>
      {bar}
      <p class="folio">
        <span>Tamizdat</span>
        <span>
          <time datetime={now.toISOString().slice(0, 10)}>{dateInWords(now)}</time>
        </span>
      </p>
      <h1 lang={title.language}>{title.text}</h1>
      <p class="what">
        Tamizdat carries a blocked newsroom’s reporting to its readers: through places that are not blocked, and so that
        everyone can check that it is genuine.
        {places !== null && ' This is a demonstration: the newsroom is invented, and the censor is you.'}
      </p>
      <nav class="contents" aria-label="On this page">
        <a href="#carriers">Carriers</a>
        {places !== null && <a href="#own-site">Site</a>}
        <a href="#editions">Editions</a>
        <a href="#journey">Journey</a>
        <a href="#sources">Sources</a>
      </nav>
    </header>
  );
}

function Page({ seen, files, bar }: { seen: Seen; files: PageFiles; bar: Child }) {
  const { snapshot, news } = seen;
  const title = titleIn(snapshot.overview.title, snapshot.overview.languages, snapshot.overview.newsroom);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title.text}: console`}</title>
        <link rel="stylesheet" href={files.style} />
        <script type="module" src={files.script('live')} />
        <noscript>
          <meta http-equiv="refresh" content={String(RENEW_SECONDS)} />
        </noscript>
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the news of the moment
        </a>
        <Masthead snapshot={snapshot} bar={bar} />
        <aside class="ticker" aria-label="Latest">
          <p id="news" role="status">
            {news}
          </p>
          <p id="connection">
            <noscript>Renewed every {RENEW_SECONDS} seconds</noscript>
          </p>
        </aside>
        <Main snapshot={snapshot} />
        <footer>
          <p>Everything {snapshot.overview.newsroom} signs leads back to this key. Readers compare it:</p>
          <p class="fingerprint">
            <code>{formatFingerprint(snapshot.overview.fingerprint)}</code>
          </p>
        </footer>
      </body>
    </html>
  );
}

/** The first page, whole, with what leads to the others on top. */
export function drawPage(seen: Seen, files: PageFiles, bar: Child = null): string {
  return `<!doctype html>\n${<Page seen={seen} files={files} bar={bar} />}`;
}

/** The `<main>` of the first page alone. */
export function drawMain(snapshot: Snapshot): string {
  return String(<Main snapshot={snapshot} />);
}

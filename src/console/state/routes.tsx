import { adviseOnKeys, listNewsroomKeys, type Overview } from '../../newsroom/index.ts';
import { addCarrierPages } from '../carriers/routes.tsx';
import type { ConsoleApp, PageParts } from '../parts.ts';
import { drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { EditionsPage, parseEditionNumber } from './editions-page.tsx';
import { JobsPage } from './jobs-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { auditQuery, LogPage, parseLogQuery } from './log-page.tsx';
import { readPageSizes } from './page-sizes.ts';
import { openPace } from './throughput.ts';

/** Editions on one page, and in its picture. */
const EDITIONS = 40;
/** Lines on one page of the log. */
const LINES = 100;

/** Adds the pages that show how things stand: carriers, editions, keys, jobs and the log. */
export function addStatePages(app: ConsoleApp, parts: PageParts): void {
  const { editing, now, places, jobs } = parts;
  const read = needs(parts, 'read');
  const pace = openPace(editing, now);

  addCarrierPages(app, parts);

  app.get('/editions', read, async (c) => {
    const overview = await parts.overview();
    const before = parseEditionNumber(c.req.query('before'));
    const page = await editionsOf(overview, before);
    // What pages weigh is about the newest ones, so it stands beside the newest editions.
    const sizes = places === undefined || before !== null ? null : await readPageSizes(overview, places);
    return drawPage(c, parts, {
      title: 'Editions',
      section: '/editions',
      main: <EditionsPage overview={overview} {...page} sizes={sizes} now={now()} />,
    });
  });

  /** One page of the editions; one more than is shown tells whether there is another. */
  async function editionsOf(overview: Overview, before: number | null) {
    const known = await parts.editions?.({ ...(before !== null && { before }), limit: EDITIONS + 1 });
    const all = known ?? overview.editions.filter(({ number }) => before === null || number < before);
    const editions = all.slice(0, EDITIONS);
    return { editions, before, next: all.length > EDITIONS ? (editions.at(-1)?.number ?? null) : null };
  }

  app.get('/keys', read, async (c) => {
    if (places === undefined) {
      const main = (
        <p class="nothing">The keys lie with the process that publishes: look there with “tamizdat keys”.</p>
      );
      return drawPage(c, parts, { title: 'Keys', section: '/keys', main });
    }
    const listing = await listNewsroomKeys(places.folder);
    // Where the folder lies is for those who work at the machine.
    const shown = c.get('viewer').may('manage-settings') ? places.folder : '<folder>';
    return drawPage(c, parts, {
      title: 'Keys',
      section: '/keys',
      main: <KeysPage listing={listing} advice={adviseOnKeys(listing, shown, now())} now={now()} />,
    });
  });

  app.get('/jobs', read, async (c) => {
    const [steps = null, queues = null, failed = [], { days, ages }] = await Promise.all([
      parts.steps?.(),
      jobs?.overview(),
      jobs?.failed(),
      pace(),
    ]);
    const mayRetry = c.get('viewer').may('manage-jobs');
    return drawPage(c, parts, {
      title: 'Jobs',
      section: '/jobs',
      main: (
        <JobsPage
          steps={steps}
          queues={queues}
          failed={failed}
          days={days}
          ages={ages}
          mayRetry={mayRetry}
          now={now()}
        />
      ),
    });
  });
  app.post('/jobs/again', needs(parts, 'manage-jobs'), async (c) => {
    const id = (await c.req.formData()).get('job');
    const isFound = jobs !== undefined && typeof id === 'string' && (await jobs.retry(id));
    parts.changes.tell();
    return isFound
      ? seeOther(c, '/jobs', 'It is tried again.')
      : seeOther(c, '/jobs', 'That job is there no more: somebody else tried it again, or it is done.', 'refused');
  });

  app.get('/log', read, async (c) => {
    const query = parseLogQuery(new URL(c.req.url).search);
    // One more than is shown tells whether there is another page.
    const entries = await editing.audit(auditQuery(query, LINES + 1));
    const shown = entries.slice(0, LINES);
    const next = entries.length > LINES ? (shown.at(-1)?.id ?? null) : null;
    return drawPage(c, parts, {
      title: 'Log',
      section: '/log',
      main: <LogPage entries={shown} query={query} next={next} now={now()} />,
    });
  });
}

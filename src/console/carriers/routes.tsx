import { TamizdatError } from '../../errors/index.ts';
import type { CarrierOverview, CarrierStanding } from '../../newsroom/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { formFields } from '../sign-in/form-fields.ts';
import { CarriersPage } from '../state/carriers-page.tsx';
import { AddPage } from './add-page.tsx';
import { misplacedSecrets, parseKind, typedValues } from './carrier-form.ts';
import { FindingsPage } from './findings-page.tsx';

/** A browser waits no longer than this for what a test finds. */
const TEST_MS = 90_000;

type CarriersDesk = NonNullable<PageParts['carriers']>;

const ELSEWHERE = 'Publishing is done by another process: change the carriers there.';

/**
 * The carriers, for everybody to see and for operators to drive.
 *
 * | path | what |
 * | --- | --- |
 * | `GET /carriers` | how they stand |
 * | `POST /carriers/again` | all are looked at now |
 * | `POST /carriers/<name>/again`, `…/pause`, `…/resume` | one is tried now, held back, let go |
 * | `POST /carriers/<name>/test` | → what was found |
 * | `GET /carriers/add?kind=…`, `POST /carriers/add` | a form by kind; secrets by reference |
 * | `POST /carriers/<name>/remove` | `typed`: its name once more |
 */
export function addCarrierPages(app: ConsoleApp, parts: PageParts): void {
  const { carriers: desk, wake, now } = parts;
  const drives = needs(parts, 'manage-jobs');
  const changes = needs(parts, 'manage-settings');

  app.get('/carriers', needs(parts, 'read'), async (c) => {
    const overview = await parts.overview();
    const viewer = c.get('viewer');
    const standings = (await desk?.standings()) ?? overview.carriers.map(standingOf);
    return drawPage(c, parts, {
      title: 'Carriers',
      section: '/carriers',
      main: (
        <CarriersPage
          carriers={standings}
          newestAt={overview.editions[0]?.time}
          rights={{
            mayDrive: desk !== undefined && viewer.may('manage-jobs'),
            mayChange: (desk?.changes ?? null) !== null && viewer.may('manage-settings'),
          }}
          mayRetry={wake !== undefined && viewer.may('manage-jobs')}
          now={now()}
        />
      ),
    });
  });
  app.post('/carriers/again', drives, async (c) => {
    if (wake === undefined) {
      return seeOther(c, '/carriers', 'Publishing is done by another process, at its own pace.', 'refused');
    }
    await wake();
    return seeOther(c, '/carriers', 'The next round begins now.');
  });
  app.get('/carriers/add', changes, (c) =>
    (desk?.changes ?? null) === null
      ? seeOther(c, '/carriers', ELSEWHERE, 'refused')
      : drawAdd(c, parts, c.req.query('kind')),
  );
  app.post('/carriers/add', changes, async (c) => {
    const typed = await formFields(c);
    const values = typedValues(parseKind(typed.kind), typed);
    const to = desk?.changes ?? null;
    if (to === null) return seeOther(c, '/carriers', ELSEWHERE, 'refused');
    const misplaced = misplacedSecrets(values);
    if (misplaced.length > 0) return drawAdd(c, parts, typed.kind, typed, misplaced);
    return refusing(
      async () => {
        await to.addCarrier(values);
        return seeOther(c, '/carriers', `${values.name} was added, and is carried to now.`);
      },
      (faults) => drawAdd(c, parts, typed.kind, typed, faults),
    );
  });
  const act = (name: string, work: (desk: CarriersDesk, of: string, c: PageContext) => Promise<Response>) =>
    app.post(`/carriers/:name/${name}`, drives, (c) => {
      if (desk === undefined) return seeOther(c, '/carriers', ELSEWHERE, 'refused');
      return refusing(() => work(desk, c.req.param('name'), c), refusedAt(c));
    });
  act('again', async (desk, name, c) => {
    await desk.again(name);
    return seeOther(c, '/carriers', `${name} is tried now.`);
  });
  act('pause', async (desk, name, c) => {
    await desk.hold(name, true);
    return seeOther(c, '/carriers', `${name} is left alone until you resume it.`);
  });
  act('resume', async (desk, name, c) => {
    await desk.hold(name, false);
    return seeOther(c, '/carriers', `${name} is carried to again.`);
  });
  act('test', async (desk, name, c) => {
    const checks = await desk.test(name, AbortSignal.timeout(TEST_MS));
    const main = <FindingsPage name={name} checks={checks} />;
    return drawPage(c, parts, { title: `Test of ${name}`, section: '/carriers', isLive: false, main });
  });
  app.post('/carriers/:name/remove', changes, async (c) => {
    const name = c.req.param('name');
    const from = desk?.changes ?? null;
    if (from === null) return seeOther(c, '/carriers', ELSEWHERE, 'refused');
    if ((await formFields(c)).typed?.trim() !== name) {
      return seeOther(c, '/carriers', `Nothing was removed: that is not the name of ${name}.`, 'refused');
    }
    return refusing(async () => {
      await from.removeCarrier(name);
      return seeOther(c, '/carriers', `${name} is a carrier no more. What lies there stays.`);
    }, refusedAt(c));
  });
}

const refusedAt = (c: PageContext) => (faults: readonly string[]) =>
  seeOther(c, '/carriers', faults.join(' '), 'refused');

function drawAdd(
  c: PageContext,
  parts: PageParts,
  kind: string | undefined,
  typed: Readonly<Record<string, string>> = {},
  faults: readonly string[] = [],
): Response | Promise<Response> {
  return drawPage(c, parts, {
    title: 'Add a carrier',
    section: '/carriers',
    isLive: false,
    ...(faults.length === 0 ? {} : { status: 422 as const }),
    main: <AddPage kind={parseKind(kind)} typed={typed} faults={faults} />,
  });
}

/** What our own rooms refuse is told where it was asked for; everything else is a fault of ours. */
async function refusing(
  work: () => Promise<Response>,
  refuse: (faults: readonly string[]) => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return refuse(['That took too long: the carrier does not answer. Nothing was changed.']);
    }
    if (!(error instanceof TamizdatError)) throw error;
    return refuse([...error.message.split('\n'), ...(error.hint === undefined ? [] : [error.hint])]);
  }
}

/** Where this process knows no more than the journey shows. */
function standingOf({ name, group, address, holds, behind, failure }: CarrierOverview): CarrierStanding {
  return {
    name,
    group,
    address,
    holds,
    behind,
    failure,
    kind: 'directory',
    place: '',
    triedAt: null,
    completeAt: null,
    wholeAt: null,
    publicly: null,
    hint: null,
    failures: failure === null ? 0 : 1,
    nextTryAt: null,
    progress: null,
    isStopped: false,
  };
}

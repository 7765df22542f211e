import { counted } from '../../errors/index.ts';
import type { CarrierProgress, CarrierStanding } from '../../newsroom/index.ts';
import { spanInWords } from '../ago.ts';
import { Address } from '../links.tsx';
import { Ago, FullMoment } from '../times.tsx';

/** What the page says of who may do what: null where this process cannot. */
export interface CarrierRights {
  /** Try again, hold back, test. */
  readonly mayDrive: boolean;
  /** Add and remove. */
  readonly mayChange: boolean;
}

const KIND_WORDS: Readonly<Record<CarrierStanding['kind'], string>> = {
  directory: 'folder',
  s3: 'bucket',
  sftp: 'SFTP',
  webdav: 'WebDAV',
  git: 'git',
};

/** Progress that was told longer ago is that of a process that died. */
const STALE_MS = 60_000;

function Lag({ carrier, newestAt }: { carrier: CarrierStanding; newestAt: Date | undefined }) {
  const { holds, behind, failure, publicly } = carrier;
  if (holds === null || behind === null) return <strong class="mark blocked">nothing whole, as far as is known</strong>;
  // The newest edition may be there and what was withdrawn with it still be given out.
  if (behind === 0 && (failure !== null || (publicly?.faults.length ?? 0) > 0))
    return <strong class="mark hindered">the newest, but not all is right</strong>;
  if (behind === 0) return <span class="mark passes">up to date</span>;
  const lag = newestAt === undefined ? '' : ` (${spanInWords(newestAt.getTime() - holds.time.getTime())})`;
  return (
    <strong class="mark hindered">
      {counted(behind, 'edition')} behind{lag}
    </strong>
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

/** How far a turn is, while it is under way. */
function Progress({ of, name }: { of: CarrierProgress; name: string }) {
  const { doneFiles, totalFiles, doneBytes, totalBytes, bytesPerSecond, remainingMs } = of;
  const rate = bytesPerSecond === null ? '' : `, ${megabytes(bytesPerSecond)} MB/s`;
  const left = remainingMs === null || doneFiles === totalFiles ? '' : `, ${spanInWords(remainingMs)} left`;
  return (
    <p class="carrying">
      <label for={`progress-${name}`}>
        {doneFiles} of {counted(totalFiles, 'file')}, {megabytes(doneBytes)} of {megabytes(totalBytes)} MB{rate}
        {left}
      </label>
      <progress id={`progress-${name}`} value={doneFiles} max={Math.max(1, totalFiles)} />
    </p>
  );
}

/** When it was read back, by the protocol it is carried by and as readers see it. */
function ReadBack({ carrier, now }: { carrier: CarrierStanding; now: Date }) {
  const { completeAt, publicly } = carrier;
  return (
    <>
      <p>
        Read back:{' '}
        {completeAt === null ? (
          'never, as far as is known'
        ) : (
          <>
            <FullMoment at={completeAt} />, <Ago at={completeAt} now={now} />
          </>
        )}
        .
      </p>
      {publicly !== null && (
        <p>
          What readers get: {counted(publicly.confirmed, 'file')} as they should be
          {publicly.pending > 0 && `, ${publicly.pending} not shown yet`}, <Ago at={publicly.checkedAt} now={now} />.
        </p>
      )}
      {publicly !== null && publicly.faults.length > 0 && (
        <ul class="failure">
          {publicly.faults.map((fault) => (
            <li>
              <strong class="mark blocked">readers get something else</strong> {fault}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Failure({ carrier, now }: { carrier: CarrierStanding; now: Date }) {
  const { failure, hint, failures, nextTryAt } = carrier;
  if (failure === null) return null;
  return (
    <p class="failure">
      <strong class="mark blocked">copying failed</strong> {failure}
      {hint !== null && <span class="aside">: {hint}.</span>}
      {failures > 1 && <span class="aside"> Tried {counted(failures, 'time')}.</span>}
      {nextTryAt !== null && nextTryAt > now && (
        <span class="aside"> Tried again in {spanInWords(nextTryAt.getTime() - now.getTime())}.</span>
      )}
    </p>
  );
}

function Act({ carrier, act, children }: { carrier: CarrierStanding; act: string; children: string }) {
  return (
    <form method="post" action={`/carriers/${carrier.name}/${act}`}>
      <button type="submit" id={`${act}-${carrier.name}`}>
        {children}
        <span class="unseen"> {carrier.name}</span>
      </button>
    </form>
  );
}

function Removal({ carrier }: { carrier: CarrierStanding }) {
  const { name } = carrier;
  return (
    <details id={`removal-${name}`}>
      <summary>
        Remove<span class="unseen"> {name}</span>
      </summary>
      <form class="account" method="post" action={`/carriers/${name}/remove`}>
        <p class="aside">
          What lies there stays, and is not corrected or withdrawn any more. To take it away from readers too, stop the
          newsroom and use “tamizdat carrier remove --files”.
        </p>
        <label>
          <span>
            Type <b>{name}</b> to remove it
          </span>
          <input name="typed" autocomplete="off" autocapitalize="off" spellcheck={false} required />
        </label>
        <button type="submit">Remove it</button>
      </form>
    </details>
  );
}

function Card(props: { carrier: CarrierStanding; newestAt: Date | undefined; rights: CarrierRights; now: Date }) {
  const { carrier, newestAt, rights, now } = props;
  const { name, group, kind, place, address, holds, progress, isStopped } = carrier;
  const isCarrying = progress !== null && now.getTime() - progress.at.getTime() < STALE_MS;
  return (
    <li class="carrier" id={`carrier-${name}`}>
      <div class="top">
        <h2>{name}</h2> <span class="group">{group}</span> {isStopped && <strong class="mark hindered">paused</strong>}
      </div>
      <p class="holding">
        {holds !== null && (
          <span>
            holds <b>edition {holds.number}</b> of <FullMoment at={holds.time} />
          </span>
        )}{' '}
        <Lag carrier={carrier} newestAt={newestAt} />
      </p>
      {isStopped && <p class="aside">Until it is resumed, nothing is corrected or withdrawn there.</p>}
      {isCarrying && <Progress of={progress} name={name} />}
      <Failure carrier={carrier} now={now} />
      <ReadBack carrier={carrier} now={now} />
      <p class="where">{address === null ? 'no public address' : <Address of={address} />}</p>
      <p class="where">
        {KIND_WORDS[kind]} <span class="address">{place}</span>
      </p>
      {rights.mayDrive && (
        <div class="acts">
          <Act carrier={carrier} act="again">
            Carry now
          </Act>
          <Act carrier={carrier} act="test">
            Test
          </Act>
          <Act carrier={carrier} act={isStopped ? 'resume' : 'pause'}>
            {isStopped ? 'Resume' : 'Pause'}
          </Act>
        </div>
      )}
      {rights.mayChange && <Removal carrier={carrier} />}
    </li>
  );
}

/** The places that hold copies: what each holds, how far it lags, when it was read back, what went wrong. */
export function CarriersPage(props: {
  readonly carriers: readonly CarrierStanding[];
  /** When the newest edition was made. */
  readonly newestAt: Date | undefined;
  readonly rights: CarrierRights;
  readonly mayRetry: boolean;
  readonly now: Date;
}) {
  const { carriers, newestAt, rights, mayRetry, now } = props;
  const current = carriers.filter(({ behind }) => behind === 0).length;
  return (
    <>
      {carriers.length === 0 ? (
        <p class="nothing">There are no carriers: nobody can read what is published. Add some to the settings.</p>
      ) : (
        <p class="lead">
          {current} of {counted(carriers.length, 'carrier')} {current === 1 ? 'holds' : 'hold'} the current edition.
        </p>
      )}
      <div class="acts">
        {mayRetry && carriers.length > 0 && (
          <form method="post" action="/carriers/again" class="act">
            <button type="submit">Carry again now</button>
          </form>
        )}
        {rights.mayChange && (
          <p>
            <a href="/carriers/add">Add a carrier</a>
          </p>
        )}
      </div>
      <ul class="carrier-cards">
        {carriers.map((carrier) => (
          <Card carrier={carrier} newestAt={newestAt} rights={rights} now={now} />
        ))}
      </ul>
    </>
  );
}

import { counted } from '../../errors/index.ts';
import type { CarrierOverview, Overview, StepOverview } from '../../newsroom/index.ts';
import { spanInWords } from '../ago.ts';
import { Address } from '../links.tsx';
import { Ago, FullMoment } from '../times.tsx';

function Lag({ carrier, overview }: { carrier: CarrierOverview; overview: Overview }) {
  const { holds, behind } = carrier;
  const [newest] = overview.editions;
  if (holds === null || behind === null) return <strong class="mark blocked">nothing whole, as far as is known</strong>;
  if (behind === 0) return <span class="mark passes">up to date</span>;
  const lag = newest === undefined ? '' : ` (${spanInWords(newest.time.getTime() - holds.time.getTime())})`;
  return (
    <strong class="mark hindered">
      {counted(behind, 'edition')} behind{lag}
    </strong>
  );
}

/** When everything was last carried and read back, and why not. */
function Carrying({ step, now }: { step: StepOverview | undefined; now: Date }) {
  if (step === undefined) return <p class="nothing">Nothing was carried yet.</p>;
  return (
    <>
      <p>
        Last carried and read back:{' '}
        {step.doneAt === null ? (
          'never'
        ) : (
          <>
            <FullMoment at={step.doneAt} />, <Ago at={step.doneAt} now={now} />
          </>
        )}
        .
      </p>
      {step.failure !== null && (
        <p class="failure">
          <strong class="mark blocked">not carried</strong> {step.failure} (tried {counted(step.failures, 'time')}, last{' '}
          <Ago at={step.triedAt} now={now} />)
        </p>
      )}
    </>
  );
}

/** The places that hold copies: what each holds, how far it lags, what went wrong. */
export function CarriersPage(props: {
  readonly overview: Overview;
  /** Absent where it is not known how carrying goes. */
  readonly step: StepOverview | undefined;
  readonly mayRetry: boolean;
  readonly now: Date;
}) {
  const { overview, step, mayRetry, now } = props;
  const { carriers } = overview;
  const current = carriers.filter(({ behind }) => behind === 0).length;
  if (carriers.length === 0) {
    return <p class="nothing">There are no carriers: nobody can read what is published. Add some to the settings.</p>;
  }
  return (
    <>
      <p class="lead">
        {current} of {counted(carriers.length, 'carrier')} {current === 1 ? 'holds' : 'hold'} the current edition.
      </p>
      <Carrying step={step} now={now} />
      {mayRetry && (
        <form method="post" action="/carriers/again" class="act">
          <button type="submit">Carry again now</button>
        </form>
      )}
      <ul class="carrier-cards">
        {carriers.map((carrier) => (
          <li class="carrier" id={`carrier-${carrier.name}`}>
            <div class="top">
              <h2>{carrier.name}</h2> <span class="group">{carrier.group}</span>
            </div>
            <p class="holding">
              {carrier.holds !== null && (
                <span>
                  holds <b>edition {carrier.holds.number}</b> of <FullMoment at={carrier.holds.time} />
                </span>
              )}{' '}
              <Lag carrier={carrier} overview={overview} />
            </p>
            {carrier.failure !== null && (
              <p class="failure">
                <strong class="mark blocked">copying failed</strong> {carrier.failure}
              </p>
            )}
            <p class="where">{carrier.address === null ? 'no public address' : <Address of={carrier.address} />}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

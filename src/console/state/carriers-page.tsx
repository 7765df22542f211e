import { counted } from '../../errors/index.ts';
import type { CarrierOverview, Overview } from '../../newsroom/index.ts';
import { spanInWords } from '../ago.ts';
import { Address } from '../links.tsx';
import { FullMoment } from '../times.tsx';

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

/** The places that hold copies: what each holds, how far it lags, what went wrong. */
export function CarriersPage(props: { readonly overview: Overview; readonly mayRetry: boolean }) {
  const { overview, mayRetry } = props;
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

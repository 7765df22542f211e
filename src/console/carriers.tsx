import { counted } from '../errors/index.ts';
import type { CarrierOverview } from '../newsroom/index.ts';
import { BLOCKING_CHOICES, CARRIER_CHOICES, effectOf, SITE_CHOICES } from './actions.ts';
import { spanInWords } from './ago.ts';
import { CensorButtons, Met } from './censor-buttons.tsx';
import { Address } from './links.tsx';
import { placeOfCarrier, placeOfSite, type Snapshot } from './snapshot.ts';
import { Ago, Moment } from './times.tsx';

/** How far a carrier's copy lies behind the newest edition, in editions and time. */
function Lag({ carrier, snapshot }: { carrier: CarrierOverview; snapshot: Snapshot }) {
  const newest = snapshot.overview.editions[0];
  if (carrier.holds === null || carrier.behind === null || newest === undefined) return null;
  if (carrier.behind === 0) {
    return carrier.failure === null ? (
      <span class="mark passes">up to date</span>
    ) : (
      <strong class="mark hindered">the newest, but not all is right</strong>
    );
  }
  const lagMs = newest.time.getTime() - carrier.holds.time.getTime();
  return (
    <strong class="mark hindered">
      {counted(carrier.behind, 'edition')} ({spanInWords(lagMs)}) behind
    </strong>
  );
}

function Holding({ carrier, snapshot }: { carrier: CarrierOverview; snapshot: Snapshot }) {
  const { holds } = carrier;
  return (
    <p class="holding">
      {holds === null ? (
        <span>holds no whole edition, as far as is known</span>
      ) : (
        <span>
          holds <b>edition {holds.number}</b>, <Moment at={holds.time} now={snapshot.now} /> (
          <Ago at={holds.time} now={snapshot.now} />)
        </span>
      )}{' '}
      <Lag carrier={carrier} snapshot={snapshot} />
    </p>
  );
}

function Carrier({ carrier, snapshot }: { carrier: CarrierOverview; snapshot: Snapshot }) {
  const place = placeOfCarrier(snapshot, carrier.name);
  const address = place?.address ?? carrier.address;
  return (
    <li id={`carrier-${carrier.name}`} class="carrier">
      <div class="top">
        <h3>{carrier.name}</h3> <span class="group">{carrier.group}</span> {place !== null && <Met place={place} />}
      </div>
      <Holding carrier={carrier} snapshot={snapshot} />
      {carrier.failure !== null && (
        <p class="failure">
          <strong class="mark blocked">copying failed</strong> {carrier.failure}
        </p>
      )}
      {address !== null && (
        <p class="where">
          <Address of={address} />
        </p>
      )}
      {place !== null && <CensorButtons place={place} title={carrier.name} choices={CARRIER_CHOICES} />}
    </li>
  );
}

/** Everything at once: open, or all but one. */
function Presets({ carriers }: { carriers: readonly CarrierOverview[] }) {
  return (
    <div class="presets">
      <form method="post" action="/censor">
        <button type="submit" name="action" value="open" id="preset-open">
          Open all
        </button>
      </form>
      <form method="post" action="/censor">
        <fieldset class="choices">
          <legend class="unseen">Block all carriers, or all but one</legend>
          <label for="preset-except">Block all but</label>
          <select name="except" id="preset-except">
            {carriers.map(({ name }) => (
              <option value={name}>{name}</option>
            ))}
            <option value="">none</option>
          </select>
          {BLOCKING_CHOICES.map(({ kind, label }) => (
            <button type="submit" name="action" value={kind} id={`preset-${kind}`}>
              {label}
            </button>
          ))}
        </fieldset>
      </form>
    </div>
  );
}

/** The places that hold copies: what each holds, and what the censor does to it. */
export function Carriers({ snapshot }: { snapshot: Snapshot }) {
  const { carriers } = snapshot.overview;
  const hasBench = snapshot.places !== null;
  return (
    <section id="carriers" aria-labelledby="carriers-title">
      <h2 id="carriers-title">Carriers</h2>
      {carriers.length === 0 ? (
        <p class="nothing">There are no carriers: nobody can read what is published. Add some to the settings.</p>
      ) : (
        <p class="lead">
          {hasBench
            ? 'Places that hold copies. You are the censor: choose what readers in the country meet there, then look how the reader app gets by.'
            : 'Places that hold copies, and what each was last known to hold.'}
        </p>
      )}
      {hasBench && carriers.length > 1 && <Presets carriers={carriers} />}
      <ul class="carrier-list">
        {carriers.map((carrier) => (
          <Carrier carrier={carrier} snapshot={snapshot} />
        ))}
      </ul>
    </section>
  );
}

/** The newsroom's own site inside the country; nothing where there is no censor to move. */
export function OwnSite({ snapshot }: { snapshot: Snapshot }) {
  const place = placeOfSite(snapshot);
  if (place === null) return null;
  return (
    <section id="own-site" aria-labelledby="own-site-title">
      <h2 id="own-site-title">The newsroom’s site</h2>
      <div class="carrier">
        <div class="top">
          <h3>{snapshot.overview.newsroom}</h3>
          <Met place={place} />
        </div>
        <p class="holding">
          {effectOf(place.action) === 'passes'
            ? 'Readers in the country can open the site itself at the moment.'
            : 'Why all this is needed: readers in the country cannot open the site itself.'}
        </p>
        <p class="where">
          <Address of={place.address} />
        </p>
        <CensorButtons place={place} title="the newsroom’s site" choices={SITE_CHOICES} />
      </div>
    </section>
  );
}

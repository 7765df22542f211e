import { counted } from '../errors/index.ts';
import { effectOf } from './actions.ts';
import { EffectMark } from './censor-buttons.tsx';
import { LinkOut } from './links.tsx';
import { editionInWords } from './news.ts';
import { placeOfCarrier, placeOfSite, type Snapshot } from './snapshot.ts';
import { Ago, Moment } from './times.tsx';
import { countedInWords } from './words.ts';

/** How many carriers a reader in the country gets honest copies from, waits for, and cannot use. */
function Passage({ snapshot }: { snapshot: Snapshot }) {
  const { carriers } = snapshot.overview;
  const effects = carriers.flatMap(({ name }) => {
    const place = placeOfCarrier(snapshot, name);
    return place === null ? [] : [effectOf(place.action)];
  });
  const count = (effect: (typeof effects)[number]) => effects.filter((each) => each === effect).length;
  const parts = [
    `${count('passes')} open`,
    ...(count('blocked') > 0 ? [`${count('blocked')} blocked`] : []),
    ...(count('hindered') > 0 ? [`${count('hindered')} slowed`] : []),
    ...(count('deceives') > 0 ? [`${count('deceives')} not to be believed`] : []),
  ];
  return <strong>{parts.join(', ')}</strong>;
}

function Newsroom({ snapshot }: { snapshot: Snapshot }) {
  const { overview, links } = snapshot;
  const site = placeOfSite(snapshot);
  const failing = overview.sources.filter(({ failure }) => failure !== null).length;
  return (
    <li>
      <h3>The newsroom</h3>
      {site === null ? (
        <p>
          publishes at <b>{overview.newsroom}</b>. Read there: {counted(overview.sources.length, 'source')}
          {failing > 0 && (
            <>
              , <strong>{failing} failing</strong>
            </>
          )}
          .
        </p>
      ) : (
        <p>
          publishes on its own site. From inside the country: <EffectMark place={site} />
        </p>
      )}
      <p class="leads">
        {links.site !== undefined && <LinkOut to={links.site}>The site, as its editors see it</LinkOut>}
        {links.control !== undefined && <LinkOut to={links.control}>Publish, correct or withdraw something</LinkOut>}
      </p>
    </li>
  );
}

function NewestEdition({ snapshot: { overview, now } }: { snapshot: Snapshot }) {
  const [newest] = overview.editions;
  return (
    <li>
      <h3>An edition</h3>
      {newest === undefined ? (
        <p>None is out yet: the first follows when articles have come in.</p>
      ) : (
        <p>
          Everything current, signed under one number. Now: <strong>edition {newest.number}</strong>,{' '}
          <Moment at={newest.time} now={now} /> (<Ago at={newest.time} now={now} />
          ), {editionInWords(newest)}.
        </p>
      )}
      <p class="leads">
        <a href="#journey">See what is in it</a>
      </p>
    </li>
  );
}

function Carriers({ snapshot }: { snapshot: Snapshot }) {
  const { carriers } = snapshot.overview;
  const count = countedInWords(carriers.length, 'carrier');
  const newest = snapshot.overview.editions[0]?.number;
  const upToDate = carriers.filter(({ holds }) => holds !== null && holds.number === newest).length;
  return (
    <li>
      <h3>{count[0]?.toUpperCase() + count.slice(1)}</h3>
      {carriers.length === 0 ? (
        <p>yet: without one, nobody can read what is published.</p>
      ) : snapshot.places === null ? (
        <p>
          {carriers.length === 1 ? 'holds' : 'hold'} copies of it. With the newest:{' '}
          <strong>
            {upToDate} of {carriers.length}
          </strong>
        </p>
      ) : (
        <p>
          {carriers.length === 1 ? 'holds' : 'hold'} copies, and nobody has to trust them. From inside the country:{' '}
          <Passage snapshot={snapshot} />
        </p>
      )}
      <p class="leads">
        {carriers.length > 0 && (
          <a href="#carriers">{snapshot.places === null ? 'See what each holds' : 'Block them yourself'}</a>
        )}
      </p>
    </li>
  );
}

function Reader({ snapshot: { links } }: { snapshot: Snapshot }) {
  return (
    <li>
      <h3>A reader</h3>
      <p>
        opens the reader app. It tries carriers until one answers, and checks every page against the newsroom’s keys.
      </p>
      <p class="leads">{links.app !== undefined && <LinkOut to={links.app}>Open the reader app</LinkOut>}</p>
    </li>
  );
}

/** The whole idea in four steps, each with how it stands now. */
export function Way({ snapshot }: { snapshot: Snapshot }) {
  return (
    <section id="way" aria-labelledby="way-title">
      <h2 id="way-title">{snapshot.places === null ? 'How it stands' : 'What you see here'}</h2>
      <ol class="way">
        <Newsroom snapshot={snapshot} />
        <NewestEdition snapshot={snapshot} />
        <Carriers snapshot={snapshot} />
        <Reader snapshot={snapshot} />
      </ol>
    </section>
  );
}

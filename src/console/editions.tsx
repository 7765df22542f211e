import type { EditionOverview } from '../newsroom/index.ts';
import { editionInWords } from './news.ts';
import type { Snapshot } from './snapshot.ts';
import { Ago, FullMoment } from './times.tsx';

/** Editions in sight at once; the others open on demand. */
const IN_SIGHT = 5;

function Edition({ edition, now }: { edition: EditionOverview; now: Date }) {
  return (
    <li id={`edition-${edition.number}`}>
      <b class="number">
        <span class="unseen">Edition </span>
        {edition.number}
      </b>{' '}
      <span class="brought">{editionInWords(edition)}</span>{' '}
      <span class="when">
        <FullMoment at={edition.time} />, <Ago at={edition.time} now={now} />
      </span>
    </li>
  );
}

/** The numbered states of everything, the newest first. */
export function Editions({ snapshot: { overview, now } }: { snapshot: Snapshot }) {
  const { editions, provenAt } = overview;
  const [first, rest] = [editions.slice(0, IN_SIGHT), editions.slice(IN_SIGHT)];
  return (
    <section id="editions" aria-labelledby="editions-title">
      <h2 id="editions-title">Editions</h2>
      {editions.length === 0 ? (
        <p class="nothing">No edition is out yet.</p>
      ) : (
        <ol class="edition-list">
          {first.map((edition) => (
            <Edition edition={edition} now={now} />
          ))}
        </ol>
      )}
      {rest.length > 0 && (
        <details id="editions-rest">
          <summary>{rest.length} earlier</summary>
          <ol class="edition-list">
            {rest.map((edition) => (
              <Edition edition={edition} now={now} />
            ))}
          </ol>
        </details>
      )}
      {provenAt !== null && (
        <p class="aside">
          That no newer one exists was last proven <Ago at={provenAt} now={now} />, <FullMoment at={provenAt} />.
        </p>
      )}
    </section>
  );
}

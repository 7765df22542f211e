import { Address } from './links.tsx';
import type { Snapshot } from './snapshot.ts';

/** Where articles come from, and whether they still do. */
export function Sources({ snapshot: { overview } }: { snapshot: Snapshot }) {
  return (
    <section id="sources" aria-labelledby="sources-title">
      <h2 id="sources-title">Sources</h2>
      {overview.sources.length === 0 ? (
        <p class="nothing">There are no sources: nothing new can come in. Add some to the settings.</p>
      ) : (
        <ul class="source-list">
          {overview.sources.map(({ address, failure }) => (
            <li>
              {failure === null ? (
                <strong class="mark passes">answers</strong>
              ) : (
                <strong class="mark blocked">failing</strong>
              )}{' '}
              <Address of={address} />
              {failure !== null && <p class="failure">{failure}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

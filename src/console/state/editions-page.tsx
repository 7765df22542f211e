import { directionOf } from '../../article/index.ts';
import { WIRE_BUDGET_BYTES } from '../../compose/index.ts';
import { counted } from '../../errors/index.ts';
import type { EditionOverview, Overview } from '../../newsroom/index.ts';
import { editionInWords } from '../news.ts';
import { Wide } from '../shell/wide.tsx';
import { Ago, FullMoment } from '../times.tsx';
import { dateInWords, languageName } from '../words.ts';
import { Columns, Legend } from './columns.tsx';
import type { PageSize } from './page-sizes.ts';

/** Heaviest pages that the table names. */
const NAMED = 10;
/** Pages that the picture shows. */
const DRAWN = 40;

function Timeline({ editions }: { editions: readonly EditionOverview[] }) {
  const inOrder = editions.toReversed();
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <figure class="chart">
      <Columns
        title={`What editions ${first.number} to ${last.number} brought`}
        describedBy="edition-table"
        columns={inOrder.map((edition) => ({
          label: `Edition ${edition.number}, ${dateInWords(edition.time)}: ${editionInWords(edition)}`,
          parts: [
            { kind: 'published', value: edition.published },
            { kind: 'corrected', value: edition.corrected },
            { kind: 'withdrawn', value: edition.withdrawn },
          ],
        }))}
      />
      <Legend
        first={`${first.number}: ${dateInWords(first.time)}`}
        last={`${last.number}: ${dateInWords(last.time)}`}
        kinds={['published', 'corrected', 'withdrawn'].map((kind) => ({ kind, label: kind }))}
      />
    </figure>
  );
}

const kibibytes = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KiB`;

function Weights({ sizes }: { sizes: readonly PageSize[] }) {
  const over = sizes.filter(({ wireBytes }) => wireBytes > WIRE_BUDGET_BYTES).length;
  return (
    <section id="weights" aria-labelledby="weights-title">
      <h2 id="weights-title">What pages weigh</h2>
      {sizes.length === 0 ? (
        <p class="nothing">No page is out yet.</p>
      ) : (
        <>
          <p class="lead">
            {over === 0
              ? `All of the ${counted(sizes.length, 'newest page')} arrive in one response of at most 8 KiB.`
              : `${over} of the ${counted(sizes.length, 'newest page')} are heavier than 8 KiB: where connections freeze, they do not arrive whole.`}
          </p>
          <figure class="chart">
            <Columns
              title="Bytes on the wire of the heaviest pages"
              describedBy="weight-table"
              columns={sizes.slice(0, DRAWN).map(({ headline, language, wireBytes }) => ({
                label: `${headline} (${languageName(language)}): ${kibibytes(wireBytes)}`,
                parts: [{ kind: wireBytes > WIRE_BUDGET_BYTES ? 'over' : 'within', value: wireBytes }],
              }))}
              limit={WIRE_BUDGET_BYTES}
            />
            <Legend
              first="the heaviest"
              last="lighter"
              kinds={[
                { kind: 'within', label: 'within 8 KiB' },
                { kind: 'over', label: 'over it' },
              ]}
            />
          </figure>
          <Wide label="the heaviest pages">
            <table class="plain" id="weight-table">
              <caption class="unseen">The heaviest pages</caption>
              <thead>
                <tr>
                  <th scope="col">Page</th>
                  <th scope="col">Language</th>
                  <th scope="col">On the wire</th>
                </tr>
              </thead>
              <tbody>
                {sizes.slice(0, NAMED).map(({ article, language, headline, wireBytes }) => (
                  <tr>
                    <td>
                      <a href={`/articles/${article}`} lang={language} dir={directionOf(language)}>
                        {headline}
                      </a>
                    </td>
                    <td>{languageName(language)}</td>
                    <td>
                      <span class={`mark ${wireBytes > WIRE_BUDGET_BYTES ? 'hindered' : 'passes'}`}>
                        {kibibytes(wireBytes)}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        </>
      )}
    </section>
  );
}

/** The number of an edition as an address has it; null for what is none. */
export function parseEditionNumber(text: string | undefined): number | null {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : null;
}

/** The numbered states of everything, a page of them: when each came, and what it brought. */
export function EditionsPage(props: {
  readonly overview: Overview;
  /** The newest first. */
  readonly editions: readonly EditionOverview[];
  /** Which the page was asked for: those before this number; null for the newest. */
  readonly before: number | null;
  /** Before which number the next page is; null when this is the last. */
  readonly next: number | null;
  /** Null where this process cannot see the pages. */
  readonly sizes: readonly PageSize[] | null;
  readonly now: Date;
}) {
  const { overview, editions, before, next, sizes, now } = props;
  const { provenAt } = overview;
  return (
    <>
      {provenAt !== null && (
        <p class="lead">
          That no newer one exists was last proven <Ago at={provenAt} now={now} />, <FullMoment at={provenAt} />.
        </p>
      )}
      {editions.length === 0 ? (
        <p class="nothing">
          {before === null
            ? 'No edition is out yet: the first follows when articles have come in.'
            : 'No older edition is on record here.'}
        </p>
      ) : (
        <>
          <Timeline editions={editions} />
          <Wide label="editions">
            <table class="plain" id="edition-table">
              <caption class="unseen">Editions, the newest first</caption>
              <thead>
                <tr>
                  <th scope="col">Edition</th>
                  <th scope="col">Time</th>
                  <th scope="col">What it brought</th>
                </tr>
              </thead>
              <tbody>
                {editions.map((edition) => (
                  <tr id={`edition-${edition.number}`}>
                    <th scope="row">{edition.number}</th>
                    <td>
                      <FullMoment at={edition.time} />, <Ago at={edition.time} now={now} />
                    </td>
                    <td>{editionInWords(edition)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        </>
      )}
      {(before !== null || next !== null) && (
        <p class="pages">
          {before !== null && <a href="/editions">Back to the newest</a>}{' '}
          {next !== null && <a href={`/editions?before=${next}`}>Older</a>}
        </p>
      )}
      {sizes !== null && <Weights sizes={sizes} />}
    </>
  );
}

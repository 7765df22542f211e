import type { ArticleView, Cell } from '../../editing/index.ts';
import type { CarrierOverview } from '../../newsroom/index.ts';
import { articlePath } from '../../proof/index.ts';
import { Wide } from '../shell/wide.tsx';
import { isWebAddress, languageName } from '../words.ts';

/** Whether a carrier holds the newest published revision of a version. */
export type Holding = 'holds' | 'lags' | 'unknown';

/** A version that is out, and where. */
export interface OutVersion {
  readonly language: string;
  readonly revision: number;
  readonly edition: number | null;
  readonly path: string;
}

/** Versions of an article that are out. */
export function outVersions(view: ArticleView): readonly OutVersion[] {
  const editions = new Map(view.versions.map(({ language, edition }) => [language, edition]));
  return view.cells
    .filter(({ publishedRevision }) => publishedRevision > 0)
    .map(({ language, publishedRevision }) => ({
      language,
      revision: publishedRevision,
      edition: editions.get(language) ?? null,
      path: articlePath(language, view.day, view.article),
    }));
}

/** What a carrier has of a version, as far as is known. An edition nobody knows the number of is at most the newest. */
export function holdingOf(carrier: CarrierOverview, version: Pick<OutVersion, 'edition'>): Holding {
  if (carrier.holds === null) return 'unknown';
  const isEnough = version.edition === null ? carrier.behind === 0 : carrier.holds.number >= version.edition;
  return isEnough ? 'holds' : 'lags';
}

const MARKS = { holds: 'passes', lags: 'hindered', unknown: 'blocked' } as const;
const WORDS = { holds: 'has it', lags: 'an older one', unknown: 'not known' } as const;

/** Which carriers hold which version, with the page of each. */
export function Where({ view, carriers }: { view: ArticleView; carriers: readonly CarrierOverview[] }) {
  const versions = outVersions(view);
  return (
    <section id="where" aria-labelledby="where-title">
      <h2 id="where-title">Where it is</h2>
      {versions.length === 0 ? (
        <p class="nothing">No version is out yet.</p>
      ) : carriers.length === 0 ? (
        <p class="nothing">There are no carriers: nobody can read it.</p>
      ) : (
        <Wide label="carriers and versions">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Carrier</th>
                {versions.map(({ language, revision }) => (
                  <th scope="col">
                    {languageName(language)} <span class="aside">revision {revision}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {carriers.map((carrier) => (
                <tr>
                  <th scope="row">{carrier.name}</th>
                  {versions.map((version) => {
                    const holding = holdingOf(carrier, version);
                    const address = carrier.address === null ? '' : `${carrier.address}${version.path}`;
                    return (
                      <td>
                        <span class={`mark ${MARKS[holding]}`}>{WORDS[holding]}</span>{' '}
                        {isWebAddress(address) && (
                          <a
                            href={address}
                            target="_blank"
                            rel="noopener noreferrer"
                            aria-label={`Page in ${languageName(version.language)} on ${carrier.name}`}
                          >
                            page
                          </a>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </section>
  );
}

/** Whether a version is out and can be corrected or withdrawn. */
export function isOut({ publishedRevision, state }: Cell): boolean {
  return publishedRevision > 0 && state !== 'withdrawn';
}

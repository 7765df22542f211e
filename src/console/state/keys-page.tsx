import type { KeyListing, ListedKey } from '../../newsroom/index.ts';
import { formatFingerprint } from '../../proof/index.ts';
import { spanInWords } from '../ago.ts';
import { Wide } from '../shell/wide.tsx';
import { dateInWords, languageName } from '../words.ts';

const ROLES: Readonly<Record<ListedKey['role'], { readonly name: string; readonly what: string }>> = {
  root: { name: 'root', what: 'says which keys speak for the newsroom' },
  targets: { name: 'targets', what: 'says which desks write' },
  online: { name: 'online', what: 'proves which edition is the newest' },
  log: { name: 'log', what: 'signs the log of everything published' },
  clock: { name: 'clock', what: 'says when the log was last seen to be so' },
  desk: { name: 'desk', what: 'signs what is published' },
};

const MARKS = { 'in use': 'passes', closed: 'hindered', unused: 'hindered', unreadable: 'blocked' } as const;
/** Below this the expiry of a signature is worth a sign. */
const SOON_MS = 60 * 24 * 60 * 60 * 1_000;

/** Of what is signed online nobody has to think: it is signed anew long before. */
function Expiry({ expires, isOffline, now }: { expires: Date; isOffline: boolean; now: Date }) {
  const leftMs = expires.getTime() - now.getTime();
  const text = leftMs < 0 ? 'has run out' : `in ${spanInWords(leftMs)}`;
  return (
    <>
      {dateInWords(expires)} <span class={isOffline && leftMs < SOON_MS ? 'mark hindered' : 'aside'}>{text}</span>
    </>
  );
}

/** Where the secret half is. */
function keptWhere({ file, isSealed, role }: ListedKey): string {
  if (file === null) return role === 'root' || role === 'targets' ? 'elsewhere, where it belongs' : 'not in the folder';
  return isSealed ? `keys/${file}, sealed` : `keys/${file}`;
}

/** Who holds which key, what runs out, and what to do about it. */
export function KeysPage(props: {
  readonly listing: KeyListing;
  /** Sentences, the most pressing first. */
  readonly advice: readonly string[];
  readonly now: Date;
}) {
  const { listing, advice, now } = props;
  const { keys, thresholds, fingerprint } = listing;
  return (
    <>
      <p class="lead">
        Everything the newsroom signs leads back to this fingerprint; readers compare it:{' '}
        <code class="address">{formatFingerprint(fingerprint)}</code>
      </p>
      <section id="advice" aria-labelledby="advice-title">
        <h2 id="advice-title">What to do</h2>
        {advice.length === 0 ? (
          <p>
            <span class="mark passes">Nothing</span> All keys are as they should be.
          </p>
        ) : (
          <ol class="advice">
            {advice.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ol>
        )}
      </section>
      <section id="all-keys" aria-labelledby="all-keys-title">
        <h2 id="all-keys-title">All keys</h2>
        <p class="lead">
          {thresholds.root} of the root keys {thresholds.root === 1 ? 'is' : 'are'} enough to replace any other,{' '}
          {thresholds.targets} of the targets keys to name desks.
        </p>
        <Wide label="keys">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">State</th>
                <th scope="col">To compare</th>
                <th scope="col">Secret half</th>
                <th scope="col">Signature runs out</th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr>
                  <th scope="row">
                    {ROLES[key.role].name} {key.languages.map(languageName).join(', ')}
                    <span class="aside"> {ROLES[key.role].what}</span>
                  </th>
                  <td>
                    <span class={`mark ${MARKS[key.state]}`}>{key.state}</span>
                  </td>
                  <td>{key.digits === null ? '' : <code class="address">{key.digits}</code>}</td>
                  <td>{keptWhere(key)}</td>
                  <td>
                    {key.expires === null ? (
                      ''
                    ) : (
                      <Expiry expires={key.expires} isOffline={key.role !== 'online'} now={now} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </section>
    </>
  );
}

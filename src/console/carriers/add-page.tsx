import type { CarrierKind } from '../../platform/config/index.ts';
import { fieldsFor } from './carrier-form.ts';

const KINDS: readonly (readonly [CarrierKind, string])[] = [
  ['directory', 'Folder or stick'],
  ['s3', 'Bucket (S3)'],
  ['sftp', 'Web host (SFTP)'],
  ['webdav', 'Web host (WebDAV)'],
  ['git', 'Git pages'],
];

/** A form for one kind of carrier. Secrets are named, never typed. */
export function AddPage(props: {
  readonly kind: CarrierKind;
  readonly typed: Readonly<Record<string, string>>;
  /** What was wrong with it, a sentence each. */
  readonly faults: readonly string[];
}) {
  const { kind, typed, faults } = props;
  return (
    <>
      <p class="lead">
        A carrier is any place that holds files and reaches readers. Nobody has to trust it. It is opened before it is
        added; nothing is written there by that.
      </p>
      <nav aria-label="Kinds of carriers">
        <ul class="acts">
          {KINDS.map(([each, label]) => (
            <li>
              <a href={`/carriers/add?kind=${each}`} aria-current={each === kind ? 'page' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {faults.length > 0 && (
        <ul class="failure" role="alert">
          {faults.map((fault) => (
            <li>{fault}</li>
          ))}
        </ul>
      )}
      <form class="account" method="post" action="/carriers/add">
        <input type="hidden" name="kind" value={kind} />
        {fieldsFor(kind).map(({ name, label, help, isRequired = false }) => (
          <label>
            {label}
            <input
              name={name}
              value={typed[name] ?? ''}
              required={isRequired}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              aria-describedby={`${name}-help`}
            />
            <span class="aside" id={`${name}-help`}>
              {help}
            </span>
          </label>
        ))}
        <button type="submit">Add it</button>
      </form>
      <p>
        <a href="/carriers">Back to the carriers</a>
      </p>
    </>
  );
}

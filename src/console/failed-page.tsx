import { StoreError } from '../platform/store/index.ts';
import { drawMessage } from './message-page.tsx';
import type { PageContext } from './parts.ts';

/** More than any form of the pages of articles sends; what is longer is not read for a page that says it went wrong. */
const MAX_GIVEN_BACK_BYTES = 512 * 1_024;

/** What a person wrote: shown as it is. Everything else of a form goes along unseen. */
const WRITTEN: Readonly<Record<string, string>> = {
  target: 'Your translation',
  reason: 'Your reason',
  note: 'Your note',
};

/** A form of an article's pages that was not taken: where it goes, and what was in it. */
interface Unsent {
  readonly address: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

function wordsFor(error: unknown): readonly [title: string, text: string] {
  if (error instanceof StoreError && error.code === 'unreachable')
    return [
      'The database does not answer',
      'The newsroom’s database cannot be reached at the moment. Whatever was saved is safe, and what is to be done waits. The console works again by itself as soon as the database does.',
    ];
  if (error instanceof StoreError && error.code === 'engine-stopped')
    return [
      'The database has stopped',
      'The newsroom’s database could not write: most often the disk is full. Whatever was saved is safe. The database starts again by itself as soon as it can; the log says what stops it.',
    ];
  return ['No answer', 'How the newsroom stands could not be shown. The log says why; try again in a moment.'];
}

/** What was sent with a form of an article's pages; null for everything else. Elsewhere forms hold passwords. */
async function unsentOf(c: PageContext): Promise<Unsent | null> {
  const { req } = c;
  const sizeBytes = Number(req.header('content-length') ?? Number.NaN);
  if (req.method !== 'POST' || !req.path.startsWith('/articles/') || !(sizeBytes <= MAX_GIVEN_BACK_BYTES)) return null;
  if (req.header('content-type')?.startsWith('application/x-www-form-urlencoded') !== true) return null;
  const form = await req.parseBody({ all: true }).catch(() => null);
  if (form === null) return null;
  const fields = Object.entries(form).flatMap(([name, value]) =>
    [value].flat().flatMap((each): [string, string][] => (typeof each === 'string' ? [[name, each]] : [])),
  );
  return { address: req.path, fields };
}

function Again({ unsent: { address, fields } }: { readonly unsent: Unsent }) {
  return (
    <form method="post" action={address}>
      <p>What you sent may not have been saved. It stands here: send it again in a moment.</p>
      {fields.map(([name, value]) => {
        const label = WRITTEN[name];
        if (label === undefined) return <input type="hidden" name={name} value={value} />;
        return (
          <p class="field">
            <label for={`unsent-${name}`}>{label}</label>
            <textarea id={`unsent-${name}`} name={name} rows={8} dir="auto">
              {/* Browsers swallow a line feed behind the tag. */}
              {`\n${value}`}
            </textarea>
          </p>
        );
      })}
      <p>
        <button type="submit">Send it again</button>
      </p>
    </form>
  );
}

/**
 * The page in place of one that could not be drawn: what is wrong as far as its reader may know, and, of a form about an
 * article, what they wrote, to be sent again. It needs no database.
 */
export async function drawFailed(c: PageContext, error: unknown, style: string): Promise<string> {
  const [title, text] = wordsFor(error);
  const unsent = await unsentOf(c);
  return drawMessage(title, text, style, unsent === null ? null : <Again unsent={unsent} />);
}

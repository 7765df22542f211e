import { type ArticleBody, directionOf } from '../../article/index.ts';
import type { RevisionView } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import { segmentsOf } from '../../translate/index.ts';
import type { ConsoleApp, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import type { VersionPages } from './acts.ts';
import { articleAddress, editorAddress } from './address.ts';
import { Diff } from './diff.tsx';
import { minuteInWords, ROLE_WORDS } from './in-words.ts';
import { MarkedText } from './marked-text.tsx';

/** One text of two revisions, by its place in the article. */
interface Pair {
  readonly key: string;
  readonly role: keyof typeof ROLE_WORDS;
  readonly before: string;
  readonly after: string;
}

/** Lays two revisions beside each other, block by block, in the order of the later; what went follows where it stood. */
export function pairRevisions(before: ArticleBody, after: ArticleBody): Pair[] {
  const [old, now] = [segmentsOf(before), segmentsOf(after)];
  const texts = new Map(old.map(({ key, text }) => [key, text]));
  const kept = new Set(now.map(({ key }) => key));
  const pairs: Pair[] = now.map(({ key, role, text }) => ({ key, role, before: texts.get(key) ?? '', after: text }));
  for (const [at, { key, role, text }] of old.entries()) {
    if (kept.has(key)) continue;
    const above = old.slice(0, at).findLast((each) => kept.has(each.key));
    const position = above === undefined ? 0 : pairs.findIndex((each) => each.key === above.key) + 1;
    pairs.splice(position, 0, { key, role, before: text, after: '' });
  }
  return pairs;
}

function Compared({ before, after }: { before: RevisionView; after: RevisionView }) {
  if (before.body === null || after.body === null)
    return (
      <p class="nothing">The text of one of them is gone: it was withdrawn, or is older than what is remembered.</p>
    );
  const { language } = after.body;
  const pairs = pairRevisions(before.body, after.body);
  const changed = pairs.filter((pair) => pair.before !== pair.after);
  return (
    <>
      <p class="lead">
        {changed.length === 0 ? 'They say the same.' : `${counted(changed.length, 'text')} of ${pairs.length} differ.`}
      </p>
      <ol class="compared">
        {changed.map(({ key, role, before: old, after: now }) => (
          <li key={key}>
            <h3 class="role">{ROLE_WORDS[role]}</h3>
            <p lang={language} dir={directionOf(language)}>
              {old === '' ? <ins>{now}</ins> : now === '' ? <del>{old}</del> : <Diff before={old} after={now} />}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Whole({ revision }: { revision: RevisionView }) {
  if (revision.body === null) return <p class="nothing">Its text is gone.</p>;
  const { language } = revision.body;
  return (
    <div class="whole" lang={language} dir={directionOf(language)}>
      {segmentsOf(revision.body).map(({ key, text, marks }) => (
        <p key={key}>
          <MarkedText text={text} marks={marks} />
        </p>
      ))}
    </div>
  );
}

function RevisionList(props: { revisions: readonly RevisionView[]; from: number; to: number; address: string }) {
  const { revisions, from, to, address } = props;
  const column = (name: 'from' | 'to', chosen: number, revision: number) => (
    <td>
      <input
        type="radio"
        name={name}
        value={String(revision)}
        checked={revision === chosen}
        aria-label={name === 'from' ? `Compare revision ${revision}` : `with revision ${revision}`}
      />
    </td>
  );
  return (
    <form method="get" action={address} class="revisions">
      <table>
        <thead>
          <tr>
            <th scope="col">Compare</th>
            <th scope="col">with</th>
            <th scope="col">Revision</th>
            <th scope="col">When</th>
            <th scope="col">By</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {revisions.map(({ revision, time, by, state }) => (
            <tr>
              {column('from', from, revision)}
              {column('to', to, revision)}
              <th scope="row">{revision}</th>
              <td>
                <time datetime={time}>{minuteInWords(new Date(time))}</time>
              </td>
              <td>{by ?? 'the source'}</td>
              <td>{state === 'current' ? 'published' : state}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="submit">Compare</button>
    </form>
  );
}

/** Adds the page on which any two revisions of a version are compared: `?from=1&to=3`; the last two when nothing is said. */
export function addRevisionPages(app: ConsoleApp, parts: PageParts, { base, nameOf }: VersionPages): void {
  app.get(`${base}/revisions`, needs(parts, 'read'), async (c) => {
    const name = nameOf(c);
    const revisions = (await parts.editing.revisions(name)).toSorted((a, b) => b.revision - a.revision);
    const [newest, second] = revisions;
    if (newest === undefined)
      return drawNotice(c, parts, {
        title: 'No revisions',
        text: 'Nothing of this version was published yet.',
        status: 404,
      });
    const asked = (field: 'from' | 'to', otherwise: RevisionView) =>
      revisions.find(({ revision }) => String(revision) === c.req.query(field)) ?? otherwise;
    const [one, two] = [asked('from', second ?? newest), asked('to', newest)];
    const [before, after] = one.revision <= two.revision ? [one, two] : [two, one];
    const address = `${editorAddress(name)}/revisions`;
    return drawPage(c, parts, {
      title: 'Revisions',
      section: '/articles',
      main: (
        <>
          <p class="lead" lang={name.language} dir="auto">
            {newest.body?.headline}
          </p>
          <p class="leads">
            <a href={editorAddress(name)}>The editor</a>
            <a href={articleAddress(name.article)}>The article</a>
          </p>
          <RevisionList revisions={revisions} from={before.revision} to={after.revision} address={address} />
          <section aria-labelledby="compared">
            <h2 id="compared">
              {before === after
                ? `Revision ${after.revision}`
                : `From revision ${before.revision} to ${after.revision}`}
            </h2>
            {before === after ? <Whole revision={after} /> : <Compared before={before} after={after} />}
          </section>
        </>
      ),
    });
  });
}

import { servedAs } from '../../platform/http/index.ts';
import { HEAD_PATH, MAX_MUTABLE_BYTES } from '../../proof/index.ts';
import { sha256Of } from '../sync/calls.ts';
import type { EditionFile, EditionFiles } from '../sync/report.ts';
import type { PublicAddress, PublicAnswer } from './public-address.ts';

/** What is found out about a public address; `docs/carriers/README.md` says what each is good for. */
export type PublicCheck =
  /** The file is given out, byte for byte: nothing is put into pages on the way. */
  | 'same-bytes'
  /** The reader app on another site may read it: `Access-Control-Allow-Origin: *`. */
  | 'cors'
  /** … and may read that a file is not there; else it takes the carrier for dead. */
  | 'cors-absent'
  /** What is not there is answered with 404 or 410, not with a page. */
  | 'absent'
  | 'content-type'
  | 'cache'
  /** A page travels compressed to browsers that take it so: else a first view does not fit into 8 KiB. */
  | 'compression'
  /** `.gz` and `.br` files are given out as they are, under their own names. */
  | 'twins'
  /** A folder does not list its files. */
  | 'no-listing'
  /** No cookie is set. */
  | 'no-cookies';

/** One thing that was found out. */
export interface PublicFinding {
  readonly check: PublicCheck;
  /** `unknown` where the edition has nothing to try it with. */
  readonly result: 'passed' | 'failed' | 'unknown';
  /** What it was tried with; empty for the address itself. */
  readonly path: string;
  /** What was found, in a few words for people. */
  readonly found: string;
}

/** What a public address can and cannot do. */
export interface PublicFindings {
  readonly address: string;
  /** One for each `PublicCheck`, in that order. */
  readonly findings: readonly PublicFinding[];
  /** What the list of carriers in an edition says of this one (formats.md §5). */
  readonly abilities: { readonly cors: boolean; readonly compression: 'br' | 'gzip' | null };
}

const APP_ORIGIN = 'https://app.example';
const BROWSER_ENCODINGS = 'gzip, deflate, br';
const ABSENT_PATH = 'o/00/tamizdat-absent';

/**
 * Finds out how a carrier's public address gives an edition out: tried with a page, a picture and `head` of the edition that
 * lies there. For setting a carrier up (`carrier test`); changes nothing.
 * @throws CarryError when the address does not answer at all
 */
export async function inspectPublic(options: {
  readonly address: PublicAddress;
  readonly edition: EditionFiles;
  readonly signal?: AbortSignal | undefined;
}): Promise<PublicFindings> {
  const { address, edition, signal } = options;
  const trial = await chooseTrial(edition);
  const ask = (path: string, encoding?: string): Promise<PublicAnswer> =>
    address.ask(path, {
      maxBytes: MAX_MUTABLE_BYTES * 8,
      origin: APP_ORIGIN,
      signal,
      ...(encoding === undefined ? {} : { encoding }),
    });
  const answers = new Map<string, PublicAnswer>();
  for (const { path } of trial.files) answers.set(path, await ask(path));
  const absent = await ask(ABSENT_PATH);
  const head = answers.get(HEAD_PATH) ?? absent;
  const compressed = trial.page === null ? null : await ask(trial.page.path, BROWSER_ENCODINGS);
  const all = [...answers.values(), absent, ...(compressed === null ? [] : [compressed])];

  /** The first file for which `wrong` says what is wrong. */
  const eachFile = (
    check: PublicCheck,
    fine: string,
    wrong: (file: EditionFile, answer: PublicAnswer) => string | null,
  ) => {
    for (const file of trial.files) {
      const answer = answers.get(file.path);
      const found = answer === undefined ? null : wrong(file, answer);
      if (found !== null) return finding(check, false, file.path, found);
    }
    return trial.files.length === 0
      ? ({ check, result: 'unknown', path: '', found: 'the edition is empty' } as const)
      : finding(check, true, '', fine);
  };
  const cors = (answer: PublicAnswer): string | null => {
    const value = answer.headers.get('access-control-allow-origin');
    return value === '*' || value === APP_ORIGIN ? null : (value ?? 'the header is not there');
  };
  const cookie = all.findIndex(({ headers }) => headers.has('set-cookie'));
  const encoding = compressed?.headers.get('content-encoding') ?? null;
  const compression = encoding === 'br' || encoding === 'gzip' ? encoding : null;

  const findings: PublicFinding[] = [
    eachFile('same-bytes', 'files come byte for byte', (file, answer) => {
      if (answer.status !== 200) return `answers ${answer.status}`;
      if (!isOf(answer, file)) return 'other bytes than it was put there with';
      const isSame = file !== trial.page || compressed === null || isOf(compressed, file);
      return isSame ? null : 'other bytes to whoever takes them compressed';
    }),
    finding('cors', cors(head) === null, HEAD_PATH, cors(head) ?? 'other sites may read it'),
    finding(
      'cors-absent',
      cors(absent) === null,
      ABSENT_PATH,
      cors(absent) ?? 'other sites may read that it is absent',
    ),
    // Buckets whose list is private say 403 of what is not there; but only where they give out others.
    finding(
      'absent',
      [404, 410].includes(absent.status) || (absent.status === 403 && head.status === 200),
      ABSENT_PATH,
      `answers ${absent.status}`,
    ),
    eachFile('content-type', 'types are right', (file, { headers }) => {
      const found = headers.get('content-type') ?? 'none';
      return sameType(found, servedAs(file.path).contentType) ? null : found;
    }),
    eachFile('cache', 'changing files are asked for anew, others are kept', (file, { headers }) =>
      cacheFault(headers.get('cache-control'), servedAs(file.path).cacheControl),
    ),
    trial.page === null
      ? { check: 'compression', result: 'unknown', path: '', found: 'the edition has no page yet' }
      : finding('compression', compression !== null, trial.page.path, compression ?? 'pages travel uncompressed'),
    await twinFinding(trial.twin, ask),
    await listingFinding(ask),
    finding(
      'no-cookies',
      cookie < 0,
      '',
      cookie < 0 ? 'no cookie is set' : 'a cookie is set: readers can be told apart',
    ),
  ];
  return { address: address.href, findings, abilities: { cors: cors(head) === null, compression } };
}

function isOf({ bytes }: PublicAnswer, file: EditionFile): boolean {
  return bytes !== 'longer' && sha256Of(bytes) === file.sha256;
}

function finding(check: PublicCheck, isFine: boolean, path: string, found: string): PublicFinding {
  return { check, result: isFine ? 'passed' : 'failed', path, found };
}

/** A page, a picture, an object, `head`, and a twin: the first that are listed. */
async function chooseTrial(edition: EditionFiles): Promise<{
  readonly files: readonly EditionFile[];
  readonly page: EditionFile | null;
  readonly twin: EditionFile | null;
}> {
  const found: Record<'page' | 'media' | 'object' | 'head' | 'twin', EditionFile | null> = {
    page: null,
    media: null,
    object: null,
    head: null,
    twin: null,
  };
  for await (const file of edition.list()) {
    if (file.path === HEAD_PATH) found.head = file;
    else if (/^m\/[^.]+\.[a-z0-9]+$/.test(file.path)) found.media ??= file;
    else if (/^o\/[^.]+$/.test(file.path)) found.object ??= file;
    else if (/^[^/]+\/index\.html$/.test(file.path)) found.page ??= file;
    else if (/^[^/]+\/index\.html\.gz$/.test(file.path)) found.twin ??= file;
    if (found.page !== null && found.media !== null && found.object !== null && found.head !== null) {
      if (found.twin !== null) break;
    }
  }
  const files = [found.page, found.media, found.object, found.head].filter((file) => file !== null);
  return { files, page: found.page, twin: found.twin };
}

async function twinFinding(
  twin: EditionFile | null,
  ask: (path: string) => Promise<PublicAnswer>,
): Promise<PublicFinding> {
  if (twin === null) return { check: 'twins', result: 'unknown', path: '', found: 'the edition has no page yet' };
  const answer = await ask(twin.path);
  if (answer.status !== 200) return finding('twins', false, twin.path, `answers ${answer.status}`);
  const isSame = isOf(answer, twin);
  // Some hosts say of a .gz file that it is a compressed page; readers then get the page, which the app expects and tests for.
  if (!isSame && answer.headers.has('content-encoding')) {
    return finding('twins', true, twin.path, 'given out as what is inside; apps test for that');
  }
  return finding(
    'twins',
    isSame,
    twin.path,
    isSame ? 'given out as they are' : 'other bytes than it was put there with',
  );
}

/** A folder of the edition that has no `index.html` of its own. */
async function listingFinding(ask: (path: string) => Promise<PublicAnswer>): Promise<PublicFinding> {
  const path = 'o/';
  const { status, bytes } = await ask(path);
  if (status !== 200) return finding('no-listing', true, path, `answers ${status}`);
  const text = bytes === 'longer' ? '' : new TextDecoder().decode(bytes);
  // A host may answer every folder with a page of its own; one that names folders as links lists them.
  const isListing =
    bytes === 'longer' || /<a\s[^>]*href="?(?:\.\/|[^"]*\/o\/)?[0-9a-f]{2}\/?"/i.test(text) || /<Key>/i.test(text);
  return finding('no-listing', !isListing, path, isListing ? 'lists its files' : 'answers with a page of its own');
}

/** Whether both are the same type; how the character set is spelt does not matter. */
function sameType(one: string, two: string): boolean {
  const plain = (type: string): string =>
    type.toLowerCase().replaceAll(/[\s"]/g, '').replace('text/xml', 'application/xml');
  return plain(one) === plain(two);
}

const YEAR_S = 31_536_000;

/** What is wrong with how long a file may be kept; null when nothing is. */
function cacheFault(found: string | undefined, wanted: string): string | null {
  const maxAge = Number(/max-age=(\d+)/i.exec(found ?? '')?.[1] ?? Number.NaN);
  if (wanted.includes('immutable')) {
    return maxAge >= YEAR_S / 12 ? null : `kept for ${Number.isNaN(maxAge) ? 'no time that is told' : `${maxAge} s`}`;
  }
  const isAskedAnew = /no-cache|no-store/i.test(found ?? '') || maxAge <= 60;
  if (isAskedAnew) return null;
  return Number.isNaN(maxAge)
    ? 'nothing says how long it is kept'
    : `kept for ${maxAge} s: corrections arrive that much later`;
}

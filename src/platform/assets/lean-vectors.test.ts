/**
 * The app leaves messages out of the code that verifies, by pattern: what readers run is not what the other tests run.
 * Here it is, bundled as for readers, and must say what the code as it stands says.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import * as any from '../../../test/arbitraries/article.ts';
import { BODIES_OUT_OF_SUBSET, BODIES_REFUSED, LISTINGS_REFUSED } from '../../../test/article/refused.ts';
import { cases } from '../../../test/vectors/make.ts';
import { readVector } from '../../../test/vectors/stored.ts';
import * as article from '../../article/index.ts';
import * as proof from '../../proof/index.ts';
import { leanErrorsPlugin } from './lean-errors.ts';

const folder = await mkdtemp(join(tmpdir(), 'tamizdat-lean-'));
after(() => rm(folder, { recursive: true, force: true }));

/** What the tests below call. */
const PROOF = [
  'verifyReport',
  'parseCarriers',
  'parseNotices',
  'parseNote',
  'parseRecord',
  'parseTrustBundle',
] as const;
const ARTICLE = ['parseBody', 'parseListing'] as const;

await build({
  stdin: {
    contents: `export { ${PROOF} } from './proof/index.ts'; export { ${ARTICLE} } from './article/index.ts';`,
    resolveDir: fileURLToPath(new URL('../../', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  splitting: true,
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  plugins: [leanErrorsPlugin],
});
type Lean = Pick<typeof proof, (typeof PROOF)[number]> & Pick<typeof article, (typeof ARTICLE)[number]>;
const lean = (await import(pathToFileURL(join(folder, 'stdin.mjs')).href)) as Lean;

/** What came of a call: its value, or the name of the failure. */
function outcome(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch (error) {
    return (error as { readonly code?: string }).code ?? error;
  }
}

function assertAlike<Input>(input: Input, leanly: (input: Input) => unknown, wholly: (input: Input) => unknown): void {
  assert.deepEqual(
    outcome(() => leanly(input)),
    outcome(() => wholly(input)),
    JSON.stringify(input)?.slice(0, 500),
  );
}

/** Everything of a report but the lines in English. */
function said({ checks, trusted, head, page, ...rest }: proof.Report): object {
  return {
    ...rest,
    checks: checks.map(({ check, outcome, failure }) => [check, outcome, failure]),
    trusted: trusted?.versions,
    head: head?.edition,
    page: page && { record: page.record, part: page.part, body: page.body, place: page.place, leaf: page.leaf },
  };
}

test('the messages are left out', async () => {
  const files = await readdir(folder);
  const code = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('');
  for (const kept of ['body-mismatch', 'not-canonical']) assert.ok(code.includes(kept), kept);
  for (const message of ['not alone on its line', 'may not stand in a text', 'runs or fetches', 'its text says']) {
    assert.ok(!code.includes(message), message);
  }
});

test('every vector gets the verdict that it gets from the code with its messages', async () => {
  const labels = new Set<string>();
  for (const { name } of cases) {
    const { input } = readVector(name);
    const report = await lean.verifyReport(input);
    assert.deepEqual(said(report), said(await proof.verifyReport(input)), name);
    labels.add(report.label.kind);
  }
  assert.ok(labels.size > 5, [...labels].join(' '));
});

test('a body that is not what its record says is refused', async () => {
  const { input } = readVector('genuine-page');
  const claims: proof.BodyClaims = { language: 'ru', kind: 'article', day: null, part: 1, of: 2 };
  const failureOf = async (change: Partial<proof.BodyClaims>) =>
    (await lean.verifyReport({ ...input, readBody: () => ({ ...claims, ...change }) })).label.failure;
  assert.equal(await failureOf({}), null);
  for (const change of [
    { language: 'de' },
    { kind: 'front' },
    { day: '2026-11-22' },
    { part: 2 },
    { of: 1 },
  ] as const) {
    assert.equal(await failureOf(change), 'body-mismatch', JSON.stringify(change));
  }
});

test('every text that must be refused as a body or a listing is refused by the same name', () => {
  const refused = [...BODIES_OUT_OF_SUBSET, ...BODIES_REFUSED, ...LISTINGS_REFUSED].map(([, html]) => html);
  assert.ok(refused.length > 50);
  for (const html of refused) {
    assertAlike(html, lean.parseBody, article.parseBody);
    assertAlike(html, lean.parseListing, article.parseListing);
  }
});

test('a changed character of a body or a listing is taken alike', () => {
  const piece = fc.constantFrom('<', '>', '"', '&', ' ', '\n', 'x', '/', '<br>', '</p>', ' id="b1"', '\u202e', '');
  const changed = (html: string, at: number, cut: number, insert: string): string => {
    const position = at % html.length;
    return html.slice(0, position) + insert + html.slice(position + cut);
  };
  fc.assert(
    fc.property(any.articleBody, any.salt, fc.nat(), fc.nat(3), piece, (body, salt, ...change) => {
      const html = changed(article.serializeBody(body, { salt }), ...change);
      assertAlike(html, lean.parseBody, article.parseBody);
    }),
  );
  fc.assert(
    fc.property(any.listing, any.salt, fc.nat(), fc.nat(3), piece, (listing, salt, ...change) => {
      const html = changed(article.serializeListing(listing, { salt }), ...change);
      assertAlike(html, lean.parseListing, article.parseListing);
    }),
  );
});

test('what is read outside of a verdict is refused by the same names', () => {
  const texts = [
    '',
    'x',
    'tamizdat.carriers/v1\n',
    'tamizdat.carriers/v1\nhttps://a.example/ g - -\n',
    'tamizdat.notices/v1\n',
    'tamizdat.notices/v1\n1 2 3\n',
    'a\n\n— b c\n',
  ];
  for (const name of ['parseCarriers', 'parseNotices', 'parseNote', 'parseRecord', 'parseTrustBundle'] as const) {
    const of = (room: Lean | typeof proof) => (text: string) =>
      (room[name] as (input: unknown) => unknown)(/Note$|Record$/.test(name) ? text : proof.bytesOf(text));
    for (const text of texts) assertAlike(text, of(lean), of(proof));
  }
});

/**
 * What pages weigh: raw, gzip, brotli and on the wire, per kind and language, beside a baseline: the same text as
 * plain HTML without style, notice, links and proof.
 *
 *     node bench/page-bytes.ts [folder of an edition]
 *
 * Without a folder it weighs pages of invented prose whose proof is a stand-in.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { composeArticle, composeLanguageChoice, HEADER_BYTES, WIRE_BUDGET_BYTES } from '../src/compose/index.ts';
import { prose } from '../src/compose/testing/prose.ts';
import { FACE, PERSIAN, RUSSIAN, withParagraphs } from '../src/compose/testing/specimen.ts';
import { BODY_END, BODY_START, parsePagePath } from '../src/proof/index.ts';

interface Weighed {
  readonly kind: string;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
  readonly baseline: number;
}

/** The signed body without its attributes, in the least of documents. */
function baselineOf(html: string): string {
  const start = html.indexOf(BODY_START);
  const body = start === -1 ? html : html.slice(start + BODY_START.length, html.indexOf(BODY_END));
  const plain = body.replaceAll(/<([a-z0-9]+)[^>]*?( href="[^"]*")?[^>]*>/g, '<$1$2>');
  return `<!doctype html><meta charset=utf-8><title>${/<title>(.*?)<\/title>/.exec(html)?.[1] ?? ''}</title>${plain}`;
}

function weigh(kind: string, html: string): Weighed {
  return {
    kind,
    raw: Buffer.byteLength(html),
    gzip: gzipSync(html, { level: 9 }).length,
    brotli: brotliCompressSync(html).length,
    baseline: gzipSync(baselineOf(html), { level: 9 }).length,
  };
}

function* pagesOf(folder: string): Generator<Weighed> {
  for (const file of globSync('**/*.html', { cwd: folder })) {
    const path = file.split(sep).join('/');
    const page = parsePagePath(path);
    const kind = page === null ? 'choice' : `${page.language} ${page.kind}${page.part > 1 ? ', further part' : ''}`;
    yield weigh(kind, readFileSync(join(folder, file), 'utf8'));
  }
}

function* invented(): Generator<Weighed> {
  // Hashes and signatures in base64: what a proof is made of, and about its length.
  const hashes = Array.from({ length: 60 }, (_, at) => createHash('sha256').update(String(at)).digest());
  const proof = `<!--tamizdat:proof\n${Buffer.concat(hashes).toString('base64').slice(0, 1_970)}\n-->\n`;
  yield weigh('choice', new TextDecoder().decode(composeLanguageChoice(FACE).bytes));
  for (const version of [RUSSIAN, PERSIAN]) {
    const { language } = version.body;
    if (language !== 'ru' && language !== 'fa') continue;
    for (const words of [150, 300, 600, 900]) {
      const pages = composeArticle({
        face: FACE,
        version: withParagraphs(version, prose(language, words)),
        others: [{ language: 'de' }, { language: 'en' }],
        salt: 'e3b0c44298fc1c149afbf4c8996fb924',
        proofBytes: proof.length,
      });
      for (const [at, { bytes }] of pages.entries()) {
        const part = pages.length === 1 ? '' : `, part ${at + 1}`;
        yield weigh(`${language} article, ${words} words${part}`, new TextDecoder().decode(bytes) + proof);
      }
    }
  }
}

const folder = process.argv[2];
const weighed = [...(folder === undefined ? invented() : pagesOf(folder))];
if (weighed.length === 0) throw new Error(`${folder}: no pages there`);

const middle = (numbers: number[]): number => numbers.toSorted((one, two) => one - two)[numbers.length >> 1] ?? 0;
const cell = (value: string | number): string => String(value).padStart(9);
const HEADINGS = ['pages', 'raw', 'gzip', 'brotli', 'baseline', '× base', 'max wire'];
console.log(`medians in bytes; wire = gzip + ${HEADER_BYTES} of headers; budget ${WIRE_BUDGET_BYTES}\n`);
console.log(''.padEnd(30) + HEADINGS.map(cell).join(''));
for (const [kind, pages] of Map.groupBy(weighed, (each) => each.kind)) {
  const median = (of: keyof Omit<Weighed, 'kind'>): number => middle(pages.map((page) => page[of]));
  const ratio = middle(pages.map((page) => page.gzip / page.baseline)).toFixed(2);
  const wire = Math.max(...pages.map((page) => page.gzip)) + HEADER_BYTES;
  const cells = [pages.length, median('raw'), median('gzip'), median('brotli'), median('baseline'), ratio, wire];
  console.log(kind.padEnd(30) + cells.map(cell).join('') + (wire > WIRE_BUDGET_BYTES ? '  over budget' : ''));
}

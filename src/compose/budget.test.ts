import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { plainText } from '../article/index.ts';
import { composeArticle } from './article-page.ts';
import { prose } from './testing/prose.ts';
import { FACE, PERSIAN, RUSSIAN, withParagraphs } from './testing/specimen.ts';
import { HEADER_BYTES, WIRE_BUDGET_BYTES, wireBytes } from './wire.ts';

const PROOF_BYTES = 2_000;
const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;
const VERSIONS = { ru: RUSSIAN, fa: PERSIAN } as const;

/** A comment as long as a proof: its bytes are hashes, which no compressor shortens. */
function randomProof(seed: string): string {
  let base64 = '';
  for (let at = 0; base64.length < PROOF_BYTES; at += 1) {
    base64 += createHash('sha256').update(`${seed} ${at}`).digest('base64').slice(0, 42);
  }
  return `<!--tamizdat:proof\n${base64}`.slice(0, PROOF_BYTES - 5).concat('\n-->\n');
}

for (const language of ['ru', 'fa'] as const) {
  const version = withParagraphs(VERSIONS[language], prose(language, 600));

  test(`an article of 600 words in ${language} is one response of at most 8 KiB, proof included`, () => {
    const [page, ...more] = composeArticle({
      face: FACE,
      version,
      others: FACE.languages.filter((each) => each !== language).map((each) => ({ language: each })),
      homeAddress: 'https://courier.example/hafen/2026/leuchtturm-leuchtet-wieder',
      salt: 'e3b0c44298fc1c149afbf4c8996fb924',
      proofBytes: PROOF_BYTES,
    });
    assert.ok(page !== undefined && more.length === 0);
    const html = new TextDecoder().decode(page.bytes);
    for (const seed of ['one', 'two', 'three']) {
      const wire = gzipped(html + randomProof(seed)) + HEADER_BYTES;
      assert.ok(wire <= WIRE_BUDGET_BYTES, `${wire} bytes`);
      // What was reserved was enough, and not far too much.
      assert.ok(Math.abs(wireBytes(html, PROOF_BYTES) - wire) < 60);
    }
  });

  test(`the made-up prose in ${language} weighs at least what real text of the same number of words weighs`, () => {
    const real = plainText(VERSIONS[language].body.blocks);
    const words = real.split(/\s+/).length;
    assert.ok(gzipped(prose(language, words).join('\n')) >= gzipped(real) * 0.97);
  });
}

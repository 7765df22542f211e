import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { leanErrors, leanErrorsPlugin } from './lean-errors.ts';

const PATH = '/src/proof/x.ts';

test('an error keeps its code and loses its message', () => {
  assert.equal(
    leanErrors(`throw new ProofError('a', \`b \${c(1, 2)}: \${\`d)\`}\`, { cause });`, PATH),
    "throw new ProofError('a');",
  );
  assert.equal(leanErrors('new ProofError(code, "a, \\") b")', PATH), 'new ProofError(code)');
  assert.equal(leanErrors('if (x) throw bad("a (b)"); else y(1, 2);', PATH), 'if (x) throw bad(); else y(1, 2);');
});

test('a call that cannot be read for certain stays whole', () => {
  for (const code of [
    'new ProofError(a, b / c)',
    'new ProofError(a, /[)]/)',
    'new ProofError(a, "b',
    `new ProofError(a, \`\${"}\``,
  ]) {
    assert.equal(leanErrors(code, PATH), code);
  }
});

test('other calls, and other files, stay whole', () => {
  for (const code of ['new TypeError(a, b)', 'good("a")', 'new MyProofErrors(a, b)'])
    assert.equal(leanErrors(code, PATH), code);
  assert.equal(leanErrors('new ProofError(a, b)', '/src/newsroom/x.ts'), 'new ProofError(a, b)');
});

test('a bundle without messages refuses the same things by the same names', async () => {
  const contents = `export { parseRecord, parseCarriers, parseTrustBundle, parseNote, splitPage, bytesOf } from './proof/index.ts';
    export { parseBody, parseListing } from './article/index.ts';`;
  const resolveDir = new URL('../../', import.meta.url).pathname;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [leanErrorsPlugin],
  });
  const code = outputFiles[0]?.text ?? '';
  assert.doesNotMatch(code, /not alone on its line|is not one line|may not stand in a text/);
  const lean = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  const whole = { ...(await import('../../proof/index.ts')), ...(await import('../../article/index.ts')) };
  const outcome = (run: () => unknown): string => {
    try {
      return JSON.stringify(run()) ?? 'undefined';
    } catch (error) {
      return `${(error as Error).name}: ${(error as { code?: string }).code}`;
    }
  };
  const texts = [
    '',
    'x',
    'tamizdat.carriers/v1\n',
    'tamizdat.carriers/v1\nhttps://a.example/ g - -\n',
    'a\n\n— b c\n',
    '<article lang="ru"',
  ];
  for (const name of [
    'parseRecord',
    'parseCarriers',
    'parseTrustBundle',
    'parseNote',
    'splitPage',
    'parseBody',
    'parseListing',
  ]) {
    for (const text of texts) {
      const of = (room: Record<string, (input: unknown) => unknown>) =>
        outcome(() =>
          room[name]?.(name === 'parseBody' || name === 'parseListing' ? text : new TextEncoder().encode(text)),
        );
      assert.equal(of(lean), of(whole as never), `${name} of ${JSON.stringify(text)}`);
    }
  }
});

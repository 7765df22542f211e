import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leanErrors } from './lean-errors.ts';

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

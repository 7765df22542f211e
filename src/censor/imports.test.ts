import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';

const source = join(import.meta.dirname, '..') + sep;

test('the censor and its tests need Node alone: no package, no browser, no administrator', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname });
  assert.ok(files.length > 10);
  for (const file of files) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const imported = [...text.matchAll(/from\s+'([^']+)'|import\(\s*'([^']+)'/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    const isTest = file.endsWith('.test.ts');
    for (const name of imported) {
      const isOfNode = /^node:(?!child_process|cluster|worker_threads)/.test(name);
      // Browsers are started from outside src/.
      const isOfSource = name.startsWith('.') && join(import.meta.dirname, file, '..', name).startsWith(source);
      assert.ok(isOfNode || isOfSource || (isTest && name === 'fast-check'), `${file} imports ${name}`);
    }
  }
});

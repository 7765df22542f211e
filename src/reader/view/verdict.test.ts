import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURES, type FailureName, type Label } from '../../proof/index.ts';
import { loadWords } from '../words/load.ts';
import { sentenceOf } from './failure.ts';
import { reportOf } from './testing/specimen.ts';
import { mayShow, verdictOf } from './verdict.ts';

const { words } = await loadWords('en');
const said = (label: Partial<Label>, isSettling = false) => {
  const { tone, phrase } = verdictOf(reportOf(label), isSettling);
  return `${tone}: ${words[phrase]}`;
};

test('every label has its sentence', () => {
  assert.equal(said({ kind: 'current' }), 'good: Genuine. Current as of {time}.');
  assert.match(said({ kind: 'older' }), /^note: Genuine\. This copy is from \{time\};/);
  assert.match(said({ kind: 'ahead' }), /^note: Genuine\. Its date lies in the future/);
  assert.match(said({ kind: 'newer-revision' }), /^note: Genuine, but there is a newer version/);
  assert.match(said({ kind: 'withdrawn' }), /^note: Genuine\. The newsroom has withdrawn/);
  assert.match(said({ kind: 'not-genuine' }), /^bad: Not genuine\./);
  assert.match(said({ kind: 'conflict' }), /^bad: Careful/);
  assert.match(said({ kind: 'cannot-tell' }), /^note: It cannot be told/);
});

test('while it is being found out whether anything is newer, neither is said', () => {
  for (const kind of ['current', 'older'] as const) assert.match(said({ kind }, true), /^good: Genuine\. Looking/);
  // What is already known is not held back.
  assert.match(said({ kind: 'withdrawn' }, true), /withdrawn/);
  assert.match(said({ kind: 'not-genuine' }, true), /^bad/);
});

test('that nobody independent has witnessed it is a suffix of what is genuine, once that is settled', () => {
  assert.equal(verdictOf(reportOf({ witnessed: false }), false).isUnwitnessed, true);
  assert.equal(verdictOf(reportOf({ witnessed: true }), false).isUnwitnessed, false);
  assert.equal(verdictOf(reportOf({ witnessed: null, kind: 'conflict' }), false).isUnwitnessed, false);
  assert.equal(verdictOf(reportOf({ witnessed: false }), true).isUnwitnessed, false);
});

test('a text is shown only when a desk of the newsroom signed it', () => {
  assert.equal(mayShow(reportOf({ kind: 'current' })), true);
  assert.equal(mayShow(reportOf({ kind: 'conflict' })), true);
  assert.equal(mayShow(reportOf({ kind: 'not-genuine' })), false);
  assert.equal(mayShow(reportOf({ kind: 'cannot-tell' })), false);
  assert.equal(mayShow({ ...reportOf({ kind: 'current' }), page: null }), false);
});

test('every failure is told by a sentence, and by the one that fits', () => {
  const names = Object.keys(FAILURES) as FailureName[];
  for (const name of names) assert.ok(words.failures[sentenceOf(name)], name);
  const forms = names.filter((name) => sentenceOf(name) === 'damaged');
  const isForm = (name: string) => name.endsWith('-format') || ['too-large', 'not-utf8', 'markers'].includes(name);
  assert.deepEqual(
    forms.filter((name) => !isForm(name)),
    [],
  );
  assert.deepEqual(
    names.filter((name) => isForm(name) && !forms.includes(name)),
    [],
  );
});

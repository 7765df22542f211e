import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Carrier } from '../carrier.ts';
import { MemoryLedger } from '../sync/ledger.ts';
import type { EditionFiles } from '../sync/report.ts';
import { syncCarrier } from '../sync/sync.ts';
import type { GitTarget } from '../target.ts';
import { openGitCarrier } from './git.ts';

const newsroom = 'courier.example';

/** An edition of these texts. */
function editionOf(texts: Readonly<Record<string, string>>): EditionFiles {
  const bytesOf = (path: string) => new TextEncoder().encode(texts[path] ?? '');
  const files = Object.keys(texts)
    .sort()
    .map((path) => ({
      path,
      sizeBytes: bytesOf(path).length,
      sha256: createHash('sha256').update(bytesOf(path)).digest('hex'),
    }));
  return {
    list: (paths) => (paths === undefined ? files : files.filter(({ path }) => paths.has(path))),
    read: async (path) => (path in texts ? bytesOf(path) : null),
  };
}

const headOf = (number: number): string =>
  `tamizdat.edition/v1\nnewsroom ${newsroom}\nlog x\nnumber ${number}\ntime 2026-11-22T10:15:0${number}Z\n`;

async function makeHost(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-git-sync-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const repository = join(folder, 'pages.git');
  execFileSync('git', ['init', '--quiet', '--bare', repository]);
  const target: GitTarget = {
    kind: 'git',
    remote: pathToFileURL(repository).href,
    branch: 'pages',
    workFolder: join(folder, 'work'),
  };
  const git = (...parameters: string[]): string =>
    execFileSync('git', ['-C', repository, ...parameters], { encoding: 'utf8' }).trim();
  const ledger = new MemoryLedger();
  /** Carries as the newsroom does: opened anew each time. */
  const carry = async (texts: Readonly<Record<string, string>>, changed?: ReadonlySet<string>) => {
    const carrier: Carrier = await openGitCarrier(target, { name: 'pages', newsroom });
    try {
      return await syncCarrier({ carrier, edition: editionOf(texts), ledger, retryPausesMs: [], changed });
    } finally {
      await carrier.close();
    }
  };
  return { git, carry, shown: () => git('ls-tree', '-r', '--name-only', 'pages').split('\n') };
}

test('an edition is synced to a branch, changed, and loses what is withdrawn, a commit each', async (context) => {
  const { git, carry, shown } = await makeHost(context);
  const first = { 'm/ab/picture.webp': 'p', 'ru/a.html': 'a', 'ru/b.html': 'b', head: headOf(1) };
  const one = await carry(first);
  assert.deepEqual([one.outcome, one.headConfirmed, one.written], ['complete', true, 4]);
  const second = { 'ru/a.html': 'A', 'ru/b.html': 'b', head: headOf(2) };
  const two = await carry(second);
  assert.deepEqual([two.outcome, two.headConfirmed, two.unchanged, two.removed], ['complete', true, 1, 1]);
  assert.deepEqual(shown(), ['.nojekyll', '.tamizdat-carrier', 'head', 'ru/a.html', 'ru/b.html']);
  assert.equal(git('show', 'pages:ru/a.html'), 'A');
  assert.equal(git('rev-list', '--count', 'pages'), '1');
  const three = await carry({ ...second, 'ru/a.html': 'B', head: headOf(3) }, new Set(['ru/a.html', 'head']));
  assert.equal(three.outcome, 'complete');
  assert.equal(git('show', 'pages:ru/a.html'), 'B');
});

test('nothing new is no commit', async (context) => {
  const { git, carry } = await makeHost(context);
  const texts = { 'ru/a.html': 'a', head: headOf(1) };
  await carry(texts);
  const before = git('rev-parse', 'pages');
  assert.equal((await carry(texts)).outcome, 'complete');
  assert.equal(git('rev-parse', 'pages'), before);
});

test('what a refused push would have brought is brought by the next', async (context) => {
  const { git, carry } = await makeHost(context);
  await carry({ 'ru/a.html': 'a', head: headOf(1) });
  git('config', 'receive.denyNonFastForwards', 'true');
  const texts = { 'ru/a.html': 'b', 'ru/new.html': 'n', head: headOf(2) };
  const refused = await carry(texts);
  assert.equal(refused.outcome, 'failed');
  assert.equal(refused.headConfirmed, false);
  assert.equal(git('show', 'pages:ru/a.html'), 'a');
  git('config', 'receive.denyNonFastForwards', 'false');
  const next = await carry(texts);
  assert.deepEqual([next.outcome, next.headConfirmed], ['complete', true]);
  assert.equal(git('show', 'pages:ru/new.html'), 'n');
});

test('a branch that somebody set back is filled again', async (context) => {
  const { git, carry } = await makeHost(context);
  await carry({ 'ru/a.html': 'a', head: headOf(1) });
  const old = git('rev-parse', 'pages');
  const texts = { 'ru/a.html': 'b', head: headOf(2) };
  await carry(texts);
  git('update-ref', 'refs/heads/pages', old);
  assert.equal((await carry(texts)).outcome, 'complete');
  assert.equal(git('show', 'pages:ru/a.html'), 'b');
});

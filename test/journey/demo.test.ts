import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseNotices } from '../../src/proof/index.ts';
import { command, openScratch, start } from './command.ts';
import { editionAt, type RunningDemo, startDemo } from './demo.ts';
import { until } from './until.ts';

const LIMIT = { timeout: 240_000 };
const scratch = await openScratch();
const demos: RunningDemo[] = [];

after(async () => {
  for (const { process } of demos) process.child.kill('SIGKILL');
  await Promise.all(demos.map(({ process }) => process.ended));
  await scratch.remove();
});

async function opened(home: string, ...args: string[]): Promise<RunningDemo> {
  const demo = await startDemo(home, ...args);
  demos.push(demo);
  return demo;
}

const asked = (address: string): Promise<number | null> =>
  fetch(address, { signal: AbortSignal.timeout(5_000) }).then(
    ({ status }) => status,
    () => null,
  );

test('the demo carries a blocked newsroom to six carriers, and its censor blocks them one by one', LIMIT, async () => {
  const home = scratch.path('carried');
  // What is left where a demo before was stopped while it took an older one away.
  await mkdir(join(home, 'demo-old', 'keys'), { recursive: true });
  const demo = await opened(home, '--port', '14500');
  assert.equal(demo.carriers.size, 6);
  assert.equal(await asked(demo.console), 200);
  assert.equal(await asked(demo.app), 200);
  assert.equal(await asked(`${demo.site}/`), 200);
  assert.equal(await asked(demo.blocked), null, 'readers do not reach the site');
  for (const address of demo.carriers.values()) {
    const verified = await command(['verify', address], { home });
    assert.equal(verified.exitCode, 0, verified.out + verified.err);
  }
  assert.deepEqual(await readdir(join(home, 'demo-old')).catch(() => null), null);

  const address = demo.carriers.get('albatross') ?? '';
  for (const action of ['reset', 'blackhole']) {
    await demo.censor('albatross', action);
    assert.equal(await asked(`${address}head`), null, action);
  }
  await demo.censor('albatross', 'alter');
  const lied = await command(['verify', `${address}de/index.html`], { home });
  assert.equal(lied.exitCode, 1, lied.out + lied.err);
  assert.match(lied.out, /hash-mismatch/);

  await demo.censor('albatross', 'old');
  const before = await editionAt(address);
  await demo.edit('publish');
  const newest = await until(async () => {
    const number = await editionAt(demo.carriers.get('buoy') ?? '');
    return number > before && number;
  });
  assert.equal(await editionAt(address), before, 'the old copy stays as it was');
  await demo.censor('albatross', 'open');
  assert.ok((await editionAt(address)) >= newest);
  await demo.stop();
});

test('stopped in any way it goes on where it was; --anew begins again', LIMIT, async () => {
  const home = scratch.path('again');
  const first = await opened(home, '--port', '14520');
  const carrier = first.carriers.get('cutter') ?? '';
  const { slug } = await first.edit('publish');
  const number = await until(async () => (await editionAt(carrier)) > 1 && editionAt(carrier));
  first.process.child.kill('SIGKILL');
  await first.process.ended;

  const fingerprintOf = ({ process }: RunningDemo): string => /fingerprint (.+)/.exec(process.written().out)?.[1] ?? '';
  const slugsOf = async ({ site }: RunningDemo): Promise<string[]> => {
    const state = (await (await fetch(`${site}/control/state`)).json()) as { articles: { slug: string }[] };
    return state.articles.map((article) => article.slug);
  };
  const second = await opened(home, '--port', '14520');
  assert.equal(fingerprintOf(second), fingerprintOf(first));
  assert.ok((await slugsOf(second)).includes(slug), 'the site remembers what it published');
  assert.ok((await editionAt(second.carriers.get('cutter') ?? '')) >= number);
  const twice = await start(['demo', '--anew'], { home }).ended;
  assert.equal(twice.exitCode, 1, 'a demo that runs is not emptied');
  assert.match(twice.err, /^error: .*\n?hint: /m);
  await second.stop();

  const third = await opened(home, '--anew', '--port', '14540');
  assert.notEqual(fingerprintOf(third), fingerprintOf(first));
  assert.equal(await editionAt(third.carriers.get('cutter') ?? ''), 1);
  await third.stop();
  assert.equal(JSON.parse((await command(['trust', 'list', '--json'], { home })).out).length, 1);
});

test('with --fast the newsroom publishes, corrects and withdraws by itself, on every carrier', LIMIT, async () => {
  const demo = await opened(scratch.path('fast'), '--fast', '--port', '14560');
  const startedAt = Date.now();
  for (const address of demo.carriers.values()) {
    const kinds = await until(async () => {
      const answer = await fetch(`${address}head`);
      const ref = /^notices (\d+) sha256:((..).*)$/m.exec(await answer.text());
      if (ref === null) return null;
      const file = await fetch(`${address}o/${ref[3]}/${ref[2]}`);
      // The next edition may have taken its place between the two requests.
      if (file.status !== 200) return null;
      const notices = parseNotices(new Uint8Array(await file.arrayBuffer()));
      // What the sample begins with came in with the first edition, before it was ready.
      const kinds = new Set(notices.filter(({ time }) => Date.parse(time) >= startedAt).map(({ kind }) => kind));
      return kinds.size === 2 && kinds;
    });
    assert.deepEqual([...kinds].sort(), ['correction', 'withdrawal']);
  }
  await demo.stop();
});

test('a folder that is not a demo is left alone', LIMIT, async () => {
  const home = scratch.path('foreign');
  await mkdir(join(home, 'demo'), { recursive: true });
  await writeFile(join(home, 'demo', 'diary.txt'), 'mine');
  for (const args of [['demo'], ['demo', '--anew']]) {
    const { exitCode, err } = await command(args, { home });
    assert.equal(exitCode, 2, err);
    assert.match(err, /is not the folder of a demo/);
  }
  assert.deepEqual(await readdir(join(home, 'demo')), ['diary.txt']);
});

test('a home that is no folder is said to be none', LIMIT, async () => {
  const home = scratch.path('no-folder');
  await writeFile(home, '');
  const { exitCode, err } = await command(['demo'], { home });
  assert.equal(exitCode, 1, err);
  assert.match(err, /^error: .*cannot be used.*\nhint: set TAMIZDAT_HOME/);
});

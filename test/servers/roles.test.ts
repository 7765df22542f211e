import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { parseCheckpoint, parseHead, parseNote } from '../../src/proof/index.ts';
import { openSample } from '../../src/sample/index.ts';
import { command, openScratch, type Running, start } from '../journey/command.ts';
import { visitFirst } from '../journey/desk-visitor.ts';
import { until } from '../journey/until.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
const scratch = await openScratch();
const sample = await openSample();
const started: Running[] = [];
after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await sample.close();
  await server.close();
  await scratch.remove();
});

function running(args: readonly string[]): Running {
  const process = start(args, { home: scratch.path('home') });
  started.push(process);
  return process;
}

/** A newsroom on a database of the server, which follows the sample and translates with its phrase book. */
async function newsroom(name: string): Promise<string> {
  const folder = scratch.path(name);
  const made = await command(
    ['init', folder, '--name', 'bote.example', '--languages', 'de,ru', '--feed', `${sample.address}/feed.xml`],
    { home: scratch.path('home') },
  );
  assert.equal(made.exitCode, 0, made.err);
  const file = join(folder, 'tamizdat.yaml');
  const text = (await readFile(file, 'utf8'))
    .replace('port: 8080', 'port: 0')
    .replaceAll('every: 5m', 'every: 1s')
    .replace(/^translations: \[\]$/m, 'translations: [{ from: de, to: ru, engine: book, publish: unchecked }]')
    .replace(
      /^engines: \[\]$/m,
      `engines: [{ name: book, kind: libretranslate, address: "${sample.address}/phrase-book/" }]`,
    );
  await writeFile(file, `${text}\ndatabase: file:database\nconsole: { port: 0 }\nheartbeat: 10s\n`);
  await writeFile(join(folder, 'database'), await server.createDatabase(), { mode: 0o600 });
  return folder;
}

async function asked<Row extends pg.QueryResultRow>(folder: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: await readFile(join(folder, 'database'), 'utf8') });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

const sizeOf = async (folder: string): Promise<number> => {
  const { proof } = parseHead(await readFile(join(folder, 'data/edition/files/head')));
  return parseCheckpoint(parseNote(proof.checkpoint).text).size;
};

test('two workers and a console share the work; the second publishes when the first is killed, and nothing is lost', {
  timeout: 300_000,
}, async () => {
  const folder = await newsroom('shared');
  const first = running(['run', folder, '--role', 'worker']);
  await first.seen(/bote\.example is running/);
  const second = running(['run', folder, '--role', 'worker']);
  await second.seen(/another process publishes/);
  const web = running(['run', folder, '--role', 'web']);
  const [, address = ''] = await web.seen(/console {6}(\S+)/);
  const [, link = ''] = await web.seen(/sign in +(\S+)/);
  assert.equal((await fetch(link)).status, 200);
  assert.equal((await fetch(address)).status, 401, 'strangers see nothing');
  const refused = await command(['run', folder], { home: scratch.path('home') });
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, new RegExp(`the newsroom in .* is held by the running process ${first.child.pid}`));

  // Every draft is filled in, by whichever worker took its job; what the machine got wrong then waits for a person.
  await until(async () => {
    const [row] = await asked<{ begun: number; filled: number }>(
      folder,
      `select count(*)::int4 as begun,
        count(*) filter (where state not in ('arrived', 'in-translation'))::int4 as filled from drafts`,
    );
    return row !== undefined && row.begun > 0 && row.filled === row.begun ? true : null;
  });
  const before = await sizeOf(folder);
  first.child.kill('SIGKILL');
  await second.seen(/bote\.example is running/);
  assert.ok(sample.publish().done);
  await until(async () => ((await sizeOf(folder)) > before ? true : null));
  // Carriers are brought up to date beside the publishing.
  const verify = () => command(['verify', join(folder, 'public')], { home: scratch.path('home') });
  const verified = await until(async () => {
    const result = await verify();
    return result.exitCode !== 3 && result;
  });
  assert.equal(verified.exitCode, 0, verified.out + verified.err);
  for (const process of [second, web]) {
    process.child.kill('SIGTERM');
    assert.equal((await process.ended).exitCode, 0, process.written().err);
  }
});

test('while the database is away the newsroom goes on running and says so, and when it is back it publishes', {
  timeout: 300_000,
}, async () => {
  const folder = await newsroom('away');
  const process = running(['run', folder]);
  await process.seen(/bote\.example is running/);
  const desk = await visitFirst(process, 'Ada Brook');
  const [draft] = await until(async () => {
    const rows = await asked<{ article: string; edit: number }>(
      folder,
      `select article, edit from segments where key = 'headline' and language = 'ru'
        and article not in (select article from drafts where state in ('arrived', 'in-translation')) limit 1`,
    );
    return rows.length > 0 && rows;
  });
  const headline = `/articles/${draft?.article}/ru/segments/headline`;
  const form = { act: 'save', edit: String(draft?.edit), target: 'Паром снова ходит' };
  const before = await sizeOf(folder);
  await server.stop('crash');
  const page = await desk.get('/articles');
  assert.equal(page.status, 503);
  assert.match(await page.text(), /database cannot be reached at the moment.*works again by itself/s);
  const unsaved = await desk.post(headline, form, 'text/html');
  assert.equal(unsaved.status, 503);
  assert.match(await unsaved.text(), /Паром снова ходит<\/textarea>/);
  assert.ok(sample.publish().done);
  await process.seen(/cannot be reached/);
  assert.equal(process.child.exitCode, null);
  await server.start();
  const saved = await until(async () => {
    const answer = await desk.post(headline, form);
    return answer.status !== 503 && answer;
  });
  assert.equal(saved.status, 200, await saved.text());
  assert.equal((await desk.get('/articles')).status, 200);
  await until(async () => ((await sizeOf(folder)) > before ? true : null));
  process.child.kill('SIGTERM');
  assert.equal((await process.ended).exitCode, 0, process.written().err);
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileReader, readTrust } from '../../edition/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { createNewsroom } from '../create.ts';
import { Newsroom } from '../newsroom.ts';

const now = () => new Date('2026-11-22T10:00:00Z');
const PASSPHRASE = 'seven grey herons';

let scratch: string;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-desks-'));
});
after(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));

/** A newsroom with sealed keys, and how to open it again after a change of its settings. */
async function sealedNewsroom(name: string) {
  const folder = join(scratch, name);
  const settings = {
    newsroom: 'light.example.carried-x',
    title: 'The Harbour Light',
    home: 'https://light.example/',
    languages: ['en'],
    carried: { from: 'light.example', by: 'a reader' },
  };
  await createNewsroom(folder, settings, { now, ask: async () => PASSPHRASE });
  const lines: string[] = [];
  const log = openLog({ level: 'warn', pretty: false, destination: { write: (line) => lines.push(line) } });
  const read = fileReader(join(folder, 'data', 'edition', 'files'));
  return {
    folder,
    lines,
    trust: async () => (await readTrust(read)) ?? assert.fail('there is no trust data'),
    async edit(from: string, to: string) {
      const file = join(folder, 'tamizdat.yaml');
      const text = await readFile(file, 'utf8');
      assert.ok(text.includes(from));
      await writeFile(file, text.replace(from, to));
    },
    open: (passphrase: string | null = null) => Newsroom.open(folder, { now, log, ask: async () => passphrase }),
  };
}

test('a new name waits for the key that signs it, and stops nothing', async () => {
  const { edit, open, trust, lines } = await sealedNewsroom('renamed');
  for (const [from, to] of [
    ['title: The Harbour Light', 'title: The New Light'],
    ['from: light.example', 'from: new-light.example'],
  ] as const) {
    const before = await trust();
    await edit(from, to);
    const without = await open();
    assert.equal((await without.publish()).refused.length, 0);
    await without.close();
    assert.equal((await trust()).versions.targets, before.versions.targets);
    assert.match(lines.splice(0).join(''), /targets key is needed to sign the new name .* until then/);
    await (await open(PASSPHRASE)).close();
    assert.equal((await trust()).versions.targets, before.versions.targets + 1);
  }
  const { title, carried } = (await trust()).identity;
  assert.deepEqual([title, carried?.from], ['The New Light', 'new-light.example']);
});

test('a language without its key is not written into the settings, and what was signed is signed once', async () => {
  const { folder, open, trust } = await sealedNewsroom('language');
  const settings = () => readFile(join(folder, 'tamizdat.yaml'), 'utf8');
  const text = await settings();
  const newsroom = await open();
  await newsroom.publish();
  await assert.rejects(newsroom.addLanguages(['ru']), { code: 'language-needs-key' });
  assert.equal(await settings(), text);
  assert.equal((await trust()).versions.targets, 1);
  await newsroom.close();

  const again = await open(PASSPHRASE);
  await again.addLanguages(['ru']);
  // In the files at once: whatever happens now, no second trust data of this number can come to be.
  const signed = await trust();
  assert.equal(signed.versions.targets, 2);
  await again.heartbeat();
  await again.publish();
  assert.deepEqual((await trust()).files.get('2.targets.json'), signed.files.get('2.targets.json'));
  await again.addLanguages(['ru']);
  assert.equal((await trust()).versions.targets, 2);
  await again.close();
});

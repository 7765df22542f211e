import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLog } from '../platform/telemetry/index.ts';
import { createNewsroom } from './create.ts';
import { NewsroomError } from './error.ts';
import { Newsroom } from './newsroom.ts';

const log = openLog({ level: 'error' });
const ports = { now: () => new Date('2026-11-22T10:00:00Z'), ask: async () => null, log };

/** Makes a newsroom, a copy of its folder, and then a second edition that is in the first folder and on the carrier. */
async function withOldCopy(use: (parts: { old: string; newest: string; carrier: string }) => Promise<void>) {
  const root = await mkdtemp(join(tmpdir(), 'tamizdat-old-copy-'));
  try {
    const [newest, old, carrier] = [join(root, 'newest'), join(root, 'old'), join(root, 'carrier')];
    await createNewsroom(
      newest,
      {
        newsroom: 'courier.example',
        title: 'The Courier',
        home: 'https://courier.example/',
        languages: ['en'],
        carriers: [{ name: 'local', directory: carrier }],
      },
      ports,
    );
    const publish = async (languages: readonly string[]): Promise<void> => {
      const newsroom = await Newsroom.open(newest, ports);
      await newsroom.addLanguages(languages);
      await newsroom.publish();
      await newsroom.carry();
      await newsroom.close();
    };
    await publish([]);
    await cp(newest, old, { recursive: true });
    await publish(['ru']);
    await use({ old, newest, carrier });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const isOldCopy = (error: unknown): boolean => error instanceof NewsroomError && error.code === 'old-copy';

test('a folder restored from an old backup is refused: it would sign a second history', async () => {
  await withOldCopy(async ({ old, newest }) => {
    await assert.rejects(Newsroom.open(old, ports), isOldCopy);
    // The newest one opens as ever, and again after the refusal.
    await (await Newsroom.open(newest, ports)).close();
    await assert.rejects(Newsroom.open(old, ports), isOldCopy);
  });
});

test('an old backup goes on from where the carrier is once it has the files of the carrier', async () => {
  await withOldCopy(async ({ old, carrier }) => {
    const files = join(old, 'data', 'edition', 'files');
    await rm(files, { recursive: true });
    await cp(carrier, files, { recursive: true, filter: (path) => !path.endsWith('.tamizdat-carrier') });
    const newsroom = await Newsroom.open(old, ports);
    const { edition } = await newsroom.publish();
    await newsroom.close();
    assert.ok(edition >= 2);
  });
});

test('a carrier whose head is damaged or of somebody else stops nothing', async () => {
  await withOldCopy(async ({ old, carrier }) => {
    const head = join(carrier, 'head');
    const text = await readFile(head, 'utf8');
    for (const lie of [
      '',
      'nonsense',
      text.replace(/\ncourier\.example\/log\/1\n\d+\n/, '\ncourier.example/log/1\n9999\n'),
    ]) {
      assert.notEqual(lie, text);
      await writeFile(head, lie);
      await (await Newsroom.open(old, ports)).close();
    }
  });
});

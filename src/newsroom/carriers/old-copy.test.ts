import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLog } from '../../platform/telemetry/index.ts';
import { createNewsroom } from '../create.ts';
import { NewsroomError } from '../error.ts';
import { holdKeys } from '../keys/keys-folder.ts';
import { renewKeys, rotateKey } from '../keys/keys-rotate.ts';
import { retireLog } from '../keys/revoke-log.ts';
import { Newsroom } from '../newsroom.ts';

const log = openLog({ level: 'error' });
const ports = { now: () => new Date('2026-11-22T10:00:00Z'), ask: async () => null, log };

interface Copies {
  readonly old: string;
  readonly newest: string;
  readonly carrier: string;
}

/**
 * Makes a newsroom, a copy of its folder, and then what the first folder and the carrier have and the copy has not: by
 * default a second edition.
 */
async function withOldCopy(use: (parts: Copies) => Promise<void>, change?: (newest: string) => Promise<unknown>) {
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
    if (change === undefined) await publish(['ru']);
    else await change(newest);
    await use({ old, newest, carrier });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const isOldCopy = (error: unknown): boolean => error instanceof NewsroomError && error.code === 'old-copy';

/** Gives the carrier the trust data of the old copy: then only the log tells which of the two is newer. */
async function withOldTrust({ old, carrier }: Copies): Promise<void> {
  await cp(join(old, 'data', 'edition', 'files', 'trust'), join(carrier, 'trust'), { recursive: true });
}

test('a folder restored from an old backup is refused: it would sign a second history', async () => {
  await withOldCopy(async (copies) => {
    const { old, newest } = copies;
    await withOldTrust(copies);
    await assert.rejects(Newsroom.open(old, ports), isOldCopy);
    // The newest one opens as ever, and again after the refusal.
    await (await Newsroom.open(newest, ports)).close();
    await assert.rejects(Newsroom.open(old, ports), { code: 'old-copy', message: /log entries, it has/ });
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
  await withOldCopy(async (copies) => {
    const { old, carrier } = copies;
    await withOldTrust(copies);
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

/** Carries what is in the folder, as its next start does. */
async function carryFrom(folder: string): Promise<void> {
  const newsroom = await Newsroom.open(folder, ports);
  await newsroom.carry();
  await newsroom.close();
}

for (const [what, change, says] of [
  ['a log was retired', (folder: string) => retireLog(folder, 1, ports), /holds targets 2, and it has targets 1$/],
  [
    'the online key was replaced',
    (folder: string) => holdKeys(folder, (held) => rotateKey(held, 'online', ports)).then(() => carryFrom(folder)),
    /holds root 2, and it has root 1$/,
  ],
  [
    'the dates were renewed',
    (folder: string) => holdKeys(folder, (held) => renewKeys(held, true, ports)).then(() => carryFrom(folder)),
    /holds root 2, and it has root 1$/,
  ],
] as const) {
  test(`a folder from before ${what} is refused, for publishing and for work on its keys`, async () => {
    await withOldCopy(async ({ old, newest }) => {
      await assert.rejects(Newsroom.open(old, ports), { code: 'old-copy', message: says, hint: /"Restore"/ });
      await assert.rejects(
        holdKeys(old, async () => {}),
        { code: 'old-copy' },
      );
      await (await Newsroom.open(newest, ports)).close();
    }, change);
  });
}

test('trust data on a carrier that the roots of this newsroom do not lead to stops nothing', async () => {
  await withOldCopy(
    async ({ old, carrier }) => {
      const path = join(carrier, 'trust', '2.root.json');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/"sig":"[0-9a-f]{8}/, '"sig":"00000000'));
      // The bundle holds the root too, and is what is read first.
      const bundle = join(carrier, 'trust', 'bundle');
      const bytes = await readFile(bundle, 'latin1');
      await writeFile(bundle, bytes.replace(/"sig":"[0-9a-f]{8}/, '"sig":"00000000'), 'latin1');
      await (await Newsroom.open(old, ports)).close();
    },
    (folder) => holdKeys(folder, (held) => rotateKey(held, 'online', ports)).then(() => carryFrom(folder)),
  );
});

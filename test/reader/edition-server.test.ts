import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeDurably } from '../../src/platform/home/index.ts';
import { openEditionServer } from '../../src/platform/http/index.ts';
import { ARTICLE, gist, Reading, Scene, standings } from './scene.ts';

test('editions in folders, served as carriers serve them, are found, verified and watched', async (t) => {
  const scene = await Scene.open(t, 0);
  const root = await mkdtemp(join(tmpdir(), 'tamizdat-reader-'));
  const names = ['one', 'two', 'three', 'four'];
  const carry = async (): Promise<void> => {
    for (const name of names) {
      for (const [path, bytes] of scene.newsroom.files) await writeDurably(join(root, name, path), bytes);
    }
  };
  await carry();
  const servers = await Promise.all(
    names.map((name) => openEditionServer({ folder: join(root, name), recheckMs: 0, closeGraceMs: 0 })),
  );
  const entry = ({ address }: { address: string }, at: number) =>
    ({ address, group: names[at] ?? '', abilities: ['cors'], hints: [] }) as const;
  const session = await scene.visit({ watchMs: 30, quotaMs: 100 }, scene.card({ carriers: servers.map(entry) }));
  const reading = new Reading(session, ARTICLE);
  try {
    assert.equal(gist(await reading.settled()), 'page current Мост закрыт.');
    await scene.publishNext('withdrawn');
    await carry();
    const view = await reading.until((each) => gist(each) === 'page withdrawn Отозвано.');
    assert.equal(view.kind === 'page' && view.change, 'withdrawn');
    assert.ok(!standings(session).includes('false'));
  } finally {
    reading.stop();
    await Promise.all(servers.map((server) => server.close()));
    await rm(root, { recursive: true });
  }
});

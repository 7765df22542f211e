import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VersionState } from '../../article/index.ts';
import type { KeptVersion } from './versions.ts';
import { tellWebhooks } from './webhook-messages.ts';

function version(language: string, state: VersionState, revision: number, publishedRevision: number): KeptVersion {
  return {
    article: '3fk9m2tq7x',
    day: '2026-11-22',
    revision,
    publishedRevision,
    releasedBy: null,
    salt: '',
    address: null,
    wanted: 2,
    published: 1,
    body: {
      language,
      direction: 'ltr',
      state,
      headline: 'A secret headline',
      sections: [],
      bylines: [],
      publishedAt: '2026-11-22T10:15:00Z',
      blocks: [],
    },
  };
}

const trx = { executeQuery: async () => ({ rows: [] }) };

async function told(versions: readonly KeptVersion[], addresses: readonly string[]) {
  const jobs: { address: string; id: string; body: string }[] = [];
  await tellWebhooks(trx, 12, versions, {
    settings: () => ({
      newsroom: 'courier.example',
      webhooks: addresses.map((address) => ({ address, secret: 'env:HOOK' as const })),
    }),
    now: () => new Date('2026-11-22T10:16:00Z'),
    random: (count) => new Uint8Array(count).fill(jobs.length),
    enqueue: async (_trx, _queue, data) => void jobs.push(data),
  });
  return jobs;
}

test('every webhook is told what was published, corrected and withdrawn, in which languages and where it lies', async () => {
  const versions = [version('de', 'current', 1, 0), version('ru', 'corrected', 3, 2), version('fa', 'withdrawn', 2, 1)];
  const jobs = await told(versions, ['https://one.example/hook', 'https://two.example/hook']);
  assert.deepEqual(
    jobs.map(({ address }) => address),
    ['https://one.example/hook', 'https://two.example/hook'],
  );
  assert.notEqual(jobs[0]?.id, jobs[1]?.id);
  const { type, timestamp, data } = JSON.parse(jobs[0]?.body ?? '');
  assert.deepEqual(
    [type, timestamp, data.newsroom, data.edition],
    ['edition.published', '2026-11-22T10:16:00.000Z', 'courier.example', 12],
  );
  assert.deepEqual(data.changes[1], {
    what: 'corrected',
    article: '3fk9m2tq7x',
    language: 'ru',
    revision: 3,
    path: 'ru/2026/11/22/3fk9m2tq7x.html',
  });
  assert.deepEqual(
    data.changes.map(({ what, language }: { what: string; language: string }) => `${what} ${language}`),
    ['published de', 'corrected ru', 'withdrawn fa'],
  );
});

test('no text of an article is in a message, since it may have to be withdrawn', async () => {
  const [job] = await told([version('de', 'current', 1, 0)], ['https://one.example/hook']);
  assert.ok(!job?.body.includes('secret headline'));
});

test('pages that were only drawn again tell nobody anything', async () => {
  assert.deepEqual(await told([version('de', 'current', 1, 1)], ['https://one.example/hook']), []);
});

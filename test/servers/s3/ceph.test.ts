import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { MemoryLedger, openCarrier, probeS3, syncCarrier } from '../../../src/carry/index.ts';
import { S3Client } from '../../../src/platform/s3/index.ts';
import type { NewsroomCard } from '../../../src/reader/index.ts';
import { openChromium } from '../../browser/chromium.ts';
import { ARTICLE, articleOf, frontOf } from '../../reader/scene.ts';
import { serveApp } from '../../reader/serve-app.ts';
import { Newsroom } from '../../vectors/newsroom.ts';
import { targetOf } from './start.ts';
import { editionOf, testS3Service } from './suite.ts';

const { server } = testS3Service('ceph', {
  findings: { conditionalPut: 'honoured', checksSha256: false, objectLock: false, tidiesParts: false, cors: false },
  async limit({ folder }, _, maxBytes) {
    const admin = (...args: string[]) =>
      promisify(execFile)('radosgw-admin', [
        '-c',
        join(folder, 'ceph.conf'),
        'quota',
        ...args,
        '--quota-scope=bucket',
        '--uid=tests',
      ]);
    if (maxBytes === null) return void (await admin('disable'));
    await admin('set', `--max-size=${maxBytes}`);
    await admin('enable');
  },
});

test('ceph: somebody reads an article in the reader app, from a public bucket of another origin', async (t) => {
  const place = targetOf('ceph', server().address, { bucket: 'public', prefix: 'courier/' });
  const client = new S3Client(place);
  t.after(() => client.close());
  await client.expect({ method: 'PUT' }, [200]);
  const statement = { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::public/*'] };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await client.expect({ method: 'PUT', query: { policy: null }, body: new TextEncoder().encode(policy) }, [200, 204]);

  const newsroom = await Newsroom.open(new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, ''));
  await newsroom.publish([
    { language: 'ru', parts: [articleOf('Мост закрыт.')] },
    { kind: 'front', language: 'ru', parts: [frontOf('Мост закрыт')] },
  ]);
  const carrier = await openCarrier(place, { name: 'bucket-a', newsroom: 'courier.example' });
  t.after(() => carrier.close());
  const { outcome } = await syncCarrier({ carrier, edition: editionOf(newsroom.files), ledger: new MemoryLedger() });
  assert.equal(outcome, 'complete');
  const found = await probeS3(place, { name: 'bucket-a', setsCors: true });
  assert.deepEqual([found.corsSetting, found.cors, found.publicRead, found.publicList], ['done', true, true, false]);

  const address = `${server().address}public/courier/`;
  const card: NewsroomCard = {
    newsroom: 'courier.example',
    fingerprint: newsroom.fingerprint,
    title: { ru: 'Вестник' },
    home: 'https://courier.example/',
    languages: ['ru'],
    carriers: [{ address, group: 'ceph', abilities: ['cors'], hints: [] }],
    trust: newsroom.file('trust/bundle'),
  };
  const app = await serveApp(card);
  t.after(() => app.close());
  const browser = await openChromium();
  t.after(() => browser.close());
  const page = await browser.newPage({ locale: 'ru-RU' });
  await page.goto(`${app.address}#/${ARTICLE}`);
  await page.locator('main').getByText('Мост закрыт.').waitFor({ timeout: 60_000 });
  await page
    .locator('.label .verdict')
    .filter({ hasText: /^✓ Подлинная/ })
    .waitFor({ timeout: 60_000 });

  // The page itself, opened where it lies: the browser inflates what the bucket keeps compressed.
  const answer = await page.goto(address + ARTICLE);
  assert.equal(answer?.headers()['content-encoding'], 'gzip');
  await page.getByText('Мост закрыт.').waitFor();
  const missing = await page.goto(`${address}ru/none.html`);
  assert.ok([403, 404].includes(missing?.status() ?? 0));
});

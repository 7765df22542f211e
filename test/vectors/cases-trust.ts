import { bytesOf, formatTrustBundle, hexOf, parseTrustBundle } from '../../src/proof/index.ts';
import { type Case, mustFail, replaceIn, type Setup } from './case.ts';
import { oneEdition, RU } from './cases-genuine.ts';
import type { Newsroom } from './newsroom.ts';

type TrustChange = NonNullable<Parameters<Newsroom['writeTrust']>[0]>;

/** A carrier whose trust data was made otherwise than it should. */
async function made(change: (newsroom: Newsroom) => TrustChange | Promise<TrustChange>): Promise<Setup> {
  const newsroom = await oneEdition();
  const { fingerprint } = newsroom;
  await newsroom.writeTrust(await change(newsroom));
  return { newsroom, fingerprint, path: RU };
}

/** A carrier that altered one file of its trust bundle; `name` is the end of that file's name. */
async function altered(name: string, change: (bytes: Uint8Array) => Uint8Array): Promise<Setup> {
  const newsroom = await oneEdition();
  const files = parseTrustBundle(newsroom.file('trust/bundle')).map((file) =>
    file.name.endsWith(name) ? { ...file, bytes: change(file.bytes) } : file,
  );
  newsroom.files.set('trust/bundle', formatTrustBundle(files));
  return { newsroom, path: RU };
}

/** A reader who already knows version 3 of everything meets version 3 with something lower. */
async function rolledBack(versions: NonNullable<TrustChange['versions']>): Promise<Setup> {
  const newsroom = await oneEdition();
  await newsroom.writeTrust({ versions: { targets: 3, snapshot: 3, timestamp: 3 } });
  const known = newsroom.file('trust/bundle');
  await newsroom.writeTrust({ versions: { targets: 3, snapshot: 3, timestamp: 3, ...versions } });
  return { newsroom, known };
}

const rootBy = (by: readonly string[], keys: readonly string[]) => () =>
  made(async (newsroom) => ({
    root: { version: 2, bytes: await newsroom.makeRoot(2, { keys: { root: keys }, by }) },
  }));

export const trustCases: readonly Case[] = [
  mustFail('root-mismatch', 'the first root of somebody else', 'trust', 'root-mismatch', async () => {
    const newsroom = await oneEdition();
    return { newsroom, path: RU, fingerprint: hexOf(new Uint8Array(32)) };
  }),
  mustFail('root-unsigned', 'the first root altered in what its keys sign', 'trust', 'trust-threshold', async () => {
    const newsroom = await oneEdition();
    const bytes = await newsroom.makeRoot(1, { by: ['stranger'] });
    await newsroom.writeTrust({ root: { version: 1, bytes } });
    return { newsroom, path: RU };
  }),
  mustFail(
    'root-next-not-signed-by-old',
    'a next root its predecessor did not sign',
    'trust',
    'trust-threshold',
    rootBy(['stranger'], ['stranger']),
  ),
  mustFail(
    'root-next-not-signed-by-itself',
    'a next root its own keys did not sign',
    'trust',
    'trust-threshold',
    rootBy(['root'], ['root-2']),
  ),
  mustFail('root-too-few', 'one of two keys under a threshold of two', 'trust', 'trust-threshold', () =>
    made(async (newsroom) => ({
      root: {
        version: 2,
        bytes: await newsroom.makeRoot(2, {
          keys: { root: ['root-2', 'root-3'] },
          by: ['root', 'root-2'],
          threshold: 2,
        }),
      },
    })),
  ),
  mustFail('root-version-skipped', 'a root that says it is another version', 'trust', 'trust-mismatch', () =>
    made(async (newsroom) => ({ root: { version: 2, bytes: await newsroom.makeRoot(3) } })),
  ),
  mustFail('timestamp-by-stranger', 'a timestamp that a stranger signed', 'trust', 'trust-threshold', () =>
    made(() => ({ by: { timestamp: 'stranger' } })),
  ),
  mustFail('snapshot-by-stranger', 'a snapshot that a stranger signed', 'trust', 'trust-threshold', () =>
    made(() => ({ by: { snapshot: 'stranger' } })),
  ),
  mustFail('targets-by-stranger', 'targets that a stranger signed', 'trust', 'trust-threshold', () =>
    made(() => ({ by: { targets: 'stranger' } })),
  ),
  mustFail('targets-by-online-key', 'stolen online keys try to name a desk', 'trust', 'trust-threshold', () =>
    made(() => ({ by: { targets: 'timestamp' } })),
  ),
  mustFail('trust-rollback-timestamp', 'an older timestamp than is known', 'trust', 'trust-rollback', () =>
    rolledBack({ timestamp: 2 }),
  ),
  mustFail('trust-rollback-snapshot', 'a newer timestamp over an older snapshot', 'trust', 'trust-rollback', () =>
    rolledBack({ timestamp: 4, snapshot: 2 }),
  ),
  mustFail('trust-rollback-targets', 'a newer snapshot over older targets', 'trust', 'trust-rollback', () =>
    rolledBack({ timestamp: 4, snapshot: 4, targets: 2 }),
  ),
  mustFail('timestamp-altered', 'a timestamp changed after signing', 'trust', 'trust-threshold', () =>
    altered('timestamp.json', (bytes) => replaceIn(bytes, '2026-12-06', '2036-12-06')),
  ),
  mustFail('snapshot-altered', 'another snapshot than the timestamp names', 'trust', 'trust-mismatch', () =>
    altered('snapshot.json', (bytes) => replaceIn(bytes, '2026-12-22', '2026-12-23')),
  ),
  mustFail('targets-altered', 'other targets than the snapshot names', 'trust', 'trust-mismatch', () =>
    altered('targets.json', (bytes) => replaceIn(bytes, 'The Courier', 'The Herald!')),
  ),
  mustFail('desks-altered', 'a desk put into desks.txt by a carrier', 'trust', 'trust-mismatch', () =>
    altered('desks.txt', (bytes) => bytesOf(`${new TextDecoder().decode(bytes)}\n`)),
  ),
  mustFail('policy-altered', 'a policy without its clock', 'trust', 'trust-mismatch', () =>
    altered('policy.txt', (bytes) => replaceIn(bytes, '# tamizdat clock clock\n', '')),
  ),
  mustFail('trust-not-json', 'a timestamp that is not JSON', 'trust', 'trust-format', () =>
    altered('timestamp.json', () => bytesOf('<html>not found</html>')),
  ),
  mustFail('trust-member-twice', 'a version that stands twice', 'trust', 'trust-format', () =>
    altered('timestamp.json', (bytes) =>
      replaceIn(bytes, '"version":1,"expires"', '"version":7,"version":1,"expires"'),
    ),
  ),
  mustFail('trust-fraction', 'a version written as a fraction', 'trust', 'trust-format', () =>
    altered('timestamp.json', (bytes) => replaceIn(bytes, '"version":1,"expires"', '"version":1.0e0,"expires"')),
  ),
  mustFail('policy-log-twice', 'two logs of one number', 'trust', 'policy-format', () =>
    made(async (newsroom) => {
      const { verifierKey } = await newsroom.signer('herald.example/log/1');
      return { policy: `log ${verifierKey}\n${await newsroom.defaultPolicy()}` };
    }),
  ),
  mustFail('policy-log-foreign', "somebody else's log in the policy", 'trust', 'policy-format', () =>
    made(async (newsroom) => {
      const { verifierKey } = await newsroom.signer('herald.example/log/2');
      return { policy: `log ${verifierKey}\n${await newsroom.defaultPolicy()}` };
    }),
  ),
  mustFail(
    'trust-rollback-rotated',
    'a new timestamp key does not let the targets go back',
    'trust',
    'trust-rollback',
    async () => {
      const newsroom = await oneEdition();
      const { fingerprint } = newsroom;
      await newsroom.writeTrust({ versions: { targets: 7, snapshot: 7, timestamp: 7 } });
      const known = newsroom.file('trust/bundle');
      const bytes = await newsroom.makeRoot(2, { keys: { timestamp: ['timestamp-2'] } });
      const versions = { targets: 1, snapshot: 7, timestamp: 1 };
      await newsroom.writeTrust({ root: { version: 2, bytes }, versions, by: { timestamp: 'timestamp-2' } });
      return { newsroom, known, fingerprint };
    },
  ),
  mustFail('trust-revoked', 'keys that a known root took away', 'trust', 'trust-threshold', async () => {
    const thief = await oneEdition();
    const newsroom = await oneEdition();
    const keys = { targets: ['targets-2'], snapshot: ['snapshot-2'], timestamp: ['timestamp-2'] };
    const bytes = await newsroom.makeRoot(2, { keys });
    const by = { targets: 'targets-2', snapshot: 'snapshot-2', timestamp: 'timestamp-2' };
    const expires = { timestamp: '2026-11-22T10:00:00Z' };
    await newsroom.writeTrust({ root: { version: 2, bytes }, by, expires });
    const stolen = parseTrustBundle(thief.file('trust/bundle')).filter(({ name }) => name !== '1.root.json');
    thief.files.set('trust/bundle', formatTrustBundle([{ name: '2.root.json', bytes }, ...stolen]));
    return { newsroom: thief, path: RU, known: newsroom.file('trust/bundle') };
  }),
  mustFail('trust-other-role', 'the snapshot in the place of the timestamp', 'trust', 'trust-format', async () => {
    const newsroom = await oneEdition();
    const snapshot = newsroom.file('trust/1.snapshot.json');
    const files = parseTrustBundle(newsroom.file('trust/bundle'));
    const swapped = files.map((file) => (file.name === 'timestamp.json' ? { ...file, bytes: snapshot } : file));
    newsroom.files.set('trust/bundle', formatTrustBundle(swapped));
    return { newsroom, path: RU };
  }),
  mustFail('bundle-format', 'a bundle cut short', 'trust', 'bundle-format', async () => {
    const newsroom = await oneEdition();
    newsroom.files.set('trust/bundle', newsroom.file('trust/bundle').slice(0, -1));
    return { newsroom, path: RU };
  }),
  mustFail('bundle-too-large', 'an endless bundle', 'trust', 'too-large', async () => {
    const newsroom = await oneEdition();
    newsroom.files.set('trust/bundle', new Uint8Array(64 * 1024 + 1).fill(0x20));
    return { newsroom, path: RU };
  }),
  mustFail('policy-clock-in-quorum', 'the newsroom counts its own clock as a witness', 'trust', 'policy-format', () =>
    made(async (newsroom) => ({ policy: (await newsroom.defaultPolicy()).replace('quorum none', 'quorum clock') })),
  ),
  mustFail('desks-format', 'signed desks in another form than the one they have', 'trust', 'desks-format', () =>
    made(() => ({ desks: 'tamizdat.desks/v1\nnobody\n' })),
  ),
  mustFail('desks-key-format', 'a desk key whose hash does not fit', 'trust', 'key-format', () =>
    made(async (newsroom) => {
      const key = (await newsroom.signer('desk/ru')).verifierKey;
      const wrong = key.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
      return { desks: `tamizdat.desks/v1\ncourier.example/desk/ru ${wrong} ru courier.example/log/1 0 -\n` };
    }),
  ),
  mustFail('trust-says-nobody', 'targets that do not say who is speaking', 'trust', 'trust-format', () =>
    made(() => ({ identity: { newsroom: 'courier.example', title: 'two\nlines' } })),
  ),
  {
    name: 'trust-desks-missing',
    says: 'a carrier that keeps back the desks: silence, not a lie',
    label: 'cannot-tell',
    failure: 'trust-missing',
    check: null,
    make: async () => {
      const newsroom = await oneEdition();
      const files = parseTrustBundle(newsroom.file('trust/bundle'));
      newsroom.files.set('trust/bundle', formatTrustBundle(files.filter(({ name }) => !name.endsWith('desks.txt'))));
      const desks = files.find(({ name }) => name.endsWith('desks.txt'));
      newsroom.files.delete(`trust/${desks?.name}`);
      return { newsroom, path: RU };
    },
  },
];

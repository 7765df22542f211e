import { formatPolicy, joinPage, parsePolicy, proveInclusion, tileReader } from '../../src/proof/index.ts';
import { type Case, genuine } from './case.ts';
import { NEWSROOM, Newsroom } from './newsroom.ts';

export const RU = 'ru/2026/11/22/3fk9m2tq7x.html';

/** One edition: the article in Russian (two parts) and German, day page and front. */
export async function oneEdition(): Promise<Newsroom> {
  const newsroom = await Newsroom.open();
  await newsroom.publish([
    { language: 'ru', parts: ['Мост закрыт.', 'Вторая часть.'] },
    { language: 'de', parts: ['Die Brücke ist gesperrt.'] },
    { kind: 'day', language: 'ru', parts: ['Мост закрыт'] },
    { kind: 'front', language: 'ru', parts: ['Мост закрыт'] },
  ]);
  return newsroom;
}

/** A correction an hour later; `old` is the page of revision 1. */
export async function corrected(): Promise<{ newsroom: Newsroom; old: Uint8Array }> {
  const newsroom = await oneEdition();
  const old = newsroom.file(RU);
  newsroom.now = new Date('2026-11-22T11:00:00Z');
  const replaces = { log: 1, index: 0 };
  await newsroom.publish([
    { language: 'ru', revision: 2, replaces, parts: ['Мост закрыт до мая.'], state: 'corrected' },
    { kind: 'front', language: 'ru', revision: 2, replaces: { log: 1, index: 3 }, parts: ['Мост закрыт до мая'] },
  ]);
  return { newsroom, old };
}

async function withdrawn(): Promise<{ newsroom: Newsroom; old: Uint8Array }> {
  const newsroom = await oneEdition();
  const old = newsroom.file(RU);
  newsroom.now = new Date('2026-11-22T11:00:00Z');
  await newsroom.publish([
    {
      kind: 'withdrawal',
      language: 'ru',
      revision: 2,
      replaces: { log: 1, index: 0 },
      parts: ['Отозвано.'],
      state: 'withdrawn',
    },
  ]);
  return { newsroom, old };
}

/** A policy with two witnesses, of whom `threshold` must cosign. */
export async function witnessed(cosigners: readonly string[], threshold: string): Promise<Newsroom> {
  const newsroom = await Newsroom.open();
  const key = async (name: string) => (await newsroom.signer(name)).verifierKey;
  const policy = [
    `log ${await key('log/1')}`,
    `witness clock ${await key('clock')}`,
    '# tamizdat clock clock',
    `witness first ${await key('witness/first')}`,
    `witness second ${await key('witness/second')}`,
    `group outside ${threshold} first second`,
    'quorum outside',
    '',
  ].join('\n');
  await newsroom.writeTrust({ policy });
  newsroom.cosigners = cosigners;
  await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }]);
  return newsroom;
}

/** Log 1 is retired at its final tree and log 2 follows; the old page keeps its proof against that tree. */
export async function retired(first?: Newsroom): Promise<{ newsroom: Newsroom; final: Newsroom }> {
  const newsroom = first ?? (await oneEdition());
  const { size, root } = newsroom;
  const [one, two, clock] = await Promise.all(['log/1', 'log/2', 'clock'].map((name) => newsroom.signer(name)));
  const policy = formatPolicy({
    log: two?.verifierKey ?? '',
    clock: clock?.verifierKey ?? '',
    retired: [{ log: one?.verifierKey ?? '', size, root, time: new Date('2026-11-22T10:30:00Z') }],
  });
  await parsePolicy(new TextEncoder().encode(policy));
  const second = `${NEWSROOM}/log/2`;
  const desks = [
    await newsroom.desk('desk/de', ['de'], 0, size - 1),
    await newsroom.desk('desk/ru', ['ru'], 0, size - 1),
    await newsroom.desk('desk/de', ['de'], 0, null, second),
    await newsroom.desk('desk/ru', ['ru'], 0, null, second),
  ];
  const next = await Newsroom.open('2026-11-22T11:00:00Z');
  for (const [path, bytes] of newsroom.files) if (!path.startsWith('log/')) next.files.set(path, bytes);
  next.calendar = newsroom.calendar;
  next.fronts = newsroom.fronts;
  next.number = newsroom.number;
  next.log = second;
  const versions = { targets: 2, snapshot: 2, timestamp: 2 };
  await next.writeTrust({ policy, desks, versions });
  await next.publish([{ kind: 'front', language: 'de', parts: ['Die Brücke'] }]);
  return { newsroom: next, final: newsroom };
}

export const genuineCases: readonly Case[] = [
  genuine('page', 'an article of the newest edition', 'current', async () => ({
    newsroom: await oneEdition(),
    path: RU,
  })),
  genuine('second-part', 'a further part of a long read carries the whole record', 'current', async () => ({
    newsroom: await oneEdition(),
    path: 'ru/2026/11/22/3fk9m2tq7x.2.html',
  })),
  genuine('front', 'a front page', 'current', async () => ({ newsroom: await oneEdition(), path: 'ru/index.html' })),
  genuine('day', 'a day page', 'current', async () => ({
    newsroom: await oneEdition(),
    path: 'ru/2026/11/22/index.html',
  })),
  genuine('carrier', 'a carrier as a whole', 'current', async () => ({ newsroom: await oneEdition() })),
  genuine('corrected', 'the corrected revision', 'current', async () => ({
    newsroom: (await corrected()).newsroom,
    path: RU,
  })),
  genuine('newer-revision', 'revision 1 after the correction', 'newer-revision', async () => {
    const { newsroom, old } = await corrected();
    return { newsroom, path: RU, bytes: old };
  }),
  genuine('old-front', 'a front page after the next one', 'newer-revision', async () => {
    const old = (await oneEdition()).file('ru/index.html');
    return { newsroom: (await corrected()).newsroom, path: 'ru/index.html', bytes: old };
  }),
  genuine('old-day', 'a day page after the next one', 'newer-revision', async () => {
    const newsroom = await oneEdition();
    const path = 'ru/2026/11/22/index.html';
    const old = newsroom.file(path);
    const replaces = { log: 1, index: 2 };
    await newsroom.publish([{ kind: 'day', language: 'ru', revision: 2, replaces, parts: ['Мост открыт'] }]);
    return { newsroom, path, bytes: old };
  }),
  genuine('withdrawn', 'the text of an article that was withdrawn', 'withdrawn', async () => {
    const { newsroom, old } = await withdrawn();
    return { newsroom, path: RU, bytes: old };
  }),
  genuine('withdrawal', 'the page of a withdrawal', 'withdrawn', async () => ({
    newsroom: (await withdrawn()).newsroom,
    path: RU,
  })),
  genuine('newer-than-head', 'a page put on a carrier before its head', 'current', async () => {
    const { newsroom } = await corrected();
    newsroom.files.set('head', (await oneEdition()).file('head'));
    return { newsroom, path: RU };
  }),
  genuine('old-record-logged-again', 'revision 1 logged again after a correction', 'newer-revision', async () => {
    const { newsroom } = await corrected();
    const [head, [first]] = [newsroom.file('head'), (await oneEdition()).last];
    if (first === undefined) throw new Error('nothing was published');
    const index = newsroom.size;
    await newsroom.publish([], { after: [first.note] });
    const reader = tileReader(newsroom.read, newsroom.size);
    const hashes = await proveInclusion(reader, index + 1, newsroom.size);
    const proof = { index: index + 1, hashes, checkpoint: newsroom.checkpoint };
    newsroom.files.set('head', head);
    return { newsroom, path: RU, bytes: joinPage(first.content, { note: first.note, proof }) };
  }),
  genuine('front-newer-than-head', 'a front put on a carrier before its head', 'current', async () => {
    const { newsroom } = await corrected();
    newsroom.files.set('head', (await oneEdition()).file('head'));
    return { newsroom, path: 'ru/index.html' };
  }),
  genuine('new-wrapper', 'revision 1 in its old wrapper, re-issued since', 'current', async () => {
    const newsroom = await oneEdition();
    const old = newsroom.file(RU);
    await newsroom.publish([{ language: 'ru', replaces: { log: 1, index: 0 }, parts: ['Мост закрыт. (de)'] }]);
    return { newsroom, path: RU, bytes: old };
  }),
  genuine('offline', 'a file and what is known, no carrier', 'older', async () => {
    const newsroom = await oneEdition();
    return { newsroom, path: RU, known: newsroom.file('trust/bundle'), offline: true };
  }),
  genuine('old-head', 'a carrier that was not updated for two days', 'older', async () => ({
    newsroom: await oneEdition(),
    path: RU,
    now: '2026-11-24T12:00:00Z',
  })),
  genuine('expired', 'trust data past its date hides nothing', 'older', async () => {
    const newsroom = await oneEdition();
    await newsroom.writeTrust({ expires: { timestamp: '2026-11-22T10:00:00Z' } });
    return { newsroom, path: RU };
  }),
  genuine('trust-withheld', 'the edition names newer trust data than the carrier gives', 'older', async () => {
    const newsroom = await Newsroom.open();
    newsroom.trust = { root: 1, targets: 2 };
    await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }]);
    return { newsroom, path: RU };
  }),
  genuine('silent-calendar', 'a carrier without the calendar', 'older', async () => {
    const newsroom = await oneEdition();
    for (const path of [...newsroom.files.keys()]) if (path.startsWith('o/')) newsroom.files.delete(path);
    return { newsroom, path: RU };
  }),
  genuine('carrier-behind', 'a genuine page on a carrier older than what was seen', 'older', async () => {
    const { newsroom } = await corrected();
    const seen = { number: newsroom.number, checkpoint: newsroom.checkpoint };
    return { newsroom: await oneEdition(), path: RU, seen };
  }),
  genuine('heartbeat', 'the same tree with a later clock', 'current', async () => {
    const newsroom = await oneEdition();
    const seen = { number: newsroom.number, checkpoint: newsroom.checkpoint };
    newsroom.now = new Date('2026-11-23T09:00:00Z');
    const old = newsroom.checkpoint;
    const head = new TextDecoder().decode(newsroom.file('head'));
    const checkpoint = await newsroom.signedCheckpoint();
    newsroom.files.set('head', new TextEncoder().encode(head.replace(old, () => checkpoint)));
    return { newsroom, path: RU, seen, now: '2026-11-23T12:00:00Z' };
  }),
  {
    ...genuine('witnessed', 'two witnesses of two cosigned', 'current', async () => ({
      newsroom: await witnessed(['clock', 'witness/first', 'witness/second'], 'all'),
      path: RU,
    })),
    witnessed: true,
  },
  {
    ...genuine('half-witnessed', 'one witness of two is no quorum: the clock dates it', 'current', async () => ({
      newsroom: await witnessed(['clock', 'witness/first'], 'all'),
      path: RU,
    })),
    witnessed: false,
  },
  genuine('retired-log', 'a page proven against the final tree of a retired log', 'current', async () => ({
    newsroom: (await retired()).newsroom,
    path: RU,
  })),
  genuine('closed-desk', 'a record from before its desk was closed', 'current', async () => {
    const newsroom = await oneEdition();
    const desks = [await newsroom.desk('desk/ru', ['ru'], 0, 0), await newsroom.desk('desk/ru-2', ['ru'], 5)];
    await newsroom.writeTrust({ desks });
    return { newsroom, path: RU };
  }),
  genuine('rotated-root', 'a second root, signed by the first and by itself', 'current', async () => {
    const newsroom = await oneEdition();
    const { fingerprint } = newsroom;
    const keys = { root: ['root-2', 'root-3'], timestamp: ['timestamp-2'] };
    const bytes = await newsroom.makeRoot(2, { keys, by: ['root', 'root-2', 'root-3'], threshold: 2 });
    newsroom.trust = { root: 2, targets: 1 };
    await newsroom.writeTrust({ root: { version: 2, bytes }, by: { timestamp: 'timestamp-2' } });
    return { newsroom, path: RU, fingerprint };
  }),
  genuine(
    'carrier-before-rotation',
    'a carrier that a known change of online keys has not reached',
    'older',
    async () => {
      const carrier = await oneEdition();
      const newsroom = await oneEdition();
      const keys = { snapshot: ['online-2'], timestamp: ['online-2'] };
      const by = { snapshot: 'online-2', timestamp: 'online-2' };
      const versions = { targets: 1, snapshot: 2, timestamp: 2 };
      await newsroom.writeTrust({ root: { version: 2, bytes: await newsroom.makeRoot(2, { keys }) }, versions, by });
      return { newsroom: carrier, path: RU, known: newsroom.file('trust/bundle') };
    },
  ),
  {
    name: 'unknown-newsroom',
    says: 'no trust in this newsroom: nothing can be said',
    label: 'cannot-tell',
    failure: null,
    check: null,
    make: async () => ({ newsroom: await oneEdition(), path: RU, fingerprint: null }),
  },
  {
    name: 'no-trust-data',
    says: 'the fingerprint is pinned, but the carrier gives no trust data',
    label: 'cannot-tell',
    failure: 'trust-missing',
    check: null,
    make: async () => {
      const newsroom = await oneEdition();
      for (const path of [...newsroom.files.keys()]) if (path.startsWith('trust/')) newsroom.files.delete(path);
      return { newsroom, path: RU };
    },
  },
];

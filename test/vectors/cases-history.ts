/** Time and history: old pages proven anew, clocks that are ahead, logs that fork, logs that were stolen and replaced. */
import { formatPolicy, joinPage, proveInclusion, type SeenHead, splitPage, tileReader } from '../../src/proof/index.ts';
import { type Case, dated, genuine, mustFail, type Setup } from './case.ts';
import { corrected, oneEdition, RU, retired } from './cases-genuine.ts';
import { NEWSROOM, Newsroom, type PageSpec } from './newsroom.ts';

const seenOf = ({ number, checkpoint }: Newsroom): SeenHead => ({ number, checkpoint });

/** An old page with a proof against the newest tree: anyone who has the log can make it. */
async function provenAnew(newsroom: Newsroom, page: Uint8Array): Promise<Uint8Array> {
  const { content, note, proof } = splitPage(page);
  const hashes = await proveInclusion(tileReader(newsroom.read, newsroom.size), proof.index, newsroom.size);
  return joinPage(content, { note, proof: { index: proof.index, hashes, checkpoint: newsroom.checkpoint } });
}

const front: PageSpec = { kind: 'front', language: 'ru', parts: ['Мост'] };
const russian: PageSpec = { language: 'ru', parts: ['Мост закрыт.'] };
const german: PageSpec = { language: 'de', parts: ['Die Brücke ist gesperrt.'] };

async function published(...editions: readonly (readonly PageSpec[])[]): Promise<Newsroom> {
  const newsroom = await Newsroom.open();
  for (const specs of editions) await newsroom.publish(specs);
  return newsroom;
}

/** Puts the files of another carrier below a folder in the place of this one's. */
function take(from: Newsroom, to: Newsroom, folder: string): void {
  for (const path of [...to.files.keys()]) if (path.startsWith(folder)) to.files.delete(path);
  for (const [path, bytes] of from.files) if (path.startsWith(folder)) to.files.set(path, bytes);
}

const reprovedCases: readonly Case[] = [
  dated('reproved', 'an old page proven anew tells its own time', 'older', '2026-11-22T10:15:07Z', async () => {
    const { newsroom, old } = await corrected();
    const known = newsroom.file('trust/bundle');
    return { newsroom, path: RU, bytes: await provenAnew(newsroom, old), known, offline: true };
  }),
  dated(
    'reproved-silent-calendar',
    'an old page proven anew, on a carrier that hides the calendar',
    'older',
    '2026-11-22T10:15:07Z',
    async () => {
      const { newsroom, old } = await corrected();
      for (const path of [...newsroom.files.keys()]) if (path.startsWith('o/')) newsroom.files.delete(path);
      return { newsroom, path: RU, bytes: await provenAnew(newsroom, old) };
    },
  ),
  dated(
    'reproved-beyond-head',
    'a page that came after the head, proven anew three days later, when it was corrected',
    'older',
    '2026-11-22T10:15:07Z',
    async () => {
      const newsroom = await Newsroom.open();
      await newsroom.publish([front]);
      const head = newsroom.file('head');
      await newsroom.publish([russian]);
      const old = newsroom.file(RU);
      newsroom.now = new Date('2026-11-25T10:00:00Z');
      await newsroom.publish([{ ...russian, revision: 2, parts: ['Мост открыт.'], state: 'corrected' }]);
      newsroom.files.set('head', head);
      return { newsroom, path: RU, bytes: await provenAnew(newsroom, old) };
    },
  ),
];

const clockCases: readonly Case[] = [
  dated('clock-near', 'a clock five minutes ahead', 'current', '2026-11-22T10:10:07Z', async () => ({
    newsroom: await oneEdition(),
    path: RU,
    now: '2026-11-22T10:10:07Z',
  })),
  dated('clock-ahead', 'a clock a day ahead: no date is told', 'ahead', null, async () => ({
    newsroom: await oneEdition(),
    path: RU,
    now: '2026-11-21T10:15:07Z',
  })),
  mustFail('clock-beyond', 'a clock in the year 10000', 'head', 'checkpoint-signature', async () => {
    const newsroom = await oneEdition();
    newsroom.now = new Date('+010000-01-01T00:00:00Z');
    const head = new TextDecoder().decode(newsroom.file('head'));
    const checkpoint = await newsroom.signedCheckpoint();
    newsroom.files.set('head', new TextEncoder().encode(head.replace(newsroom.checkpoint, () => checkpoint)));
    return { newsroom, now: '2026-11-22T10:15:07Z' };
  }),
];

const forkCases: readonly Case[] = [
  mustFail('fork-page', 'a page of one tree under the head of another, both of one size', 'log', 'fork', async () => {
    const [mine, other] = [await published([russian, german]), await published([german, russian])];
    return { newsroom: mine, path: RU, bytes: other.file(RU) };
  }),
  mustFail('fork-page-seen', 'a page of another tree than the one seen, no carrier', 'log', 'fork', async () => {
    const [mine, other] = [await published([russian, german]), await published([german, russian])];
    const known = mine.file('trust/bundle');
    return { newsroom: other, path: RU, seen: seenOf(mine), known, offline: true };
  }),
  mustFail('fork-grown', 'a larger tree that does not hold the one seen', 'history', 'fork', async () => {
    const [mine, other] = [await published([russian]), await published([german], [front])];
    return { newsroom: other, seen: seenOf(mine) };
  }),
  mustFail('fork-grown-page', 'a page of that larger tree', 'history', 'fork', async () => {
    const mine = await published([german]);
    const other = await published([russian], [front]);
    return { newsroom: other, path: RU, seen: seenOf(mine) };
  }),
  mustFail('fork-log', 'another tree in log/ than in the head, of one size', 'history', 'fork', async () => {
    const [mine, other] = [await published([russian]), await published([german])];
    take(other, mine, 'log/');
    return { newsroom: mine };
  }),
  mustFail('fork-log-grown', 'another history in log/ than in the head, larger', 'history', 'fork', async () => {
    const [mine, other] = [await published([russian]), await published([german], [front])];
    take(other, mine, 'log/');
    return { newsroom: mine };
  }),
  mustFail('fork-wrapper', 'an older wrapper that comes from another tree', 'current', 'fork', async () => {
    const other = await published([{ ...russian, parts: ['Мост открыт.'] }]);
    const mine = await published(
      [russian],
      [{ ...russian, replaces: { log: 1, index: 0 }, parts: ['Мост закрыт. (de)'] }],
    );
    return { newsroom: mine, path: RU, bytes: other.file(RU) };
  }),
  genuine('wrapper-unproven', 'an older wrapper on a carrier without log/', 'older', async () => {
    const newsroom = await published([russian]);
    const old = newsroom.file(RU);
    await newsroom.publish([{ ...russian, replaces: { log: 1, index: 0 }, parts: ['Мост закрыт. (de)'] }]);
    for (const path of [...newsroom.files.keys()]) if (path.startsWith('log/')) newsroom.files.delete(path);
    return { newsroom, path: RU, bytes: old };
  }),
  genuine('grown', 'a log that grew since it was seen', 'current', async () => {
    const newsroom = await published([russian]);
    const seen = seenOf(newsroom);
    await newsroom.publish([front]);
    return { newsroom, path: RU, seen };
  }),
  genuine('grown-without-log', 'the same on a carrier without log/: nothing speaks against it', 'current', async () => {
    const newsroom = await published([russian]);
    const seen = seenOf(newsroom);
    await newsroom.publish([front]);
    for (const path of [...newsroom.files.keys()]) if (path.startsWith('log/')) newsroom.files.delete(path);
    return { newsroom, path: RU, seen };
  }),
  mustFail('tiles-damaged', 'tiles that do not give the signed tree', 'history', 'log-damaged', damagedTiles),
  genuine('tiles-damaged', 'a page needs no tiles, right or wrong', 'current', async () => ({
    ...(await damagedTiles()),
    path: RU,
  })),
  mustFail('log-unsigned', 'a log/checkpoint that nobody signed', 'history', 'checkpoint-signature', async () => {
    const newsroom = await published([russian]);
    newsroom.log = 'herald.example/log/1';
    newsroom.files.set('log/checkpoint', new TextEncoder().encode(await newsroom.signedCheckpoint()));
    return { newsroom };
  }),
];

async function damagedTiles(): Promise<Setup> {
  const newsroom = await published([russian]);
  const seen = seenOf(newsroom);
  await newsroom.publish([front]);
  newsroom.files.set('log/tile/0/000.p/4', newsroom.file('log/tile/0/000.p/4').toReversed());
  return { newsroom, seen };
}

/** A log key was stolen and spent: the highest number there is. Log 2 follows; what log 1 says now binds nobody. */
async function stolen(): Promise<Newsroom> {
  const thief = await oneEdition();
  thief.number = Number.MAX_SAFE_INTEGER - 2;
  await thief.publish([german]);
  return thief;
}

const stolenLogCases: readonly Case[] = [
  genuine(
    'stolen-log-replaced',
    'a reader who met the thief goes on with the log that follows',
    'current',
    async () => ({
      newsroom: (await retired()).newsroom,
      seen: seenOf(await stolen()),
    }),
  ),
  {
    ...genuine(
      'retired-log-head-behind',
      'a page of the final tree on a carrier that still has the last head of the retired log',
      'older',
      async () => {
        const { newsroom, final } = await retired();
        newsroom.files.set('head', final.file('head'));
        return { newsroom, path: RU };
      },
    ),
    check: 'head',
  },
  mustFail(
    'rollback-renumbered-log',
    'a further log that starts from a lower number, while the policy does not retire the one seen',
    'head',
    'rollback',
    async () => {
      const seen = seenOf(await published([russian], [front]));
      const newsroom = await Newsroom.open();
      const [one, two, clock] = await Promise.all(['log/1', 'log/2', 'clock'].map((name) => newsroom.signer(name)));
      const policy = formatPolicy({ log: two?.verifierKey ?? '', clock: clock?.verifierKey ?? '' });
      await newsroom.writeTrust({ policy: `log ${one?.verifierKey}\n${policy}` });
      newsroom.log = `${NEWSROOM}/log/2`;
      await newsroom.publish([front]);
      return { newsroom, seen };
    },
  ),
];

export const historyCases: readonly Case[] = [...reprovedCases, ...clockCases, ...forkCases, ...stolenLogCases];

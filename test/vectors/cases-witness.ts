/** Vectors of cosignatures: what witnesses vouch for, and what nobody can pretend they do. */
import { formatSignature, parseNote, signCheckpoint } from '../../src/proof/index.ts';
import { type Case, dated, mustFail, replaceIn } from './case.ts';
import { RU, witnessed } from './cases-genuine.ts';
import type { Newsroom } from './newsroom.ts';

const FILES = [RU, 'head', 'log/checkpoint'];

/** Puts another checkpoint in the place of the newest one, in some of the files that carry it. */
function replaceCheckpoint(newsroom: Newsroom, checkpoint: string, files: readonly string[] = FILES): void {
  for (const path of files) {
    newsroom.files.set(path, replaceIn(newsroom.file(path), newsroom.checkpoint, checkpoint));
  }
}

/** The checkpoint as cosigned at these moments of one day. */
async function cosignedAt(newsroom: Newsroom, times: Readonly<Record<string, string>>): Promise<string> {
  const { log: origin, size, root } = newsroom;
  const signers = Object.entries(times).map(([name, time]) =>
    newsroom.signer(name, () => new Date(`2026-11-22T${time}Z`)),
  );
  return signCheckpoint({ origin, size, root }, await newsroom.signer('log/1'), await Promise.all(signers));
}

const TIMES = { clock: '11:50:00', 'witness/first': '10:20:00', 'witness/second': '10:40:00' };

/** An edition cosigned at different moments, of which the quorum makes one. */
async function cosignedApart(threshold: string): Promise<Newsroom> {
  const newsroom = await witnessed(['clock'], threshold);
  replaceCheckpoint(newsroom, await cosignedAt(newsroom, TIMES));
  return newsroom;
}

/** The checkpoint with the bytes of one cosignature changed. */
async function forged(newsroom: Newsroom, name: string, text: string): Promise<string> {
  const signer = await newsroom.signer(name);
  const line = formatSignature({ name: signer.name, keyId: signer.keyId, bytes: await signer.sign(text) });
  return newsroom.checkpoint.replace(new RegExp(`— ${signer.name} .*\n`), () => line);
}

const NOW = '2026-11-22T12:00:00Z';

export const witnessCases: readonly Case[] = [
  {
    ...dated(
      'witnesses-apart',
      'both witnesses must have cosigned: they vouch for the moment of the earlier, and the clock for none',
      'current',
      '2026-11-22T10:20:00Z',
      async () => ({ newsroom: await cosignedApart('all'), path: RU, now: NOW }),
    ),
    witnessed: true,
  },
  {
    ...dated(
      'witnesses-any',
      'one witness is enough: the later dates it',
      'current',
      '2026-11-22T10:40:00Z',
      async () => ({ newsroom: await cosignedApart('any'), path: RU, now: NOW }),
    ),
    witnessed: true,
  },
  {
    ...dated(
      'witness-unknown',
      'a cosigner whom the policy does not name, or no longer, counts for nothing and harms nothing',
      'current',
      '2026-11-22T11:50:00Z',
      async () => {
        const newsroom = await witnessed(['clock'], 'all');
        const times = { clock: '11:50:00', 'witness/first': '10:20:00', 'witness/stranger': '10:40:00' };
        replaceCheckpoint(newsroom, await cosignedAt(newsroom, times));
        return { newsroom, path: RU, now: NOW };
      },
    ),
    witnessed: false,
  },
  {
    ...dated(
      'witnesses-of-the-page',
      'a late cosignature was put into the proof of a page, and stands there when the page is passed on',
      'older',
      '2026-11-22T10:15:07Z',
      async () => {
        const newsroom = await cosignedApart('all');
        const known = newsroom.file('trust/bundle');
        return { newsroom, path: RU, known, offline: true, now: NOW };
      },
    ),
    witnessed: true,
  },
  mustFail(
    'checkpoint-witness-forged',
    'a cosignature in the name of a witness, by nobody',
    'log',
    'checkpoint-signature',
    async () => {
      const newsroom = await witnessed(['clock', 'witness/first', 'witness/second'], 'all');
      replaceCheckpoint(newsroom, await forged(newsroom, 'witness/second', 'another text\n'), [RU]);
      return { newsroom, path: RU };
    },
  ),
  mustFail(
    'head-witness-other-tree',
    'the cosignature that a witness gave another tree, to have a head that nobody else saw pass as witnessed',
    'head',
    'checkpoint-signature',
    async () => {
      const newsroom = await witnessed(['clock', 'witness/first', 'witness/second'], 'all');
      const { text } = parseNote(newsroom.checkpoint);
      await newsroom.publish([{ language: 'de', parts: ['Die Brücke ist gesperrt.'] }]);
      replaceCheckpoint(newsroom, await forged(newsroom, 'witness/first', text), ['head']);
      return { newsroom };
    },
  ),
];

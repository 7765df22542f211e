import { bytesOf, signNote } from '../../src/proof/index.ts';
import { type Case, mustFail, replaceIn, type Setup } from './case.ts';
import { corrected, oneEdition, retired } from './cases-genuine.ts';
import { type EditionTwist, NEWSROOM, Newsroom } from './newsroom.ts';

/** A carrier whose edition was published otherwise than it should. */
async function twisted(twist: (newsroom: Newsroom) => EditionTwist | Promise<EditionTwist>): Promise<Setup> {
  const newsroom = await Newsroom.open();
  await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }], await twist(newsroom));
  return { newsroom };
}

/** A carrier whose head was altered afterwards. */
async function altered(change: (head: Uint8Array) => Uint8Array): Promise<Setup> {
  const newsroom = await oneEdition();
  newsroom.files.set('head', change(newsroom.file('head')));
  return { newsroom };
}

export const headCases: readonly Case[] = [
  mustFail('head-too-large', 'an endless head', 'head', 'too-large', () =>
    altered((head) => bytesOf(new TextDecoder().decode(head) + '—'.repeat(22_000))),
  ),
  mustFail('head-format', 'a head without its proof', 'head', 'head-format', () =>
    altered((head) => head.slice(0, new TextDecoder().decode(head).indexOf('\n\nc2sp.org'))),
  ),
  mustFail('head-proof-format', 'a head whose proof is malformed', 'head', 'proof-format', () =>
    altered((head) => replaceIn(head, '\nindex ', '\nindex 0')),
  ),
  mustFail('head-edition-altered', 'a number raised without signing', 'head', 'edition-signature', () =>
    altered((head) => replaceIn(head, 'number 1', 'number 2')),
  ),
  mustFail('head-signed-by-desk', 'a desk key cannot make editions', 'head', 'edition-signature', () =>
    twisted(async (newsroom) => ({ signer: await newsroom.signer('desk/ru') })),
  ),
  mustFail('head-edition-format', 'signed, but with fields out of order', 'head', 'edition-format', () =>
    twisted(() => ({ changeText: (text) => text.replace(/(calendar .*\n)(notices .*\n)/, '$2$1') })),
  ),
  mustFail('head-is-a-record', 'a record of the newsroom in the place of an edition', 'head', 'edition-format', () =>
    twisted(() => ({ changeText: () => 'tamizdat.record/v1\nnewsroom courier.example\n' })),
  ),
  mustFail('head-other-newsroom', 'an edition of another newsroom', 'head', 'wrong-newsroom', () =>
    twisted(() => ({ changeEdition: (edition) => ({ ...edition, newsroom: 'herald.example' }) })),
  ),
  mustFail('head-other-log', 'an edition that says it is of another log', 'head', 'wrong-log', () =>
    twisted(() => ({ changeEdition: (edition) => ({ ...edition, log: `${NEWSROOM}/log/2` }) })),
  ),
  mustFail('head-not-last', 'a fresh checkpoint over an older edition hides a newer one', 'head', 'head-not-last', () =>
    twisted(() => ({ after: ['a later edition'] })),
  ),
  mustFail(
    'head-not-in-log',
    'an edition that the log key signed and the log does not hold',
    'head',
    'not-in-log',
    async () => {
      const newsroom = await oneEdition();
      const head = new TextDecoder().decode(newsroom.file('head'));
      const text = head.slice(0, head.indexOf('\n\n') + 1).replace('number 1', 'number 9');
      const edition = await signNote(text, [await newsroom.signer('log/1')]);
      newsroom.files.set('head', bytesOf(edition + head.slice(head.indexOf('\n\nc2sp.org') + 1)));
      return { newsroom };
    },
  ),
  mustFail('head-checkpoint-forged', 'a checkpoint the log did not sign', 'head', 'checkpoint-signature', async () => {
    const newsroom = await oneEdition();
    return { newsroom: await withCheckpoint(newsroom, (text) => text.replace('\n5\n', '\n6\n')) };
  }),
  mustFail('head-undated', 'a head without a clock', 'head', 'checkpoint-time', async () => {
    const newsroom = await oneEdition();
    return { newsroom: await withCheckpoint(newsroom, (text) => text.replace(/— courier.example\/clock .*\n/, '')) };
  }),
  mustFail(
    'head-of-retired-log',
    'the last edition of a retired log as the newest',
    'head',
    'log-retired',
    async () => {
      const { newsroom, final } = await retired();
      newsroom.files.set('head', final.file('head'));
      return { newsroom };
    },
  ),
  mustFail('rollback', 'an older edition than this reader has seen', 'head', 'rollback', async () => {
    const { newsroom } = await corrected();
    const seen = { number: newsroom.number, checkpoint: newsroom.checkpoint };
    return { newsroom: await oneEdition(), seen };
  }),
  mustFail('rollback-renumbered', 'a shorter log under a higher number', 'head', 'rollback', async () => {
    const { newsroom } = await corrected();
    const seen = { number: newsroom.number, checkpoint: newsroom.checkpoint };
    const shorter = await Newsroom.open();
    shorter.number = 7;
    await shorter.publish([{ language: 'ru', parts: ['Мост закрыт.'] }]);
    return { newsroom: shorter, seen };
  }),
  mustFail('rollback-same-number', 'two editions of one number', 'head', 'rollback', async () => {
    const newsroom = await oneEdition();
    const seen = { number: newsroom.number, checkpoint: newsroom.checkpoint };
    newsroom.number -= 1;
    await newsroom.publish([{ language: 'de', revision: 2, parts: ['Anders.'] }]);
    return { newsroom, seen };
  }),
  mustFail('rollback-old-log', 'back to a log that another has followed', 'head', 'rollback', async () => {
    const { newsroom, final } = await retired();
    final.number = 9;
    await final.publish([{ language: 'ru', parts: ['Подделка.'] }]);
    return { newsroom: final, seen: { number: newsroom.number, checkpoint: newsroom.checkpoint } };
  }),
  mustFail('fork', 'two trees of one size: chosen readers get another story', 'head', 'fork', async () => {
    const newsroom = await oneEdition();
    const seen = { number: newsroom.number, checkpoint: newsroom.checkpoint };
    const other = await Newsroom.open();
    await other.publish([
      { language: 'ru', parts: ['Мост открыт.', 'Вторая часть.'] },
      { language: 'de', parts: ['Die Brücke ist offen.'] },
      { kind: 'day', language: 'ru', parts: ['Мост открыт'] },
      { kind: 'front', language: 'ru', parts: ['Мост открыт'] },
    ]);
    return { newsroom: other, seen };
  }),
];

async function withCheckpoint(newsroom: Newsroom, change: (checkpoint: string) => string): Promise<Newsroom> {
  const head = new TextDecoder().decode(newsroom.file('head'));
  newsroom.files.set('head', bytesOf(head.replace(newsroom.checkpoint, () => change(newsroom.checkpoint))));
  return newsroom;
}

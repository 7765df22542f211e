import { bytesOf, formatSignature, joinPage, parseNote, signNote, splitPage } from '../../src/proof/index.ts';
import { type Case, mustFail, replaceIn, type Setup } from './case.ts';
import { corrected, oneEdition, RU, retired } from './cases-genuine.ts';
import { contentOf, NEWSROOM, Newsroom, type PageSpec } from './newsroom.ts';

/** The article of one edition after something was done to its file. */
async function altered(
  change: (page: Uint8Array, newsroom: Newsroom) => Uint8Array | Promise<Uint8Array>,
): Promise<Setup> {
  const newsroom = await oneEdition();
  newsroom.files.set(RU, await change(newsroom.file(RU), newsroom));
  return { newsroom, path: RU };
}

/** An edition whose article was published with something wrong from the start. */
async function published(spec: (newsroom: Newsroom) => Partial<PageSpec> | Promise<Partial<PageSpec>>): Promise<Setup> {
  const newsroom = await Newsroom.open();
  await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'], ...(await spec(newsroom)) }]);
  return { newsroom, path: RU };
}

const changeRecord = (from: string, to: string) => () =>
  published(() => ({
    changeRecord: (text) => {
      if (!text.includes(from)) throw new Error(`"${from}" is not in the record`);
      return text.replace(from, to);
    },
  }));

/** The page with another proof or note. */
function rejoin(
  page: Uint8Array,
  change: (split: ReturnType<typeof splitPage>) => Partial<ReturnType<typeof splitPage>>,
) {
  const split = splitPage(page);
  const { content, note, proof } = { ...split, ...change(split) };
  return joinPage(content, { note, proof });
}

/** The page with its own checkpoint replaced by one that other keys signed. */
async function otherCheckpoint(change: (newsroom: Newsroom) => void | Promise<void>): Promise<Setup> {
  return altered(async (page, newsroom) => {
    await change(newsroom);
    const checkpoint = await newsroom.signedCheckpoint();
    return rejoin(page, ({ proof }) => ({ proof: { ...proof, checkpoint } }));
  });
}

const formCases: readonly Case[] = [
  mustFail('page-not-utf8', 'a byte that is not UTF-8', 'form', 'not-utf8', () =>
    altered((page) => page.with(40, 0xff)),
  ),
  mustFail('proof-removed', 'the proof is cut off', 'form', 'markers', () =>
    altered((page) => page.slice(0, new TextDecoder().decode(page).indexOf('<!--tamizdat:proof'))),
  ),
  mustFail('text-after-proof', 'a script after the proof', 'form', 'markers', () =>
    altered((page) => bytesOf(`${new TextDecoder().decode(page)}<script src="https://beacon.example/"></script>\n`)),
  ),
  mustFail('second-proof', 'two proofs in one file', 'form', 'markers', () =>
    altered((page) => {
      const text = new TextDecoder().decode(page);
      return bytesOf(text + text.slice(text.indexOf('<!--tamizdat:proof')));
    }),
  ),
  mustFail('comment-ended-early', 'the comment ends inside the proof, text follows', 'form', 'markers', () =>
    altered((page) => replaceIn(page, '\nc2sp.org', '--!><p>Forged</p>\nc2sp.org')),
  ),
  mustFail('proof-with-marker', 'a marker in the name of a signature that nobody checks', 'form', 'markers', () =>
    altered((page) => replaceIn(page, '\n-->\n', '\n— <!--tamizdat:body AAAAAAA=\n-->\n')),
  ),
  mustFail('key-name-hidden', 'a signer whose name moves the cursor of a terminal', 'form', 'note-format', () =>
    altered((page) => replaceIn(page, '\n\nc2sp.org', '\n— \u009b2J\u009bHcourier.example AAAAAAA=\n\nc2sp.org')),
  ),
  mustFail('second-body', 'two bodies, so that a program shows another text than a browser', 'form', 'markers', () =>
    altered((page) =>
      replaceIn(page, '<!--tamizdat:proof', '<!--tamizdat:body-->\nForged\n<!--/tamizdat:body-->\n<!--tamizdat:proof'),
    ),
  ),
  mustFail('body-marker-moved', 'the body ends before it starts', 'form', 'markers', () =>
    altered((page) =>
      replaceIn(
        replaceIn(page, '\n<!--/tamizdat:body-->\n', '\n'),
        '<!--tamizdat:body-->\n',
        '<!--/tamizdat:body-->\n<!--tamizdat:body-->\n',
      ),
    ),
  ),
  mustFail('no-newline-at-end', 'the newline after the proof is missing', 'form', 'markers', () =>
    altered((page) => page.slice(0, -1)),
  ),
  mustFail('proof-format', 'an index that is not in its one form', 'form', 'proof-format', () =>
    altered((page) => replaceIn(page, '\nindex 0\n', '\nindex 00\n')),
  ),
  mustFail('proof-with-extra', 'a proof with extra data nobody signed', 'form', 'proof-format', () =>
    altered((page) => replaceIn(page, '\nindex 0\n', '\nextra aGk=\nindex 0\n')),
  ),
  mustFail('record-not-a-note', 'a signature line that is none', 'form', 'note-format', () =>
    altered((page) => replaceIn(page, '— courier.example/desk/ru ', '- courier.example/desk/ru ')),
  ),
  mustFail(
    'record-fields-swapped',
    'signed, but with fields out of order',
    'form',
    'record-format',
    changeRecord('language ru\nrevision 1', 'revision 1\nlanguage ru'),
  ),
  mustFail(
    'record-field-added',
    'signed, but with a field nobody knows',
    'form',
    'record-format',
    changeRecord('replaces -', 'mood grim\nreplaces -'),
  ),
  mustFail(
    'record-field-twice',
    'signed, but with a field twice',
    'form',
    'record-format',
    changeRecord('revision 1', 'revision 1\nrevision 2'),
  ),
  mustFail(
    'record-field-missing',
    'signed, but with a field missing',
    'form',
    'record-format',
    changeRecord('kind article\n', ''),
  ),
  mustFail(
    'record-two-spellings',
    'signed, but with a number in another spelling',
    'form',
    'record-format',
    changeRecord('revision 1', 'revision 01'),
  ),
  mustFail(
    'record-language-spelling',
    'signed, but with a language that two folders could be named after',
    'form',
    'record-format',
    changeRecord('language ru', 'language ru-ru'),
  ),
  mustFail(
    'record-kind-unknown',
    'signed, but of a kind that does not exist yet',
    'form',
    'record-format',
    changeRecord('kind article', 'kind vouch'),
  ),
  mustFail(
    'record-day-impossible',
    'signed, but of a day that does not exist',
    'form',
    'record-format',
    changeRecord('day 2026-11-22', 'day 2026-11-31'),
  ),
  mustFail(
    'record-parts-miscounted',
    'signed, but its parts are numbered wrongly',
    'form',
    'record-format',
    changeRecord('page 1/1', 'page 1/2'),
  ),
];

const bytesCases: readonly Case[] = [
  mustFail('body-altered', 'one letter of the article changed', 'bytes', 'hash-mismatch', () =>
    altered((page) => replaceIn(page, 'Мост закрыт', 'Мост открыт')),
  ),
  mustFail('script-added', 'a script added outside the article', 'bytes', 'hash-mismatch', () =>
    altered((page) => replaceIn(page, '<title>', '<script src="https://beacon.example/"></script><title>')),
  ),
  mustFail('article-swapped', 'the content of another genuine page under this record', 'bytes', 'hash-mismatch', () =>
    altered((page, newsroom) => {
      const { content } = splitPage(newsroom.file('de/2026/11/22/3fk9m2tq7x.html'));
      return rejoin(page, () => ({ content }));
    }),
  ),
  mustFail('record-length-wrong', 'the right hash with a wrong length', 'bytes', 'hash-mismatch', async () => {
    const size = contentOf('ru', 'Мост закрыт.').length;
    return changeRecord(`page 1/1 ${size} `, `page 1/1 ${size + 1} `)();
  }),
];

const deskCases: readonly Case[] = [
  mustFail('newsroom-other', 'a record of another newsroom', 'desk', 'wrong-newsroom', () =>
    published(() => ({ newsroom: 'herald.example' })),
  ),
  mustFail('desk-unknown', 'signed by a stranger', 'desk', 'desk-unknown', () =>
    published(async (newsroom) => ({ signers: [await newsroom.signer('desk/stranger')] })),
  ),
  mustFail('desk-log-key', 'the log key cannot author', 'desk', 'desk-unknown', () =>
    published(async (newsroom) => ({ signers: [await newsroom.signer('log/1')] })),
  ),
  mustFail('desk-signature', 'the signature of a desk under a record it did not sign', 'desk', 'desk-signature', () =>
    altered(async (page, newsroom) => {
      const { note } = splitPage(page);
      const { text, signatures } = parseNote(note);
      return rejoin(page, () => ({
        note: `${text.replace('revision 1', 'revision 7')}\n${signatures.map(formatSignature).join('')}`,
        proof: { ...splitPage(page).proof, checkpoint: newsroom.checkpoint },
      }));
    }),
  ),
  mustFail('desk-language', 'the German desk signs in Russian', 'desk', 'desk-language', () =>
    published(async (newsroom) => ({ signers: [await newsroom.signer('desk/de')] })),
  ),
  mustFail('desk-closed', 'signed with a stolen desk key after it was closed', 'desk', 'desk-range', async () => {
    const { newsroom } = await corrected();
    await newsroom.writeTrust({ desks: [await newsroom.desk('desk/ru', ['ru'], 0, 4)] });
    return { newsroom, path: RU };
  }),
  mustFail('desk-not-yet', 'a desk before its first index', 'desk', 'desk-range', async () => {
    const newsroom = await oneEdition();
    await newsroom.writeTrust({ desks: [await newsroom.desk('desk/ru', ['ru'], 1)] });
    return { newsroom, path: RU };
  }),
  mustFail('desk-other-log', 'a desk that may only write to another log', 'desk', 'desk-range', async () => {
    const newsroom = await oneEdition();
    await newsroom.writeTrust({ desks: [await newsroom.desk('desk/ru', ['ru'], 0, null, `${NEWSROOM}/log/2`)] });
    return { newsroom, path: RU };
  }),
];

const logCases: readonly Case[] = [
  mustFail('checkpoint-other-log', 'a log that is not of this newsroom', 'log', 'checkpoint-signature', () =>
    otherCheckpoint((newsroom) => {
      newsroom.log = 'herald.example/log/1';
    }),
  ),
  mustFail('checkpoint-forged', 'the log key did not sign this checkpoint', 'log', 'checkpoint-signature', () =>
    altered((page) =>
      rejoin(page, ({ proof }) => ({ proof: { ...proof, checkpoint: proof.checkpoint.replace('\n5\n', '\n6\n') } })),
    ),
  ),
  mustFail('checkpoint-clock-forged', 'a wrong signature of the clock', 'log', 'checkpoint-signature', () =>
    altered(async (page, newsroom) => {
      const { signatures } = parseNote(await signNote('another text\n', [await newsroom.signer('clock')]));
      const wrong = signatures.map(formatSignature).join('');
      return rejoin(page, ({ proof }) => ({
        proof: { ...proof, checkpoint: proof.checkpoint.replace(/— courier.example\/clock .*\n/, () => wrong) },
      }));
    }),
  ),
  mustFail('checkpoint-clock-only', 'the clock cannot stand in for the log', 'log', 'checkpoint-signature', () =>
    altered((page) =>
      rejoin(page, ({ proof }) => ({
        proof: { ...proof, checkpoint: proof.checkpoint.replace(/— courier.example\/log\/1 .*\n/, '') },
      })),
    ),
  ),
  mustFail('checkpoint-undated', 'no clock and no witness', 'log', 'checkpoint-time', () =>
    otherCheckpoint((newsroom) => {
      newsroom.cosigners = [];
    }),
  ),
  mustFail('checkpoint-extended', 'a checkpoint with a further line', 'log', 'checkpoint-format', () =>
    altered(async (page, newsroom) => {
      const { text } = parseNote(newsroom.checkpoint);
      const signers = [await newsroom.signer('log/1'), await newsroom.signer('clock')];
      const checkpoint = await signNote(`${text}more\n`, signers);
      return rejoin(page, ({ proof }) => ({ proof: { ...proof, checkpoint } }));
    }),
  ),
  mustFail('not-in-log', 'the proof of another leaf', 'log', 'not-in-log', () =>
    altered((page, newsroom) => {
      const { proof } = splitPage(newsroom.file('de/2026/11/22/3fk9m2tq7x.html'));
      return rejoin(page, () => ({ proof }));
    }),
  ),
  mustFail('proof-index-beyond', 'an index outside the tree', 'log', 'not-in-log', () =>
    altered((page) => rejoin(page, ({ proof }) => ({ proof: { ...proof, index: 2 ** 33 } }))),
  ),
  mustFail('proof-shortened', 'a hash of the proof is missing', 'log', 'not-in-log', () =>
    altered((page) => rejoin(page, ({ proof }) => ({ proof: { ...proof, hashes: proof.hashes.slice(1) } }))),
  ),
  mustFail('never-logged', 'signed by the desk and kept out of the log', 'log', 'not-in-log', () =>
    altered(async (page, newsroom) => {
      const { note } = splitPage(page);
      const { text } = parseNote(note);
      const secret = await signNote(text.replace('revision 1', 'revision 2'), [await newsroom.signer('desk/ru')]);
      return rejoin(page, () => ({ note: secret }));
    }),
  ),
  mustFail('record-other-log', 'a record for another log of the newsroom', 'log', 'wrong-log', async () => {
    const newsroom = await Newsroom.open();
    const second = `${NEWSROOM}/log/2`;
    const desks = [await newsroom.desk('desk/ru', ['ru']), await newsroom.desk('desk/ru', ['ru'], 0, null, second)];
    await newsroom.writeTrust({ desks });
    await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'], log: second }]);
    return { newsroom, path: RU };
  }),
  mustFail('retired-log-grown', 'a retired log with entries after its end', 'log', 'log-retired', async () => {
    const { newsroom, final } = await retired();
    await final.publish([{ language: 'ru', revision: 2, parts: ['Подделка.'] }]);
    const desks = [await newsroom.desk('desk/ru', ['ru'])];
    const policy = new TextDecoder().decode(
      [...newsroom.files].findLast(([path]) => path.endsWith('.policy.txt'))?.[1],
    );
    await newsroom.writeTrust({ desks, policy, versions: { targets: 3, snapshot: 3, timestamp: 3 } });
    return { newsroom, path: RU, bytes: final.file(RU) };
  }),
];

const placeCases: readonly Case[] = [
  mustFail('misplaced-article', 'a genuine page in the place of another', 'place', 'misplaced', async () => {
    const newsroom = await oneEdition();
    return { newsroom, path: 'ru/2026/11/22/9fk9m2tq7x.html', bytes: newsroom.file(RU) };
  }),
  mustFail('misplaced-part', 'part 2 in the place of part 1', 'place', 'misplaced', async () => {
    const newsroom = await oneEdition();
    return { newsroom, path: RU, bytes: newsroom.file('ru/2026/11/22/3fk9m2tq7x.2.html') };
  }),
  mustFail('misplaced-day', 'an old article dated anew by its path', 'place', 'misplaced', async () => {
    const newsroom = await oneEdition();
    return { newsroom, path: 'ru/2026/11/23/3fk9m2tq7x.html', bytes: newsroom.file(RU) };
  }),
  mustFail('misplaced-language', 'the German page as the Russian front', 'place', 'misplaced', async () => {
    const newsroom = await oneEdition();
    return { newsroom, path: 'ru/index.html', bytes: newsroom.file('de/2026/11/22/3fk9m2tq7x.html') };
  }),
];

/** An edition with a page whose desk signed something around the text that pages may not have. */
const around = (from: string, to: string) => () =>
  published(() => ({ parts: [replaceIn(contentOf('ru', 'Мост закрыт.'), from, to)] }));

const bodyCases: readonly Case[] = [
  mustFail(
    'wrapper-script',
    'a script beside the text, signed by the desk',
    'body',
    'body-format',
    around('<p>npx', '<script src="https://beacon.example/"></script><p>npx'),
  ),
  mustFail(
    'wrapper-handler',
    'an element that runs when it is touched, signed by the desk',
    'body',
    'body-format',
    around('<p>npx', '<p onpointerenter="tell()">npx'),
  ),
  mustFail(
    'wrapper-style-fetches',
    'a style sheet that fetches, behind what looks like a tag, signed by the desk',
    'body',
    'body-format',
    around('</title>', '</title><style><p>{}p{background:url(https://beacon.example/)}</style>'),
  ),
  mustFail(
    'wrapper-swallows-body',
    'a style sheet that is opened before the text and closed after it, signed by the desk',
    'body',
    'body-format',
    () =>
      published(() => {
        const content = contentOf('ru', '{} p{background:url(https://beacon.example/)}');
        return { parts: [replaceIn(replaceIn(content, '</title>', '</title><style>'), '<p>npx', '</style><p>npx')] };
      }),
  ),
];

const currentCases: readonly Case[] = [
  mustFail('absent', 'in the log, but disowned by the calendar of its own edition', 'current', 'absent', () =>
    published(() => ({ state: 'unlisted' })),
  ),
  mustFail('absent-front', 'a front that no edition names', 'current', 'absent', async () => {
    const newsroom = await Newsroom.open();
    const front: PageSpec = { kind: 'front', language: 'ru', parts: ['Мост'] };
    await newsroom.publish([front], { changeEdition: (edition) => ({ ...edition, fronts: [] }) });
    return { newsroom, path: 'ru/index.html' };
  }),
  mustFail('absent-day', 'a day page that the calendar does not have', 'current', 'absent', async () => {
    const newsroom = await Newsroom.open();
    await newsroom.publish([{ kind: 'day', language: 'ru', parts: ['Мост'], state: 'unlisted' }]);
    return { newsroom, path: 'ru/2026/11/22/index.html' };
  }),
  mustFail(
    'calendar-altered',
    'a calendar file that is not the one its hash names',
    'current',
    'hash-mismatch',
    async () => {
      const newsroom = await oneEdition();
      const [path, bytes] =
        [...newsroom.files].find(([, each]) => new TextDecoder().decode(each).includes('\nmonth ')) ?? [];
      newsroom.files.set(path ?? '', replaceIn(bytes ?? new Uint8Array(0), '2026-11-22', '2026-11-21'));
      return { newsroom, path: RU };
    },
  ),
  mustFail('calendar-other-node', 'the log names another node as the root', 'current', 'calendar-format', async () => {
    const newsroom = await Newsroom.open();
    await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }], {
      changeEdition: (edition) => ({ ...edition, calendar: edition.notices }),
    });
    return { newsroom, path: RU };
  }),
];

export const pageCases: readonly Case[] = [
  ...formCases,
  ...bytesCases,
  ...deskCases,
  ...logCases,
  ...placeCases,
  ...bodyCases,
  ...currentCases,
];

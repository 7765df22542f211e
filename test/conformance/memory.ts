/**
 * What the memory of translations promises, whatever database it lies in. Called by a test for each of them.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../src/tables/index.ts';
import {
  fillFromMemory,
  forget,
  listMemory,
  lookUp,
  type Remembered,
  remember,
  removeFromMemory,
} from '../../src/translate/index.ts';
import type { UseEmpty } from './empty-database.ts';

/** Runs the suite; `use` gives each test an empty database with all tables. */
export function memorySuite(name: string, use: UseEmpty): void {
  const suite = (title: string, work: (db: Kysely<Tables>) => Promise<void>): void => {
    test(`${name}: ${title}`, () => use(work));
  };
  const languages = { from: 'de', to: 'ru' };
  let clock = Date.UTC(2026, 10, 20);
  const pair = (source: string, target: string, rest: Partial<Remembered> = {}): Remembered => {
    clock += 1_000;
    return { ...languages, source, target, by: 'Marta', at: new Date(clock), article: 'a1', ...rest };
  };
  const targets = async (db: Kysely<Tables>, text: string, limit = 5): Promise<string[]> =>
    (await lookUp(db, { ...languages, text }, limit)).map((match) => `${match.score} ${match.target}`);

  suite('gives back what was confirmed, also in other quotation marks and spaces, but not in other case', async (db) => {
    await remember(db, pair('Die „Möwe“ fährt wieder – bis zum Abend.', '«Чайка» снова ходит — до вечера.'));
    const [match] = await lookUp(db, { ...languages, text: 'Die «Möwe»  fährt wieder - bis zum Abend.' }, 5);
    assert.equal(match?.score, 100);
    assert.equal(match?.by, 'Marta');
    const [other] = await lookUp(db, { ...languages, text: 'die „Möwe“ fährt wieder – bis zum Abend.' }, 5);
    assert.equal(other?.score, 98);
    assert.deepEqual(await lookUp(db, { from: 'de', to: 'fa', text: match.source }, 5), []);
    assert.deepEqual(await lookUp(db, { ...languages, text: '' }, 5), []);
  });

  suite('gives texts that are alike, the most alike first, and none that is not', async (db) => {
    await remember(db, [
      pair(
        'Der Bürgermeister eröffnet am Freitag die neue Brücke über den Kanal.',
        'Мэр в пятницу открывает новый мост.',
      ),
      pair('Der Bürgermeister eröffnet am Montag die neue Schule.', 'Мэр в понедельник открывает новую школу.'),
      pair('Robben kehren in die Bucht zurück, sagen die Fischer.', 'Тюлени возвращаются в бухту, говорят рыбаки.'),
    ]);
    const found = await targets(db, 'Der Bürgermeister eröffnet am Samstag die neue Brücke über den Kanal.');
    assert.match(found[0] ?? '', /^9\d Мэр в пятницу/);
    assert.ok(!found.some((each) => each.includes('Тюлени')));
    assert.deepEqual((await targets(db, 'Der Bürgermeister eröffnet am Samstag die neue Schule.', 1)).length, 1);
  });

  suite('numbers placeholders as the text has them that is asked for', async (db) => {
    await remember(db, pair('{4}Lotsin{/4} im {7}Hafen{/7}', 'В {7}порту{/7} {4}лоцман{/4}'));
    const asked = '{1}Lotsin{/1} im {2}Hafen{/2}';
    assert.deepEqual(await targets(db, asked), ['100 В {2}порту{/2} {1}лоцман{/1}']);
    assert.deepEqual(await targets(db, '{3}Lotsin{/3} im Hafen'), ['89 В порту {3}лоцман{/3}']);
    const filled = await fillFromMemory(db, {
      ...languages,
      segments: [{ key: 'b1', text: '{5}Lotsin{/5} im {6}Hafen{/6}' }],
    });
    assert.equal(filled.get('b1')?.target, 'В {6}порту{/6} {5}лоцман{/5}');
  });

  suite('knows a segment of which every sentence was confirmed, wherever they stood', async (db) => {
    await remember(db, [
      pair('Die Brücke ist offen. Der Kanal bleibt zu.', 'Мост открыт. Канал закрыт.'),
      pair('{2}Der Markt{/2} beginnt am Morgen. Alle sind da.', '{2}Рынок{/2} начнётся утром. Все пришли.'),
    ]);
    const segments = [
      { key: 'b1', text: 'Der Kanal bleibt zu. {1/}{2}Der Markt{/2} beginnt am Morgen.' },
      { key: 'b2', text: 'Der Kanal bleibt zu. Das weiß niemand.' },
      { key: 'b3', text: 'Alle sind da.' },
    ];
    const filled = await fillFromMemory(db, { ...languages, segments });
    assert.deepEqual(
      [...filled].map(([key, match]) => `${key} ${match.target}`),
      ['b1 Канал закрыт. {1/}{2}Рынок{/2} начнётся утром.', 'b3 Все пришли.'],
    );
  });

  suite('keeps to the last word of an article, and the newest comes first', async (db) => {
    await remember(db, pair('Die Schleuse ist zu.', 'Шлюз закрыта.'));
    await remember(db, pair('Die Schleuse ist zu.', 'Шлюз закрыт.'));
    assert.deepEqual(await targets(db, 'Die Schleuse ist zu.'), ['100 Шлюз закрыт.']);
    await remember(db, pair('Die Schleuse ist zu.', 'Шлюз не работает.', { article: 'a2' }));
    assert.deepEqual(await targets(db, 'Die Schleuse ist zu.'), ['100 Шлюз не работает.', '100 Шлюз закрыт.']);
    const filled = await fillFromMemory(db, { ...languages, segments: [{ key: 'k', text: 'Die Schleuse ist zu.' }] });
    assert.equal(filled.get('k')?.target, 'Шлюз не работает.');
  });

  suite('remembers the same pair once, however often and from how many sides at once', async (db) => {
    const same = Array.from({ length: 8 }, (_, at) =>
      pair('Die Möwe fährt. Sie fährt gut.', 'Чайка ходит. Ходит хорошо.', { article: `a${at}` }),
    );
    await Promise.all(same.map((each) => remember(db, each)));
    assert.equal((await listMemory(db)).entries.length, 3);
  });

  suite('keeps nothing of a withdrawn article but what others confirmed too, or was imported', async (db) => {
    await remember(db, [
      pair('Nur hier stand dieser Satz. Auch dieser.', 'Только здесь. И это тоже.'),
      pair('Auch anderswo steht dieser Satz.', 'Это есть и в другом месте.'),
      pair('Auch anderswo steht dieser Satz.', 'Это есть и в другом месте.', { article: 'a2' }),
      pair('Mitgebracht war dieser Satz.', 'Это было импортировано.', { article: null, by: null }),
      pair('Mitgebracht war dieser Satz.', 'Это было импортировано.'),
    ]);
    await forget(db, 'a1');
    assert.deepEqual((await listMemory(db)).entries.map((each) => each.source).sort(), [
      'Auch anderswo steht dieser Satz.',
      'Mitgebracht war dieser Satz.',
    ]);
    assert.ok(!(await targets(db, 'Nur hier stand dieser Satz.')).some((each) => each.includes('Только')));
    await forget(db, 'a2');
    assert.deepEqual(
      (await listMemory(db)).entries.map((each) => each.isImported),
      [true],
    );
    const { rows } = await sql<{ many: number }>`
      select count(*)::integer as many from memory_grams where memory not in (select id from memory)
    `.execute(db);
    assert.deepEqual(rows, [{ many: 0 }]);
  });

  suite('remembers no translation whose placeholders are broken, and tells', async (db) => {
    const outcome = await remember(db, [pair('{1}Ja{/1}', 'Да'), pair('Ja', ''), pair('Nein', 'Нет')]);
    assert.deepEqual(outcome, { remembered: 1, skipped: 2 });
    assert.deepEqual(
      (await listMemory(db)).entries.map((each) => each.source),
      ['Nein'],
    );
  });

  suite('undoes it with the transaction it was part of', async (db) => {
    await assert.rejects(
      db.transaction().execute(async (trx) => {
        await remember(trx, pair('Ja', 'Да'));
        throw new Error('no');
      }),
    );
    assert.deepEqual((await listMemory(db)).entries, []);
  });

  suite('is looked through page by page, by words of either side, whatever their case', async (db) => {
    await remember(
      db,
      Array.from({ length: 5 }, (_, at) => pair(`Satz ${at} über die Brücke`, `Фраза ${at} про Мост`)),
    );
    await remember(db, pair('Ganz anders', 'پل تازه', { to: 'fa' }));
    const first = await listMemory(db, { search: 'мост', limit: 3 });
    assert.deepEqual(
      first.entries.map((each) => each.target.slice(6, 7)),
      ['4', '3', '2'],
    );
    const second = await listMemory(db, { search: 'МОСТ фраз', limit: 3, after: first.next ?? '' });
    assert.deepEqual(
      second.entries.map((each) => each.target.slice(6, 7)),
      ['1', '0'],
    );
    assert.equal(second.next, null);
    assert.deepEqual(
      (await listMemory(db, { search: 'پل' })).entries.map((each) => each.to),
      ['fa'],
    );
    assert.deepEqual((await listMemory(db, { search: '& | ! :* \' "' })).entries.length, 6);
    assert.deepEqual((await listMemory(db, { to: 'fa', search: 'brücke' })).entries, []);
    const ids = first.entries.map((each) => each.id);
    assert.equal(await removeFromMemory(db, [...ids, 'nobody']), 3);
    assert.equal((await listMemory(db)).entries.length, 3);
  });

  suite('takes ten thousand segments at once', async (db) => {
    const segments = Array.from({ length: 10_000 }, (_, at) => ({ key: `b${at}`, text: `Zeile ${at} der Tabelle` }));
    await remember(
      db,
      segments.slice(0, 2_000).map(({ text }) => pair(text, `${text} (ru)`)),
    );
    const filled = await fillFromMemory(db, { ...languages, segments });
    assert.equal(filled.size, 2_000);
    assert.equal(filled.get('b1999')?.target, 'Zeile 1999 der Tabelle (ru)');
  });
}

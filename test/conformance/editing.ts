/**
 * What the desk promises, whatever database it lies in. Called by a test for each of them.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArticleQuery, settleCells, UNTIL_LET_GO } from '../../src/editing/index.ts';
import { loadWaiting, takeWaiting } from '../../src/newsroom/publishing/versions.ts';
import { random } from '../../src/newsroom/random.ts';
import { ANNA, BORIS, EditingBench } from './editing-bench.ts';
import type { UseEmpty } from './empty-database.ts';

const HARBOUR = ['Der Hafen', 'Die Kaimauer bleibt gesperrt.', 'Der Stadtrat berät am Freitag.'];

/** Words without a number in them: a check looks at those. */
const WORD: Readonly<Record<string, string>> = { headline: 'гавани', b1: 'набережной', b2: 'совета', b3: 'дождя' };

/** Runs the suite; `use` gives each test an empty database with all tables. */
export function editingSuite(name: string, use: UseEmpty): void {
  const suite = (title: string, work: (bench: EditingBench) => Promise<void>): void => {
    test(`${name}: ${title}`, () => use((db) => work(new EditingBench(db))));
  };
  const ru = (article: string) => ({ article, language: 'ru' });
  const de = (article: string) => ({ article, language: 'de' });

  suite('an original that arrives is drafted by memory and machine, and published when a person confirmed it', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    assert.equal(await bench.state(ru(article)), 'arrived');
    assert.deepEqual(await bench.published(), ['de 1 current']);
    await bench.work();
    assert.equal(await bench.state(ru(article)), 'review');
    assert.deepEqual(await bench.standing(ru(article)), ['headline draft', 'b1 draft', 'b2 draft']);
    const [headline] = await bench.segments(ru(article));
    assert.deepEqual([headline?.target, headline?.origin, headline?.engine], ['[Der Hafen]', 'machine', 'book@1']);
    assert.deepEqual(await bench.published(), []);

    await bench.confirmAll(ru(article), ({ target }) => `По-русски: ${target}`);
    assert.equal(await bench.state(ru(article)), 'ready');
    assert.deepEqual(await bench.editing.publish(ru(article), {}, ANNA), { outcome: 'done' });
    assert.ok(bench.jobs.some(({ queue }) => queue === 'publish-due'));
    const [russian] = (await bench.publish()).filter(({ body }) => body.language === 'ru');
    assert.equal(russian?.body.headline, 'По-русски: [Der Hafen]');
    assert.deepEqual(russian?.body.translation, { from: 'de', how: 'person' });
    assert.deepEqual(
      russian?.body.blocks.map(({ id }) => id),
      ['b1', 'b2'],
    );
    assert.equal(await bench.state(ru(article)), 'published');

    const again = await bench.arrive('again', ['Ein anderer Tag', 'Die Kaimauer bleibt gesperrt.']);
    await bench.work();
    const known = await bench.segment(ru(again), 'b1');
    assert.deepEqual([known.origin, known.target], ['memory', 'По-русски: [Die Kaimauer bleibt gesperrt.]']);
    const acts = (await bench.editing.audit({ article })).map(({ what }) => what).reverse();
    assert.deepEqual(acts, [
      'arrived',
      'draft-begun',
      'machine-drafted',
      'segment-confirmed',
      'segment-confirmed',
      'segment-confirmed',
      'ready',
      'published',
    ]);
  });

  suite('what a machine wrote says so until a person confirmed every block, and then who did and when', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    assert.equal((await bench.editing.draft(ru(article)))?.label, 'machine');
    const [first, ...rest] = await bench.segments(ru(article));
    for (const segment of rest)
      await bench.editing.confirmSegment(
        { ...ru(article), key: segment.key, edit: segment.edit },
        segment.target,
        BORIS,
      );
    const open = await bench.editing.draft(ru(article));
    assert.equal(open?.label, 'machine');
    const outcome = await bench.editing.publish(ru(article), {}, ANNA);
    assert.deepEqual(outcome, { outcome: 'refused', reason: 'One segment is not confirmed.' });
    assert.deepEqual(await bench.published(), ['de 1 current']);
    // Typed anew letter by letter, a machine's text is still a machine's.
    const name = { ...ru(article), key: 'headline' };
    const saved = await bench.editing.saveSegment({ ...name, edit: first?.edit ?? 0 }, 'Иначе', ANNA);
    assert.ok(saved.outcome === 'saved' && saved.segment.origin === 'person');
    const back = await bench.editing.confirmSegment({ ...name, edit: saved.segment.edit }, first?.target ?? '', ANNA);
    assert.ok(back.outcome === 'saved' && back.segment.origin === 'machine');
    await bench.editing.publish(ru(article), {}, ANNA);
    const [russian] = (await bench.publish()).filter(({ body }) => body.language === 'ru');
    assert.deepEqual(russian?.body.translation, {
      from: 'de',
      how: 'machine-checked',
      by: 'Anna Brandt, Boris Lang',
      on: '2026-11-22',
    });
  });

  suite('a draft without its texts says the same of itself as the whole one, wherever it stands', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    const agree = async (label: string, obstacle: string | null): Promise<void> => {
      const whole = (await bench.editing.draft(ru(article))) ?? assert.fail('no draft');
      const segments = whole.segments.map(({ key, state, edit }) => ({ key, state, edit }));
      assert.deepEqual(await bench.editing.outline(ru(article)), { ...whole, segments });
      assert.deepEqual([whole.label, whole.obstacles[0] ?? null], [label, obstacle]);
    };
    await agree('machine', '3 segments have no text.');
    bench.machine = (text) => (text === 'Der Hafen' ? null : `[${text}]`);
    await bench.work();
    await agree('machine', 'One segment has no text.');
    const { edit } = await bench.segment(ru(article), 'headline');
    await bench.editing.saveSegment({ ...ru(article), key: 'headline', edit }, 'Причал 7', ANNA);
    await agree('machine', '3 segments are not confirmed.');
    const reviewed = bench.settings;
    bench.settings = { ...reviewed, translations: [{ from: 'de', to: 'ru', publish: 'unchecked' }] };
    await agree('machine', 'One segment has errors.');
    bench.settings = reviewed;
    await bench.confirmAll(ru(article), ({ key, target }) => (key === 'headline' ? 'Гавань' : target));
    await agree('machine-checked', null);
    await bench.editing.publish(ru(article), {}, ANNA);
    await bench.publish();
    await agree('machine-checked', null);
    await bench.editing.correct(ru(article), 'В заголовке стоял не тот причал.', ANNA);
    await bench.publish();
    assert.equal((await bench.editing.outline(ru(article)))?.state, 'corrected');
    await agree('machine-checked', null);
    await bench.takeBack('a');
    assert.equal(await bench.editing.outline(ru(article)), null);
  });

  suite('some segments of a draft come as they are in the whole, in its order', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    const [headline, , last] = await bench.segments(ru(article));
    assert.deepEqual(await bench.editing.segments(ru(article), ['b2', 'b9', 'headline']), [headline, last]);
    assert.deepEqual(await bench.editing.segments(ru(article), []), []);
    assert.deepEqual(await bench.editing.segments(de(article), ['b1']), []);
  });

  suite('a token may write and not confirm', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    const { edit } = await bench.segment(ru(article), 'b1');
    const token = { name: 'the CMS', isToken: true };
    const outcome = await bench.editing.confirmSegment(
      { ...ru(article), key: 'b1', edit },
      'Набережная закрыта.',
      token,
    );
    assert.ok(outcome.outcome === 'refused');
    assert.deepEqual([outcome.segment.target, outcome.segment.state], ['Набережная закрыта.', 'draft']);
  });

  suite('unchecked translations go out by themselves, labelled as a machine’s, unless something stands against them', async (bench) => {
    bench.settings = {
      ...bench.settings,
      translations: [{ from: 'de', to: 'ru', engine: 'book', publish: 'unchecked' }],
    };
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    const out = await bench.publish();
    assert.deepEqual(out.find(({ body }) => body.language === 'ru')?.body.translation, { from: 'de', how: 'machine' });
    bench.machine = (text) => (text.startsWith('Die') ? null : `[${text}]`);
    const broken = await bench.arrive('b', ['Zwei', 'Die Fähre fährt nicht.', 'Ein Lotse wartet.']);
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 1 current']);
    assert.deepEqual(await bench.standing(ru(broken)), ['headline draft', 'b1 empty', 'b2 draft']);
    assert.equal((await bench.segment(ru(broken), 'b1')).failure, 'The machine is at a loss.');
    // A change of the original is translated again and goes out as a correction.
    bench.later(5);
    bench.machine = (text) => `<${text}>`;
    await bench.arrive('a', [HARBOUR[0] ?? '', HARBOUR[1] ?? '', 'Der Stadtrat berät am Samstag.']);
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 2 corrected', 'ru 2 corrected']);
    assert.ok((await bench.front('ru')).includes('<Der Stadtrat berät am Samstag.>'));
    assert.ok((await bench.front('ru')).includes('[Die Kaimauer bleibt gesperrt.]'));
    assert.equal(await bench.state(ru(article)), 'corrected');
  });

  suite('a changed original touches the block that changed, and nothing a person wrote is lost', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article), ({ key }) => `Текст ${WORD[key]}`);
    await bench.editing.publish(ru(article), {}, ANNA);
    await bench.publish();
    bench.asked.length = 0;
    bench.later(5);
    await bench.arrive('a', [
      HARBOUR[0] ?? '',
      'Die Kaimauer bleibt bis Montag gesperrt.',
      HARBOUR[2] ?? '',
      'Es regnet.',
    ]);
    assert.deepEqual(await bench.standing(ru(article)), [
      'headline confirmed',
      'b1 touched',
      'b2 confirmed',
      'b3 empty',
    ]);
    const touched = await bench.segment(ru(article), 'b1');
    assert.deepEqual([touched.target, touched.sourceBefore], ['Текст набережной', 'Die Kaimauer bleibt gesperrt.']);
    assert.equal(await bench.state(ru(article)), 'review');
    assert.equal((await bench.editing.articles({ touched: true })).rows.length, 1);
    // The published translation stays as it is until somebody publishes the change.
    assert.deepEqual(await bench.published(), ['de 2 corrected']);
    await bench.work();
    assert.deepEqual(bench.asked, ['Die Kaimauer bleibt bis Montag gesperrt.', 'Es regnet.']);
    const suggested = await bench.segment(ru(article), 'b1');
    assert.deepEqual(
      [suggested.target, suggested.machine],
      ['Текст набережной', '[Die Kaimauer bleibt bis Montag gesperrt.]'],
    );
    await bench.confirmAll(ru(article), ({ key, target }) => (key === 'b1' ? 'До понедельника' : target));
    assert.equal((await bench.editing.draft(ru(article)))?.touchedAt, null);
    await bench.editing.publish(ru(article), {}, ANNA);
    const [second] = (await bench.publish()).filter(({ body }) => body.language === 'ru');
    assert.deepEqual([second?.revision, second?.body.state], [2, 'corrected']);
    assert.notEqual(second?.body.modifiedAt, undefined);
    const revisions = await bench.editing.revisions(ru(article));
    assert.deepEqual(
      revisions.map(({ revision, by, body }) => [revision, by, JSON.stringify(body).includes('До понедельника')]),
      [
        [2, 'Anna Brandt', true],
        [1, 'Anna Brandt', false],
      ],
    );
  });

  suite('an original that says again what it said gives the confirmation back', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.arrive('a', [HARBOUR[0] ?? '', 'Die Kaimauer bleibt bis Montag gesperrt.', HARBOUR[2] ?? '']);
    assert.deepEqual(await bench.standing(ru(article)), ['headline confirmed', 'b1 touched', 'b2 confirmed']);
    await bench.arrive('a', [...HARBOUR, 'Es regnet.']);
    assert.deepEqual(await bench.standing(ru(article)), [
      'headline confirmed',
      'b1 confirmed',
      'b2 confirmed',
      'b3 empty',
    ]);
    await bench.arrive('a', HARBOUR);
    assert.deepEqual(await bench.standing(ru(article)), ['headline confirmed', 'b1 confirmed', 'b2 confirmed']);
    assert.equal(await bench.state(ru(article)), 'ready');
  });

  suite('of two who write at once the second is told, and loses nothing', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    const { edit } = await bench.segment(ru(article), 'b1');
    const name = { ...ru(article), key: 'b1', edit };
    const outcomes = await Promise.all([
      bench.editing.saveSegment(name, 'Аннa пишет', ANNA),
      bench.editing.saveSegment(name, 'Борис пишет', BORIS),
    ]);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['conflict', 'saved']);
    const lost = outcomes.find(({ outcome }) => outcome === 'conflict');
    const won = outcomes.find(({ outcome }) => outcome === 'saved');
    assert.ok(lost?.outcome === 'conflict' && won?.outcome === 'saved');
    assert.equal(lost.segment.target, won.segment.target);
    const stale = await bench.editing.confirmSegment(name, 'Ещё раз', BORIS);
    assert.equal(stale.outcome, 'conflict');
    const gone = await bench.editing.saveSegment({ ...name, key: 'b9' }, 'Ещё раз', BORIS);
    assert.equal(gone.outcome, 'gone');
  });

  suite('a machine that comes late writes over nobody', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    bench.whileTranslating = async () => {
      bench.whileTranslating = async () => {};
      const { edit } = await bench.segment(ru(article), 'b1');
      await bench.editing.saveSegment({ ...ru(article), key: 'b1', edit }, 'Уже написано', ANNA);
    };
    await bench.work();
    const written = await bench.segment(ru(article), 'b1');
    assert.deepEqual([written.target, written.origin, written.machine], ['Уже написано', 'person', `[${HARBOUR[1]}]`]);
    assert.equal((await bench.segment(ru(article), 'b2')).origin, 'machine');
  });

  suite('a job that is stopped goes on where it was, and a draft that is gone needs none', async (bench) => {
    const many = Array.from({ length: 120 }, (_, at) => `Satz Nummer ${at} steht hier allein.`);
    const article = await bench.arrive('a', ['Viele Sätze', ...many]);
    const stop = new AbortController();
    let calls = 0;
    bench.whileTranslating = async () => {
      calls += 1;
      if (calls === 2) stop.abort();
    };
    await assert.rejects(bench.work(stop.signal), { name: 'AbortError' });
    assert.equal(bench.asked.length, 50);
    assert.equal(await bench.state(ru(article)), 'in-translation');
    bench.whileTranslating = async () => {};
    await bench.translate(ru(article));
    assert.equal(bench.asked.length, 121);
    assert.equal(new Set(bench.asked).size, 121);
    await bench.translate(ru(article));
    assert.equal(bench.asked.length, 121);
    await bench.translate({ article: 'nothing', language: 'ru' });
  });

  suite('a machine that answers nonsense costs its segments, never the article', async (bench) => {
    bench.machine = (text) =>
      text.includes('Kaimauer') ? '' : text.includes('Stadtrat') ? 'Совет {1}заседает{/1}' : `[${text}]`;
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    assert.deepEqual(await bench.standing(ru(article)), ['headline draft', 'b1 empty', 'b2 empty']);
    for (const key of ['b1', 'b2'])
      assert.match((await bench.segment(ru(article), key)).failure ?? '', /^The machine /);
    assert.equal(await bench.state(ru(article)), 'review');
    bench.machine = (text) => `[${text}]`;
    await bench.editing.draftAgain(ru(article), ANNA);
    await bench.work();
    assert.deepEqual(await bench.standing(ru(article)), ['headline draft', 'b1 draft', 'b2 draft']);
    // Asked for a text that a person wrote, it makes a suggestion.
    const { edit } = await bench.segment(ru(article), 'b1');
    await bench.editing.saveSegment({ ...ru(article), key: 'b1', edit }, 'Стена закрыта', ANNA);
    await bench.editing.draftAgain({ ...ru(article), key: 'b1' }, ANNA);
    bench.machine = (text) => `<${text}>`;
    await bench.work();
    const { target, machine, failure } = await bench.segment(ru(article), 'b1');
    assert.deepEqual([target, machine, failure], ['Стена закрыта', '<Die Kaimauer bleibt gesperrt.>', null]);
  });

  suite('a withdrawn original takes everything along that was made of it', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article), ({ key }) => `Секрет ${WORD[key]}`);
    await bench.editing.publish(ru(article), {}, ANNA);
    await bench.publish();
    bench.later(5);
    await bench.takeBack('a');
    assert.deepEqual(await bench.published(), ['de 2 withdrawn', 'ru 2 withdrawn']);
    const everything = await bench.everything();
    for (const text of ['Секрет', 'Kaimauer', 'Stadtrat', 'Der Hafen'])
      assert.ok(!everything.includes(text), `${text} is still there`);
    assert.ok(everything.includes('Eine Quelle war in Gefahr.'));
    assert.equal(await bench.state(ru(article)), 'withdrawn');
    assert.deepEqual((await bench.editing.articles({ search: 'Hafen' })).rows, []);
    assert.deepEqual(await bench.editing.revisions(ru(article)).then(([first]) => first?.body), null);
  });

  suite('a person withdraws a language or all of them, and a source does not bring that back by itself', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.editing.publish(ru(article), {}, ANNA);
    await bench.publish();
    bench.later(1);
    assert.equal((await bench.editing.withdraw(ru(article), ' ', ANNA)).outcome, 'refused');
    await bench.editing.withdraw(ru(article), 'Перевод был неверен.', ANNA);
    assert.deepEqual(await bench.published(), ['ru 2 withdrawn']);
    assert.equal(await bench.editing.draft(ru(article)), null);
    assert.equal((await bench.editing.withdraw(ru(article), 'Ещё раз.', ANNA)).outcome, 'refused');
    await bench.editing.withdraw({ article }, 'Eine Bitte der Familie.', ANNA);
    assert.deepEqual(await bench.published(), ['de 2 withdrawn']);
    await bench.arrive('a', [...HARBOUR, 'Noch ein Satz.']);
    assert.deepEqual(await bench.published(), []);
    assert.equal(await bench.state(de(article)), 'arrived');
    await bench.editing.publish(de(article), {}, ANNA);
    assert.deepEqual(await bench.published(), ['de 3 corrected']);
  });

  suite('what is withdrawn before anybody saw it is not published by its next change', async (bench) => {
    bench.settings = { ...bench.settings, review: ['de'] };
    const article = await bench.arrive('a', HARBOUR);
    await bench.editing.withdraw({ article }, 'Nicht veröffentlichen.', ANNA);
    bench.settings = { ...bench.settings, review: [] };
    await bench.arrive('a', [...HARBOUR, 'Noch ein Satz.']);
    assert.deepEqual(await bench.published(), []);
    assert.ok(!(await bench.front('de')).includes('Kaimauer'));
  });

  suite('a language under review waits for a person, its changes and its translations too', async (bench) => {
    bench.settings = {
      ...bench.settings,
      review: ['de'],
      translations: [{ from: 'de', to: 'ru', engine: 'book', publish: 'unchecked' }],
    };
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    assert.deepEqual(await bench.published(), []);
    assert.equal(await bench.state(de(article)), 'arrived');
    assert.match(JSON.stringify(await bench.editing.publish(ru(article), {}, ANNA)), /is held back: let it go first/);
    await bench.editing.publish(de(article), {}, ANNA);
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 1 current', 'ru 1 current']);
    await bench.arrive('a', [...HARBOUR, 'Geheimnis.']);
    assert.deepEqual(await bench.published(), []);
    assert.ok(!(await bench.front('de')).includes('Geheimnis'));
    assert.equal((await bench.editing.article(article))?.held[0]?.until, null);
    // A source that takes the change back leaves nothing to let go.
    await bench.arrive('a', HARBOUR);
    assert.deepEqual((await bench.editing.article(article))?.held, []);
    await bench.arrive('a', [...HARBOUR, 'Doch noch.']);
    await bench.editing.publish(de(article), {}, BORIS);
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 2 corrected', 'ru 2 corrected']);
  });

  suite('under an embargo nothing new is seen anywhere, in no language, until it ends', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    const until = new Date(bench.now.getTime() + 3_600_000);
    assert.deepEqual(await bench.editing.setEmbargo(article, until, ANNA), { outcome: 'done' });
    await bench.arrive('en', ['The harbour', 'The quay stays closed.'], { language: 'en', group: article });
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.editing.publish(ru(article), {}, ANNA);
    assert.deepEqual(await bench.published(), []);
    assert.deepEqual(await loadWaiting(bench.db), []);
    for (const language of ['de', 'en', 'ru']) assert.equal(await bench.front(language), '[]');
    assert.equal(await bench.state(ru(article)), 'ready');
    assert.ok(bench.jobs.some(({ startAfter }) => startAfter?.getTime() === until.getTime()));
    bench.later(60);
    assert.deepEqual(await bench.published(), ['de 1 current', 'en 1 current', 'ru 1 current']);
    // A further embargo holds changes back, while what is out stays as it is.
    await bench.editing.setEmbargo(article, new Date(bench.now.getTime() + 3_600_000), ANNA);
    await bench.arrive('a', [...HARBOUR, 'Geheimnis.']);
    assert.deepEqual(await bench.published(), []);
    assert.ok(!(await bench.front('de')).includes('Geheimnis'));
    await bench.editing.setEmbargo(article, null, ANNA);
    assert.deepEqual(await bench.published(), ['de 2 corrected']);
    assert.ok((await bench.front('de')).includes('Geheimnis'));
  });

  suite('a withdrawal waits for no embargo and no review', async (bench) => {
    bench.settings = { ...bench.settings, review: ['de'] };
    const article = await bench.arrive('a', HARBOUR);
    await bench.editing.publish(de(article), {}, ANNA);
    await bench.publish();
    await bench.editing.setEmbargo(article, new Date(bench.now.getTime() + 3_600_000), ANNA);
    await bench.arrive('a', [...HARBOUR, 'Geheimnis.']);
    await bench.takeBack('a');
    assert.deepEqual(await bench.published(), ['de 2 withdrawn']);
    assert.ok(!(await bench.everything()).includes('Geheimnis'));
  });

  suite('an embargo that comes too late says so', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await takeWaiting(bench.db);
    const until = new Date(bench.now.getTime() + 3_600_000);
    assert.match(JSON.stringify(await bench.editing.setEmbargo(article, until, ANNA)), /too late/);
    await bench.publish();
    assert.deepEqual(await bench.editing.setEmbargo(article, until, ANNA), { outcome: 'done' });
    assert.match(JSON.stringify(await bench.editing.setEmbargo(article, new Date(0), ANNA)), /past/);
  });

  suite('what is held back takes no place from what may be seen', async (bench) => {
    await bench.arrive('old', ['Alt', 'Eine alte Nachricht.']);
    await bench.publish();
    bench.settings = { ...bench.settings, review: ['de'] };
    for (let at = 0; at < 70; at += 1) await bench.arrive(`held ${at}`, [`Neu ${at}`, 'Noch geheim.']);
    assert.match(await bench.front('de'), /Eine alte Nachricht/);
    assert.ok(!(await bench.front('de')).includes('geheim'));
  });

  suite('a time is kept, and can be taken back before it comes', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.publish();
    const at = new Date(bench.now.getTime() + 600_000);
    await bench.editing.publish(ru(article), { at }, ANNA);
    bench.later(5);
    assert.deepEqual(await bench.published(), []);
    assert.equal((await bench.editing.draft(ru(article)))?.publishAt, at.toISOString());
    await bench.editing.unschedule(ru(article), BORIS);
    bench.later(10);
    assert.deepEqual(await bench.published(), []);
    await bench.editing.publish(ru(article), { at: new Date(bench.now.getTime() + 600_000) }, ANNA);
    bench.later(10);
    assert.deepEqual(await bench.published(), ['ru 1 current']);
    const [last] = await bench.editing.audit({ article, limit: 1 });
    assert.deepEqual([last?.what, last?.who], ['published', 'Anna Brandt']);
  });

  suite('what is scheduled and then touched or written in does not go out by itself', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.publish();
    await bench.editing.publish(ru(article), { at: new Date(bench.now.getTime() + 600_000) }, ANNA);
    await bench.arrive('a', [HARBOUR[0] ?? '', 'Die Kaimauer bleibt bis Montag gesperrt.', HARBOUR[2] ?? '']);
    bench.later(20);
    assert.deepEqual(await bench.published(), ['de 2 corrected']);
    await bench.confirmAll(ru(article), () => 'Новый текст');
    assert.deepEqual(await bench.published(), [], 'nobody said it again');
    await bench.editing.publish(ru(article), { at: new Date(bench.now.getTime() + 600_000) }, ANNA);
    const { edit } = await bench.segment(ru(article), 'b1');
    await bench.editing.saveSegment({ ...ru(article), key: 'b1', edit }, 'Ещё новее', BORIS);
    bench.later(20);
    assert.deepEqual(await bench.published(), []);
    assert.equal(await bench.state(ru(article)), 'review');
  });

  suite('a held version goes at its time, and not when that is taken back', async (bench) => {
    bench.settings = { ...bench.settings, review: ['de'], translations: [] };
    const article = await bench.arrive('a', HARBOUR);
    await bench.editing.publish(de(article), { at: new Date(bench.now.getTime() + 600_000) }, ANNA);
    await bench.editing.unschedule(de(article), ANNA);
    bench.later(20);
    assert.deepEqual(await bench.published(), []);
    await bench.editing.publish(de(article), { at: new Date(bench.now.getTime() + 600_000) }, ANNA);
    bench.later(10);
    assert.deepEqual(await bench.published(), ['de 1 current']);
    await bench.arrive('a', [...HARBOUR, 'Mehr.']);
    await bench.editing.publish(de(article), { at: new Date(bench.now.getTime() + 600_000) }, ANNA);
    assert.deepEqual(await bench.published(), []);
    bench.later(10);
    assert.deepEqual(await bench.published(), ['de 2 corrected']);
    const held = await bench.db.selectFrom('versions').select('hold_until').execute();
    assert.ok(held.every(({ hold_until: until }) => until === null || until === UNTIL_LET_GO));
  });

  suite('a correction note stays through further revisions, in the original and in the translation', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article));
    assert.equal((await bench.editing.correct(ru(article), 'Рано.', ANNA)).outcome, 'refused');
    await bench.editing.publish(ru(article), {}, ANNA);
    await bench.publish();
    bench.later(1);
    await bench.editing.correct(ru(article), 'Имя было написано неверно.', ANNA);
    assert.deepEqual(await bench.published(), ['ru 2 corrected']);
    bench.later(1);
    await bench.editing.correct(de(article), 'Der Tag war falsch.', ANNA);
    assert.deepEqual(await bench.published(), ['de 2 corrected']);
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.editing.publish(ru(article), {}, ANNA);
    bench.later(1);
    await bench.arrive('a', [...HARBOUR, 'Noch ein Satz.']);
    assert.deepEqual(await bench.published(), ['de 3 corrected', 'ru 3 corrected']);
    assert.match(await bench.front('de'), /Der Tag war falsch/);
    const russian = await bench.front('ru');
    assert.match(russian, /Имя было написано неверно/);
    assert.match(russian, /\[Der Tag war falsch\.\]/);
    assert.deepEqual(new Set(russian.match(/"id":"b\d+"/g)).size, russian.match(/"id":"b\d+"/g)?.length);
  });

  suite('a language that its source brings itself ends the translation here', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article));
    await bench.editing.publish(ru(article), {}, ANNA);
    await bench.publish();
    await bench.arrive('ru', ['Гавань', 'Набережная закрыта.'], { language: 'ru', group: article });
    assert.equal(await bench.editing.draft(ru(article)), null);
    const [own] = (await bench.publish()).filter(({ body }) => body.language === 'ru');
    assert.deepEqual(
      [own?.article, own?.revision, own?.body.headline, own?.body.translation],
      [article, 2, 'Гавань', undefined],
    );
    assert.match(JSON.stringify(await bench.editing.begin(ru(article), ANNA)), /comes from its source/);
  });

  suite('a translation that the settings do not ask for is begun by a person', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    const en = { article, language: 'en' };
    assert.deepEqual((await bench.editing.article(article))?.translatable, [{ language: 'en', from: 'de' }]);
    assert.deepEqual(await bench.editing.begin(en, ANNA), { outcome: 'done' });
    assert.equal((await bench.editing.begin(en, ANNA)).outcome, 'refused');
    assert.equal((await bench.editing.begin({ article, language: 'fa' }, ANNA)).outcome, 'refused');
    await bench.work();
    assert.deepEqual(await bench.standing(en), ['headline empty', 'b1 empty', 'b2 empty'], 'no machine does it');
    await bench.editing.assign(en, 'Boris Lang', ANNA);
    assert.equal((await bench.editing.articles({ assignee: 'Boris Lang' })).rows.length, 1);
    assert.equal((await bench.editing.articles({ assignee: 'Nobody' })).rows.length, 0);
  });

  suite('a check is switched off with a reason, and not the ones that keep a text whole', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    const { edit } = await bench.segment(ru(article), 'b1');
    const name = { ...ru(article), key: 'b1', edit };
    assert.equal((await bench.editing.ignoreCheck(name, 'placeholders', 'weil', ANNA)).outcome, 'refused');
    assert.equal((await bench.editing.ignoreCheck(name, 'length', '', ANNA)).outcome, 'refused');
    const outcome = await bench.editing.ignoreCheck(name, 'length', 'The language is short.', ANNA);
    assert.ok(outcome.outcome === 'saved');
    assert.deepEqual(outcome.segment.ignored, [
      { check: 'length', reason: 'The language is short.', by: 'Anna Brandt' },
    ]);
    const wrong = await bench.editing.confirmSegment({ ...name, edit: outcome.segment.edit }, 'Стена {1}', ANNA);
    assert.ok(wrong.outcome === 'refused' && wrong.segment.target === 'Стена {1}', 'kept, not confirmed');
  });

  suite('the table of articles is paged, filtered, searched and counted', async (bench) => {
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      bench.later(1);
      ids.unshift(await bench.arrive(`a${at}`, [`Straßenbahn ${at}`, 'Ein Text.']));
    }
    await bench.publish();
    await bench.work();
    const first = await bench.editing.articles({ limit: 3 });
    assert.deepEqual(
      first.rows.map(({ article }) => article),
      ids.slice(0, 3),
    );
    const rest = await bench.editing.articles({ limit: 10, after: first.next ?? '' });
    assert.deepEqual(
      rest.rows.map(({ article }) => article),
      ids.slice(3),
    );
    assert.equal(rest.next, null);
    assert.deepEqual([first.counts.review, first.counts.published, first.counts.arrived], [7, 7, 0]);
    await bench.arrive('fa', ['پل تازه‌ی شهر باز شد', 'متن.'], { language: 'en' });
    await bench.arrive('ru', ['Ледокол пришёл', 'Текст.'], { language: 'ru' });
    const found = async (search: string) =>
      (await bench.editing.articles({ search })).rows.map(({ headline }) => headline);
    assert.deepEqual(await found('ледок'), ['Ледокол пришёл']);
    assert.deepEqual(await found('شهر'), ['پل تازه‌ی شهر باز شد']);
    assert.deepEqual(await found('strassenbahn 4'), ['Straßenbahn 4']);
    const paged = async (query: ArticleQuery): Promise<string[]> => {
      const { rows, next } = await bench.editing.articles({ ...query, limit: 3 });
      const own = rows.map(({ article }) => article);
      return next === null ? own : [...own, ...(await paged({ ...query, after: next }))];
    };
    assert.deepEqual(await paged({ search: 'strassen' }), ids);
    assert.deepEqual(await paged({ search: 'strassen', language: 'ru' }), ids);
    for (const nothing of ['xyz', "'; drop table", '!!', '\\', ':*'])
      assert.deepEqual(await found(nothing), [], nothing);
    assert.equal((await bench.editing.articles({ state: 'review', language: 'ru' })).rows.length, 7);
    assert.equal((await bench.editing.articles({ state: 'published', language: 'ru' })).rows.length, 0);
    const counts = (await bench.editing.articles({})).counts;
    // Lost, they are put together again, the same.
    await bench.db.deleteFrom('cells').execute();
    await bench.db.deleteFrom('tallies').execute();
    await settleCells(bench.db, { now: bench.now, random });
    assert.deepEqual((await bench.editing.articles({})).counts, counts);
  });
}

/**
 * What the desk promises when things happen at once, in the wrong order or twice, whatever database it lies in. Called by a
 * test for each of them.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markPublished, takeWaiting } from '../../src/newsroom/publishing/versions.ts';
import { random } from '../../src/newsroom/random.ts';
import { ANNA, BORIS, EditingBench } from './editing-bench.ts';
import type { UseEmpty } from './empty-database.ts';

const HARBOUR = ['Der Hafen', 'Die Kaimauer bleibt gesperrt.', 'Der Stadtrat berät am Freitag.'];

/** Runs the suite; `use` gives each test an empty database with all tables. */
export function editingFaultSuite(name: string, use: UseEmpty): void {
  const suite = (title: string, work: (bench: EditingBench) => Promise<void>): void => {
    test(`${name}: ${title}`, () => use((db) => work(new EditingBench(db))));
  };
  const ru = (article: string) => ({ article, language: 'ru' });
  const de = (article: string) => ({ article, language: 'de' });
  const UNCHECKED = [{ from: 'de', to: 'ru', engine: 'book', publish: 'unchecked' }] as const;

  /** Publishes, with something happening while the edition is being made. */
  async function publishing(bench: EditingBench, meanwhile: () => Promise<unknown>): Promise<void> {
    const taken = await takeWaiting(bench.db);
    assert.notEqual(taken.length, 0);
    await meanwhile();
    await markPublished(bench.db, taken, { now: bench.now, random });
  }

  /** An article with a translation that is ready to go out. */
  async function translated(bench: EditingBench): Promise<string> {
    const article = await bench.arrive('a', HARBOUR);
    await bench.publish();
    await bench.work();
    await bench.confirmAll(ru(article));
    assert.deepEqual(await bench.editing.publish(ru(article), {}, ANNA), { outcome: 'done' });
    return article;
  }

  suite('what an editor publishes while an edition is being made is a revision of its own', async (bench) => {
    const article = await translated(bench);
    await publishing(bench, async () => {
      await bench.editing.reopen(ru(article), ANNA);
      const { edit } = await bench.segment(ru(article), 'b1');
      await bench.editing.confirmSegment({ ...ru(article), key: 'b1', edit }, 'Другой текст', ANNA);
      assert.deepEqual(await bench.editing.publish(ru(article), {}, ANNA), { outcome: 'done' });
    });
    const [again] = await bench.publish();
    assert.deepEqual([again?.revision, again?.publishedRevision, again?.body.state], [2, 1, 'corrected']);
    assert.ok(again?.body.modifiedAt !== undefined);
    assert.match(JSON.stringify(again?.body), /Другой текст/);
    assert.deepEqual(
      (await bench.editing.revisions(ru(article))).map(({ revision, state }) => `${revision} ${state}`),
      ['2 corrected', '1 current'],
    );
    assert.equal(await bench.state(ru(article)), 'corrected');
    assert.deepEqual(await bench.publish(), []);
  });

  suite('a translation that is withdrawn while it goes out for the first time is withdrawn by the next edition', async (bench) => {
    const article = await translated(bench);
    await publishing(bench, () => bench.editing.withdraw(ru(article), 'Ein Irrtum.', ANNA));
    assert.deepEqual(await bench.published(), ['ru 2 withdrawn']);
    assert.equal(await bench.state(ru(article)), 'withdrawn');
  });

  suite('an original that is withdrawn while it goes out for the first time is withdrawn by the next edition', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await publishing(bench, () => bench.editing.withdraw(de(article), 'Ein Irrtum.', ANNA));
    assert.deepEqual(await bench.published(), ['de 2 withdrawn']);
    const other = await bench.arrive('b', HARBOUR);
    await publishing(bench, () => bench.takeBack('b'));
    assert.deepEqual(await bench.published(), ['de 2 withdrawn']);
    assert.equal(await bench.state(de(other)), 'withdrawn');
    assert.ok(!(await bench.everything()).includes('Kaimauer'));
  });

  suite('a sister that is drawn again while an edition is made is the same revision', async (bench) => {
    const article = await translated(bench);
    await bench.publish();
    await bench.arrive('a', [...HARBOUR, 'Mehr.']);
    await publishing(bench, () => bench.editing.withdraw(ru(article), 'Ein Irrtum.', ANNA));
    assert.deepEqual(await bench.published(), ['ru 2 withdrawn']);
    const rows = await bench.db.selectFrom('versions').select(['language', 'revision', 'published_revision']).execute();
    assert.deepEqual(rows.map((row) => `${row.language} ${row.revision} ${row.published_revision}`).sort(), [
      'de 2 2',
      'ru 2 2',
    ]);
  });

  suite('what is held back of a withdrawn version goes when its source, or a person, takes that back too', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.publish();
    await bench.editing.withdraw(de(article), 'Ein Irrtum.', ANNA);
    await bench.publish();
    await bench.arrive('a', [...HARBOUR, 'Ein Name.']);
    assert.match(await bench.everything(), /Ein Name/);
    await bench.takeBack('a');
    assert.doesNotMatch(await bench.everything(), /Kaimauer|Ein Name/);
    assert.equal(await bench.state(de(article)), 'withdrawn');

    await bench.arrive('a', [...HARBOUR, 'Noch ein Name.']);
    assert.equal(await bench.state(de(article)), 'arrived');
    assert.deepEqual(await bench.editing.withdraw(de(article), 'Ein Irrtum.', ANNA), { outcome: 'done' });
    assert.doesNotMatch(await bench.everything(), /Kaimauer|Noch ein Name/);
    assert.equal(await bench.state(de(article)), 'withdrawn');
    assert.deepEqual(await bench.published(), []);
  });

  suite('what comes and goes without being seen leaves no trace at its sisters', async (bench) => {
    bench.settings = { ...bench.settings, review: ['ru'], translations: [] };
    const article = await bench.arrive('a', HARBOUR);
    await bench.publish();
    await bench.arrive('ru', ['Гавань', 'Набережная закрыта.'], { language: 'ru', group: article });
    assert.deepEqual(await bench.publish(), []);
    await bench.editing.withdraw(ru(article), 'Ein Irrtum.', ANNA);
    assert.deepEqual(await bench.publish(), []);
    await bench.arrive('ru', ['Гавань', 'Набережная открыта.'], { language: 'ru', group: article });
    assert.deepEqual(await bench.publish(), []);
    await bench.takeBack('ru');
    assert.deepEqual(await bench.publish(), []);
  });

  suite('a translation goes with its original also when its source sent a text for it that is held back', async (bench) => {
    const article = await translated(bench);
    await bench.publish();
    bench.settings = { ...bench.settings, review: ['ru'] };
    await bench.arrive('ru', ['Гавань', 'Набережная закрыта.'], { language: 'ru', group: article });
    assert.match(await bench.front('ru'), /Kaimauer/, 'the translation is still out');
    await bench.takeBack('a');
    assert.deepEqual(await bench.published(), ['de 2 withdrawn', 'ru 2 withdrawn']);
    assert.doesNotMatch(await bench.everything(), /Kaimauer/);
  });

  suite('what a machine wrote is the machine’s when the memory gives it to another article', async (bench) => {
    await translated(bench);
    const again = await bench.arrive('again', HARBOUR);
    bench.machine = () => assert.fail('the memory has everything');
    await bench.work();
    await bench.confirmAll(ru(again), undefined, BORIS);
    await bench.publish();
    await bench.editing.publish(ru(again), {}, BORIS);
    const label = (await bench.publish()).find(({ body }) => body.language === 'ru')?.body.translation;
    assert.deepEqual(label, { from: 'de', how: 'machine-checked', by: 'Boris Lang', on: '2026-11-22' });

    // The same when a person takes it over by hand.
    const third = await bench.arrive('third', ['Ein dritter Tag', HARBOUR[1] ?? '']);
    bench.machine = () => 'Совсем другое';
    await bench.work();
    for (const { key, edit } of await bench.segments(ru(third))) {
      const text = key === 'b1' ? `[${HARBOUR[1]}]` : 'Третий день';
      await bench.editing.saveSegment({ ...ru(third), key, edit }, 'Черновик', ANNA);
      await bench.editing.confirmSegment({ ...ru(third), key, edit: edit + 1 }, text, ANNA);
    }
    assert.equal((await bench.editing.draft(ru(third)))?.label, 'machine-checked');
  });

  suite('what a person wrote is a person’s when the memory gives it to another article', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(article), ({ target }) => `По-русски: ${target}`);
    const again = await bench.arrive('again', HARBOUR);
    await bench.work();
    await bench.confirmAll(ru(again));
    assert.equal((await bench.editing.draft(ru(again)))?.label, 'person');
  });

  suite('the machine is asked again for one segment, whatever stands there, and writes over nobody', async (bench) => {
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    const { edit } = await bench.segment(ru(article), 'b1');
    await bench.editing.saveSegment({ ...ru(article), key: 'b1', edit }, 'Набережная закрыта.', ANNA);
    bench.machine = (text) => `{{${text}}}`;
    bench.asked.length = 0;
    assert.deepEqual(await bench.editing.draftAgain({ ...ru(article), key: 'b1' }, ANNA), { outcome: 'done' });
    await bench.work();
    assert.deepEqual(bench.asked, [HARBOUR[1]]);
    const segment = await bench.segment(ru(article), 'b1');
    assert.deepEqual([segment.target, segment.machine], ['Набережная закрыта.', `{{${HARBOUR[1]}}}`]);
  });

  suite('what a machine was asked of a draft that is gone is not written into the next one', async (bench) => {
    const article = await bench.arrive('a', ['Klaus Berg sagt aus', 'Er hat alles gesehen.']);
    await bench.publish();
    bench.whileTranslating = async () => {
      bench.whileTranslating = async () => {};
      await bench.takeBack('a');
      await bench.arrive('a', ['Ein Zeuge sagt aus', 'Er hat alles gesehen.']);
    };
    await bench.work();
    assert.deepEqual(await bench.standing(ru(article)), ['headline empty', 'b3 empty']);
    await bench.work();
    assert.doesNotMatch(await bench.everything(), /Klaus Berg/);
  });

  suite('what its original does not say any more leaves an unchecked translation by itself', async (bench) => {
    bench.settings = { ...bench.settings, translations: UNCHECKED };
    const article = await bench.arrive('a', HARBOUR);
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 1 current', 'ru 1 current']);
    await bench.arrive('a', HARBOUR.slice(0, 2));
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 2 corrected', 'ru 2 corrected']);
    assert.doesNotMatch(await bench.front('ru'), /Stadtrat/);
    assert.equal(await bench.state(ru(article)), 'corrected');
  });

  suite('what a person is writing is not published under their hands', async (bench) => {
    bench.settings = { ...bench.settings, translations: UNCHECKED };
    const article = await bench.arrive('a', HARBOUR);
    bench.whileTranslating = async () => {
      const { edit } = await bench.segment(ru(article), 'b1');
      await bench.editing.saveSegment({ ...ru(article), key: 'b1', edit }, 'Набережная остаётся', ANNA);
    };
    await bench.work();
    assert.deepEqual(await bench.published(), ['de 1 current']);
    assert.equal(await bench.state(ru(article)), 'review');
  });

  suite('what was let go under an embargo can be held back again before that ends', async (bench) => {
    bench.settings = { ...bench.settings, review: ['de'], translations: [] };
    const article = await bench.arrive('a', HARBOUR);
    await bench.editing.publish(de(article), {}, ANNA);
    await bench.publish();
    await bench.arrive('a', [...HARBOUR, 'Mehr.']);
    await bench.editing.setEmbargo(article, new Date(bench.now.getTime() + 600_000), ANNA);
    await bench.editing.publish(de(article), {}, ANNA);
    assert.deepEqual(await bench.editing.unschedule(de(article), BORIS), { outcome: 'done' });
    bench.later(20);
    assert.deepEqual(await bench.published(), []);
  });

  suite('a translation whose draft was lost shows that its original changed', async (bench) => {
    const article = await translated(bench);
    await bench.publish();
    await bench.db.deleteFrom('drafts').execute();
    await bench.arrive('a', [HARBOUR[0] ?? '', 'Die Kaimauer ist offen.', HARBOUR[2] ?? '']);
    await bench.publish();
    const { rows } = await bench.editing.articles({ touched: true });
    assert.deepEqual(
      rows.map((row) => row.article),
      [article],
    );
    await bench.work();
    assert.match(await bench.front('ru'), /gesperrt/, 'what is out stays until a person looked');
    await bench.confirmAll(ru(article));
    assert.deepEqual(await bench.editing.publish(ru(article), {}, ANNA), { outcome: 'done' });
    assert.deepEqual(await bench.published(), ['ru 2 corrected']);
    assert.deepEqual((await bench.editing.articles({ touched: true })).rows, []);
  });
}

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { parseHTML } from 'linkedom';
import type { Desk } from '../parts.ts';
import { askConsole, readText } from '../testing/ask-console.ts';
import { articleSpecimen, deskSpecimen, VIEWER } from '../testing/desk-specimen.ts';
import { id } from '../testing/specimen.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function open(limit = 50, change: (desk: Desk) => Desk = (desk) => desk) {
  const { desk, editing } = deskSpecimen(articleSpecimen(), limit);
  const asked = askConsole(change(desk));
  opened.push(asked);
  const cellOf = async (at: number, language: string) =>
    (await editing.article(id(at)))?.cells.find((cell) => cell.language === language);
  return { ...asked, editing, cellOf };
}
const documentOf = async (answer: Response) => parseHTML(await answer.text()).document;
const row = (document: Document, at: number) =>
  [...document.querySelectorAll(`#article-${id(at)} td.cell`)].map((cell) =>
    readText(cell.querySelector('.to-cell, .nothing')),
  );

test('a row says of every language where its version stands, since when and by whom', async () => {
  const { page, failures } = open();
  const document = await page('/articles');
  assert.deepEqual(row(document, 0), [
    'German: arrived 1 min ago',
    'English: in translation 0/14 segments confirmed 1 min ago',
    'Russian: to review 5/14 segments confirmed 1 min ago given to Milan Orlow',
    `Persian: ready 14/14 segments confirmed 1 min ago, ${VIEWER} 23 Nov 2026, 06:00:00 UTC`,
  ]);
  assert.match(row(document, 1)[1] ?? '', /published.*original changed/);
  assert.equal(row(document, 1)[3], '–no version');
  assert.match(readText(document.querySelector(`#article-${id(3)} .headline`)), /held until 23 Nov 2026, 05:00:00 UTC/);
  assert.deepEqual(failures, []);
});

test('a translation leads to its editor, any other version to its place on the article’s page', async () => {
  const { page } = open();
  const links = [...(await page('/articles')).querySelectorAll(`#article-${id(1)} .to-cell`)];
  assert.deepEqual(
    links.map((link) => link.getAttribute('href')),
    [`/articles/${id(1)}#version-de`, `/articles/${id(1)}/en`, `/articles/${id(1)}/ru`],
  );
});

test('filters are links with what there is of each, and one that is on is turned off by itself', async () => {
  const { page } = open();
  const document = await page('/articles?state=review&language=ru');
  const filter = (name: RegExp) => [...document.querySelectorAll('.filter')].find((link) => name.test(readText(link)));
  assert.equal(filter(/to review/)?.getAttribute('aria-current'), 'true');
  assert.equal(filter(/to review/)?.getAttribute('href'), '/articles?language=ru');
  assert.equal(readText(filter(/published/)), 'published13');
  assert.equal(filter(/published/)?.getAttribute('href'), '/articles?state=published&language=ru');
  assert.equal(document.querySelectorAll('#articles tbody tr').length, 1);
});

test('a search keeps the filters, and one that finds nothing says so', async () => {
  const { page } = open();
  const document = await page('/articles?q=%D0%BC%D0%BE%D1%81%D1%82&touched=yes');
  assert.deepEqual(
    [...document.querySelectorAll('#articles tbody tr')].map((each) => each.id),
    [`article-${id(1)}`],
  );
  assert.equal(document.querySelector('.search input[name=touched]')?.getAttribute('value'), 'yes');
  assert.match(readText((await page('/articles?q=zeppelin')).querySelector('main')), /No article is like that/);
});

test('pages follow each other by the place where the one before ended', async () => {
  const { page } = open(3);
  const first = await page('/articles');
  const next = [...first.querySelectorAll('.pages a')].at(-1)?.getAttribute('href') ?? '';
  const second = await page(next);
  const ids = (document: Document) => [...document.querySelectorAll('#articles tbody tr')].map((each) => each.id);
  assert.deepEqual(
    [...ids(first), ...ids(second)],
    [0, 1, 2, 3, 4, 5].map((at) => `article-${id(at)}`),
  );
  assert.equal(second.querySelector('.pages a')?.getAttribute('href'), '/articles');
});

test('a view is kept in this browser under a name, and forgotten again', async () => {
  const { page, post } = open();
  const kept = await post('/articles/views', { state: 'review', language: 'ru', view: '  My <b>desk ' });
  assert.deepEqual([kept.status, kept.headers.get('location')], [303, '/articles?state=review&language=ru']);
  const document = await page('/articles');
  assert.match(readText(document.querySelector('#said')), /Kept in this browser/);
  const view = document.querySelector('.view a');
  assert.deepEqual([readText(view), view?.getAttribute('href')], ['My <b>desk', '/articles?state=review&language=ru']);
  await post('/articles/views/remove', { name: 'My <b>desk' });
  assert.equal((await page('/articles')).querySelector('.view'), null);
});

test('there is room for ten views, and one more is refused', async () => {
  const { page, post } = open();
  for (let at = 0; at < 11; at += 1) await post('/articles/views', { state: 'ready', view: `view ${at}` });
  const document = await page('/articles');
  assert.equal(document.querySelectorAll('.view').length, 10);
  assert.match(readText(document.querySelector('#said.refused')), /no room/);
});

test('marked articles are begun, given and held back together, and what was refused is said', async () => {
  const { page, post, cellOf, editing } = open();
  const both: [string, string][] = [
    ['article', id(6)],
    ['article', id(7)],
    ['back', '/articles?state=published'],
  ];
  const begun = await post('/articles/bulk', [...both, ['act', 'begin'], ['language', 'ru']]);
  assert.deepEqual([begun.status, begun.headers.get('location')], [303, '/articles?state=published']);
  assert.equal((await cellOf(6, 'ru'))?.state, 'in-translation');
  assert.match(readText((await page('/articles')).querySelector('#said.done')), /^2 versions begun\.$/);

  await post('/articles/bulk', [...both, ['act', 'assign'], ['language', ''], ['assignee', 'Milan Orlow']]);
  assert.deepEqual([(await cellOf(6, 'ru'))?.assignee, (await cellOf(6, 'de'))?.assignee], ['Milan Orlow', null]);

  await post('/articles/bulk', [...both, ['act', 'embargo'], ['until', '2026-11-25T08:00']]);
  assert.equal((await editing.article(id(7)))?.holdUntil, '2026-11-25T08:00:00.000Z');
  await post('/articles/bulk', [...both, ['act', 'release']]);
  assert.equal((await editing.article(id(7)))?.holdUntil, null);

  await post('/articles/bulk', [...both, ['article', id(0)], ['act', 'publish'], ['language', 'fa']]);
  const said = readText((await page('/articles')).querySelector('#said.refused'));
  assert.match(said, /^1 version published\. Not done: .* in Persian: There is nothing of the kind/);
  assert.equal((await cellOf(0, 'fa'))?.state, 'published');
});

test('publishing in every language touches only what is ready or held back', async () => {
  const { post, cellOf } = open();
  await post('/articles/bulk', [
    ['article', id(0)],
    ['act', 'publish'],
    ['language', ''],
  ]);
  const states = await Promise.all(['de', 'en', 'ru', 'fa'].map(async (each) => (await cellOf(0, each))?.state));
  assert.deepEqual(states, ['published', 'in-translation', 'review', 'published']);
});

test('a form that marks nothing, or says no time, changes nothing and says why', async () => {
  const { post, page, editing } = open();
  for (const [fields, why] of [
    [[['act', 'publish']], /Choose articles first/],
    [
      [
        ['act', 'burn'],
        ['article', id(1)],
      ],
      /Choose what/,
    ],
    [
      [
        ['act', 'embargo'],
        ['article', id(1)],
        ['until', '2026-02-31T10:00'],
      ],
      /until when/,
    ],
  ] as [[string, string][], RegExp][]) {
    assert.equal((await post('/articles/bulk', [...fields, ['back', 'https://elsewhere.example/']])).status, 303);
    assert.match(readText((await page('/articles')).querySelector('#said.refused')), why);
  }
  assert.equal((await editing.article(id(1)))?.holdUntil, null);
});

test('an article shows its versions beside each other, and only what changed is marked', async () => {
  const { page } = open();
  const document = await page(`/articles/${id(1)}`);
  const heading = document.querySelector('h1');
  assert.deepEqual([readText(heading), heading?.getAttribute('lang')], ['Klappbrücke bleibt bis Mittwoch oben', 'de']);
  assert.deepEqual(
    [...document.querySelectorAll('.side-by-side .row.changed')].map((each) => each.id),
    ['block-b2'],
  );
  const changed = document.querySelector('#block-b2');
  assert.equal(readText(changed?.querySelector('del')), '2400');
  assert.equal(readText(changed?.querySelector('ins')), '1400');
  assert.match(readText(changed), /not yet in English, Russian/);
  const shown = await page(`/articles/${id(1)}?show=de&show=ru`);
  assert.match(readText(shown.querySelector('#block-b1')), /Мост у Старой гавани/);
});

test('it is said which carriers hold which version, with the page on each', async () => {
  const { page } = open();
  const document = await page(`/articles/${id(1)}`);
  const cells = [...document.querySelectorAll('#where tbody tr')].map((each) =>
    [...each.querySelectorAll('th, td')].map(readText),
  );
  assert.deepEqual(cells[0], ['lantern', 'has it page', 'has it page', 'has it page']);
  assert.deepEqual(cells[4], ['orchard', 'an older one page', 'has it page', 'has it page']);
  const link = document.querySelector('#where tbody a');
  assert.equal(link?.getAttribute('href'), `https://lantern.example/courier/de/2026/11/22/${id(1)}.html`);
});

test('what was done with it is listed, the newest first', async () => {
  const { page } = open();
  const lines = [...(await page(`/articles/${id(3)}`)).querySelectorAll('.trail li')].map(readText);
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /source took in German$/);
  assert.match(lines[1] ?? '', /Otto Fenn set the embargo until: 23 Nov 2026, 05:00:00 UTC$/);
});

test('a translation is begun, given, timed and published from the article’s page', async () => {
  const { post, page, cellOf } = open();
  const at = `/articles/${id(0)}`;
  const scheduled = await post(`${at}/publish`, { language: 'fa', at: '2026-11-24T07:30' });
  assert.deepEqual([scheduled.status, scheduled.headers.get('location')], [303, `${at}#version-fa`]);
  assert.equal((await cellOf(0, 'fa'))?.publishAt, '2026-11-24T07:30:00.000Z');
  assert.match(readText((await page(at)).querySelector('#said.done')), /Persian goes out at its time/);
  await post(`${at}/unschedule`, { language: 'fa' });
  assert.equal((await cellOf(0, 'fa'))?.publishAt, null);
  await post(`${at}/publish`, { language: 'fa' });
  assert.equal((await cellOf(0, 'fa'))?.state, 'published');
  await post(`${at}/assign`, { language: 'ru', assignee: '' });
  assert.equal((await cellOf(0, 'ru'))?.assignee, null);
  await post(`/articles/${id(6)}/begin`, { language: 'en' });
  assert.equal((await cellOf(6, 'en'))?.state, 'in-translation');
  await post(`${at}/reopen`, { language: 'fa' });
  assert.equal((await cellOf(0, 'fa'))?.state, 'review');
});

test('what is refused is said on the page, and what was typed stands there again', async () => {
  const { post, cellOf } = open();
  const past = await post(`/articles/${id(0)}/publish`, { language: 'fa', at: '2026-11-22T07:30' });
  assert.equal(past.status, 409);
  const document = await documentOf(past);
  assert.match(readText(document.querySelector('#said.refused')), /That time is past/);
  assert.equal(document.querySelector('#main')?.hasAttribute('data-live'), false, 'its address is that of the form');
  const note = 'It was 1,400 people, <b>not</b> 2,400.';
  const refused = await post(`/articles/${id(0)}/correct`, { language: 'ru', note });
  assert.equal(refused.status, 409);
  assert.match(readText((await documentOf(refused)).querySelector('#said.refused')), /It is review/);
  const kept = await post(`/articles/${id(1)}/correct`, { language: 'en', note: ' ' });
  assert.equal(kept.status, 409);
  assert.equal((await cellOf(1, 'en'))?.state, 'published');
  await post(`/articles/${id(1)}/correct`, { language: 'en', note });
  assert.equal((await cellOf(1, 'en'))?.state, 'corrected');
});

test('a correction that was refused keeps its note', async () => {
  const refuse: Desk['editing']['correct'] = async () => ({ outcome: 'refused', reason: 'The disk is full.' });
  const { post } = open(50, (desk) => ({ ...desk, editing: { ...desk.editing, correct: refuse } }));
  const note = 'It was 1,400 people, <b>not</b> 2,400.';
  const answer = await post(`/articles/${id(1)}/correct`, { language: 'en', note });
  const html = await answer.text();
  assert.ok(html.includes('It was 1,400 people, &lt;b&gt;not&lt;/b&gt; 2,400.</textarea>'));
  const { document } = parseHTML(html);
  assert.equal(document.querySelector('#correct-en-form')?.hasAttribute('open'), true);
  assert.match(readText(document.querySelector('#said.refused')), /The disk is full/);
});

test('an article that does not exist is not found, and its id stays text', async () => {
  const { ask } = open();
  const answer = await ask('/articles/%3Cb%3Enone');
  assert.equal(answer.status, 404);
  assert.ok(!(await answer.text()).includes('<b>none'));
});

test('a form from another site changes nothing', async () => {
  const { ask, cellOf } = open();
  for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const answer = await ask(`/articles/${id(0)}/publish`, {
      method: 'POST',
      body: new URLSearchParams({ language: 'fa' }),
      headers: { ...headers },
    });
    assert.equal(answer.status, 403);
  }
  assert.equal((await cellOf(0, 'fa'))?.state, 'ready');
});

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openConsole, type RunningConsole } from '../console.ts';
import { ARTICLE, draftDesk } from '../testing/draft-specimen.ts';
import { memoryNewsroom, NOW, specimen } from '../testing/specimen.ts';

const consoles: RunningConsole[] = [];
after(() => Promise.all(consoles.map((each) => each.close())));

async function open(options: Parameters<typeof draftDesk>[0] = {}) {
  const made = draftDesk(options);
  const failures: unknown[] = [];
  const running = await openConsole({
    newsroom: memoryNewsroom(specimen()),
    desk: made.desk,
    now: () => NOW,
    onFailure: (error) => failures.push(error),
  });
  consoles.push(running);
  const address = `${running.address}articles/${ARTICLE}/${options.language ?? 'ru'}`;
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${address}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers });
  const text = async (path = '') => {
    const answer = await fetch(`${address}${path}`);
    assert.equal(answer.status, 200, `${path}: ${answer.status} ${failures}`);
    return answer.text();
  };
  return { ...made, address, post, text, failures };
}

test('every segment stands beside its original, with its state in words', async () => {
  const { text } = await open();
  const html = await text();
  for (const part of [
    'Klappbrücke bleibt bis Mittwoch oben',
    'Разводной мост останется поднятым до среды',
    'by machine, not checked',
    'from the memory, not checked',
    'original changed',
    'The machine gave nothing: the engine did not answer within 20 s',
    'by Ada Brook, 22 Nov 2026, 17:40 UTC',
    '<del>1926</del>',
    '<ins>1962</ins>',
  ])
    assert.ok(html.includes(part), part);
  assert.match(html, /<textarea id="t-b2" name="target" lang="ru" dir="ltr"/);
  assert.match(html, /title="link to https:\/\/harbour\.example\/office"/);
});

test('a form saves, and leads back to its segment', async () => {
  const { post, segment } = await open();
  const answer = await post('/segments/b5', { act: 'save', edit: '1', target: 'Запчасть придёт\r\n\0в среду.' });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), `/articles/${ARTICLE}/ru#t-b5`);
  assert.equal(segment('b5')?.target, 'Запчасть придёт\nв среду.');
  assert.equal(segment('b5')?.state, 'draft');
});

test('confirming leads to the next segment that is not confirmed', async () => {
  const { post, segment } = await open();
  const answer = await post('/segments/b1', { act: 'confirm', edit: '1', target: 'Мост не опускается.' });
  assert.equal(answer.headers.get('location'), `/articles/${ARTICLE}/ru#t-b2`);
  assert.equal(segment('b1')?.confirmedBy, 'Ada Brook');
});

test('of two who write the same segment the second is shown both texts, and neither is lost', async () => {
  const { post, segment } = await open();
  assert.equal((await post('/segments/b5', { act: 'save', edit: '1', target: 'Первый текст' })).status, 303);
  const second = await post('/segments/b5', { act: 'save', edit: '1', target: 'Второй текст' });
  assert.equal(second.status, 409);
  const html = await second.text();
  assert.match(html, /data-theirs="Первый текст"/);
  assert.match(html, /<textarea id="t-b5"[^>]*>\nВторой текст<\/textarea>/);
  assert.equal(segment('b5')?.target, 'Первый текст');
  // The page names the edit it shows, so that sending it again is a choice.
  const edit = /id="s-b5"[^>]*data-edit="(\d+)"/.exec(html)?.[1] ?? '';
  assert.equal((await post('/segments/b5', { act: 'save', edit, target: 'Второй текст' })).status, 303);
  assert.equal(segment('b5')?.target, 'Второй текст');
});

test('a text that is sent twice because the first answer was lost is no conflict', async () => {
  const { post, segment } = await open();
  await post('/segments/b5', { act: 'save', edit: '1', target: 'Текст' });
  assert.equal((await post('/segments/b5', { act: 'save', edit: '1', target: 'Текст' })).status, 303);
  assert.equal((await post('/segments/b5', { act: 'confirm', edit: '1', target: 'Текст' })).status, 303);
  assert.equal(segment('b5')?.state, 'confirmed');
});

test('what cannot be confirmed is kept and says why; a check is switched off with a reason only', async () => {
  const { post, segment, text } = await open();
  const refused = await post('/segments/b3', { act: 'confirm', edit: '1', target: 'Мотор 1926 года' });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /Kept, but not confirmed/);
  const edit = String(segment('b3')?.edit);
  await post('/segments/b3/ignore', { check: 'numbers', edit, reason: '  ' });
  assert.deepEqual(segment('b3')?.ignored, []);
  await post('/segments/b3/ignore', { check: 'numbers', edit, reason: 'year mended' });
  assert.equal(segment('b3')?.ignored[0]?.reason, 'year mended');
  assert.match(await text(), /switched off by Ada Brook: year mended/);
});

test('the machine is offered where there is one, and asked', async () => {
  const { post, acts, text } = await open();
  assert.match(await text(), /Ask the machine/);
  assert.equal((await post('/segments/b5', { act: 'again', edit: '1', target: '' })).status, 303);
  assert.deepEqual(acts, ['Ada Brook: draft again']);
  assert.doesNotMatch(await (await open({ language: 'fa' })).text(), /Ask the machine/);
});

test('memory and terms are shown beside a segment that asks for them', async () => {
  const { text } = await open();
  assert.doesNotMatch(await text(), /86%/);
  for (const html of [await text('?at=b5'), await text('/segments/b5/help')]) {
    assert.match(html, /86%/);
    assert.match(html, /Запчасть должна прийти в понедельник\./);
    assert.match(html, /never «деталь»/);
  }
});

test('the script is answered with what changed, in pieces', async () => {
  const { post, address } = await open();
  const accept = { accept: 'application/json' };
  const saved = await (await post('/segments/b1', { act: 'confirm', edit: '1', target: 'Мост.' }, accept)).json();
  assert.equal(saved.outcome, 'saved');
  assert.deepEqual(saved.next, { key: 'b2', address: `/articles/${ARTICLE}/ru#t-b2` });
  assert.match(saved.html, /data-state="confirmed"/);
  const conflict = await post('/segments/b1', { act: 'save', edit: '1', target: 'Другой' }, accept);
  assert.equal(conflict.status, 409);
  assert.equal((await conflict.json()).edit, saved.edit);
  const now = await (await fetch(`${address}/now?from=0&to=4`)).json();
  assert.deepEqual(Object.keys(now.edits), ['kicker', 'headline', 'section.0', 'byline.0']);
});

test('who is in which segment is told to the others, not to themselves', async () => {
  const { post, address } = await open();
  await post('/here', { tab: 'one', key: 'b2' });
  const present = async (tab: string) => (await (await fetch(`${address}/now?tab=${tab}`)).json()).present;
  assert.deepEqual(await present('two'), [{ name: 'Ada Brook', key: 'b2' }]);
  assert.deepEqual(await present('one'), []);
});

test('what is asked for and is not there, or makes no sense, is said', async () => {
  const { address, post, failures } = await open();
  for (const path of ['x', '/segments/nope', '/segments/nope/help', 'x/revisions', 'x/preview'])
    assert.equal((await fetch(`${address}${path}`)).status, 404, path);
  const gone = await post('/segments/nope', { act: 'save', edit: 'x', target: 'Мой текст' });
  assert.equal(gone.status, 404);
  assert.match(await gone.text(), /<textarea id="yours"[^>]*>\nМой текст</);
  const time = await post('/publish', { at: 'soon' });
  assert.match(decodeURIComponent(time.headers.get('set-cookie') ?? ''), /“soon” is no time/);
  assert.equal((await fetch(`${address}?page=999999&show=what&at=nope`)).status, 200);
  assert.deepEqual(failures, []);
});

test('publishing says what came of it', async () => {
  const { post, acts } = await open();
  const refused = await post('/publish', {});
  assert.match(decodeURIComponent(refused.headers.get('set-cookie') ?? ''), /segments are not confirmed/);
  await post('/assign', { assignee: 'Ada Brook' });
  await post('/reopen', {});
  assert.deepEqual(acts, ['Ada Brook: assign Ada Brook', 'Ada Brook: reopen']);
});

test('the preview is the page that readers will get, framed so that nothing of it runs', async () => {
  const { address, text, failures } = await open();
  const page = await fetch(`${address}/preview/page`);
  assert.deepEqual(failures, []);
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*frame-ancestors 'self'; sandbox/,
  );
  assert.equal(page.headers.get('cross-origin-opener-policy'), 'unsafe-none', 'what is sandboxed may not ask for more');
  const html = await page.text();
  assert.match(html, /Разводной мост останется поднятым до среды/);
  assert.match(html, /<html[^>]* lang="ru"/);
  assert.match(await text('/preview/weight'), /\d\.\d of 8\.0 KB/);
  assert.match(await text('/preview'), /<iframe[^>]*sandbox/);
});

test('any two revisions are compared', async () => {
  const { text } = await open();
  assert.match(await text('/revisions'), /<del>вторника<\/del><ins>среды<\/ins>/);
  assert.match(await text('/revisions?from=2&to=2'), /Мост поднят до среды/);
});

test('ten thousand segments are shown two hundred at a time', async () => {
  const { ORIGINAL } = await import('../testing/draft-specimen.ts');
  const blocks = Array.from({ length: 10_000 }, (_, at) => ({
    id: `b${at + 1}`,
    type: 'paragraph' as const,
    content: [{ type: 'text' as const, text: `Absatz ${at + 1}` }],
  }));
  const { text, post } = await open({ original: { ...ORIGINAL, blocks } });
  const html = await text('?page=2');
  assert.equal(html.match(/class="segment /g)?.length, 200);
  assert.match(html, /Page 2 of 51/);
  const end = await post('/segments/b396', { act: 'confirm', edit: '1', target: 'Абзац 396', page: '2' });
  assert.equal(end.headers.get('location'), `/articles/${ARTICLE}/ru?page=3#t-b397`);
});

test('a draft goes out as XLIFF and comes back: typed, never confirmed, and nothing confirmed is overwritten', async () => {
  const { address, segment } = await open();
  const file = await (await fetch(`${address}/xliff/file`)).text();
  const back = file
    .replace('Мотор 1926 года', 'Мотор 1962 года')
    .replace('Разводной мост останется поднятым до среды', 'Другой заголовок');
  const bring = async (text: string, more: Record<string, string> = {}) => {
    const form = new FormData();
    form.set('file', new File([text], 'draft.xlf'));
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    return fetch(`${address}/xliff`, { method: 'POST', body: form });
  };
  const html = await (await bring(back)).text();
  assert.match(html, /1 segment changed/);
  assert.match(html, /Confirmed here, and different in the file/);
  assert.equal(segment('b3')?.target, 'Мотор 1962 года');
  assert.equal(segment('b3')?.state, 'draft');
  assert.equal(segment('headline')?.state, 'confirmed');
  await bring(back, { over: 'yes' });
  assert.equal(segment('headline')?.target, 'Другой заголовок');
  const refused = await bring(back.replace(ARTICLE, 'aaaaaaaaaa'));
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /The file was refused: .*rule: article/);
});

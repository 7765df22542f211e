import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from '../../../test/browser/chromium.ts';
import { assertFits, SIZES } from '../../../test/browser/fits.ts';
import { openConsole, type RunningConsole } from '../console.ts';
import { ARTICLE, draftDesk } from '../testing/draft-specimen.ts';
import { memoryNewsroom, NOW, specimen } from '../testing/specimen.ts';

let browser: Browser;
const contexts: BrowserContext[] = [];
const consoles: RunningConsole[] = [];
before(async () => {
  browser = await openChromium();
});
afterEach(async () => {
  for (const each of contexts.splice(0)) await each.close();
  for (const each of consoles.splice(0)) await each.close();
});
after(() => browser.close());

type Made = ReturnType<typeof draftDesk>;

async function serve({ desk }: Made, { name = 'Ada Brook', port = 0 } = {}): Promise<RunningConsole> {
  const access = { kind: 'everyone', name } as const;
  const newsroom = memoryNewsroom(specimen());
  const running = await openConsole({ newsroom, desk: { ...desk, access }, now: () => NOW, port });
  consoles.push(running);
  return running;
}

async function visit(running: RunningConsole, options: BrowserContextOptions = {}, language = 'ru') {
  const context = await browser.newContext({ viewport: SIZES.desktop, ...options });
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(`${running.address}articles/${ARTICLE}/${language}`);
  if (options.javaScriptEnabled !== false) await page.getByText('Live', { exact: true }).waitFor();
  return { context, page, faults };
}

const field = (page: Page, key: string) => page.locator(`[id="t-${key}"]`);
const kept = (page: Page, key: string) => page.locator(`[id="s-${key}"] [data-kept]`);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

for (const language of ['ru', 'fa']) {
  test(`the editor into ${language} has no fault that axe knows and fits phone and desktop, dark and light`, async () => {
    const { page } = await visit(await serve(draftDesk({ language })), { bypassCSP: true }, language);
    await field(page, 'b5').focus();
    await page.locator('[id="s-b5"] .help :is(.matches, .terms, .nothing)').first().waitFor();
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
    await assertFits(page, `editor-${language}`);
  });
}

for (const path of ['/preview', '/revisions', '?at=b5']) {
  test(`${path} has no fault that axe knows and fits phone and desktop, dark and light`, async () => {
    const running = await serve(draftDesk());
    const { page } = await visit(running, { bypassCSP: true, viewport: SIZES.phone });
    await page.goto(`${running.address}articles/${ARTICLE}/ru${path}`);
    await assertFits(page, `editor${path.replace(/\W/g, '-')}`);
  });
}

test('an article is translated with the keyboard alone', async () => {
  const made = draftDesk();
  const { page, faults } = await visit(await serve(made));
  await field(page, 'kicker').focus();
  await page.keyboard.press('Control+Enter');
  const texts: Readonly<Record<string, string>> = {
    'section.0': 'Гавань',
    'byline.0': 'Инес Хэллоуэй',
    b3: 'Мотор 1962 года',
    'b4.0': 'Паром: каждые 20 минут',
    'b4.1': 'Автобус: линия 7',
  };
  for (const [key, text] of Object.entries(texts).slice(0, 2)) {
    await page.waitForFunction((id) => document.activeElement?.id === id, `t-${key}`);
    await page.keyboard.insertText(text);
    await page.keyboard.press('Control+Enter');
  }
  // What the machine wrote is right as it is.
  await page.waitForFunction(() => document.activeElement?.id === 't-b1');
  await page.keyboard.press('Control+Enter');
  // The second placeholder is missing: it cannot be confirmed without.
  await page.waitForFunction(() => document.activeElement?.id === 't-b2');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Kept, but not confirmed').waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(' Объезд — ');
  await page.keyboard.press('Alt+2');
  await page.keyboard.insertText('четыре километра');
  await page.keyboard.press('Control+Enter');
  for (const [key, text] of Object.entries(texts).slice(2)) {
    await page.waitForFunction((id) => document.activeElement?.id === id, `t-${key}`);
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(text);
    await page.keyboard.press('Control+Enter');
  }
  await page.waitForFunction(() => document.activeElement?.id === 't-b5');
  await page.locator('[id="s-b5"] .matches').waitFor();
  await page.keyboard.press('Alt+m');
  assert.equal(await field(page, 'b5').inputValue(), 'Запчасть должна прийти в понедельник.');
  await page.keyboard.press('Control+Z');
  assert.equal(await field(page, 'b5').inputValue(), '');
  await page.keyboard.insertText('В среду должна прийти запчасть.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('All segments are confirmed').waitFor();
  assert.match(made.segment('b2')?.target ?? '', /Объезд — \{2\}четыре километра\{\/2\}$/);
  await page.getByRole('button', { name: 'Publish now' }).press('Enter');
  await page.getByText('It goes out with the next edition.').waitFor();
  assert.deepEqual(made.acts, ['Ada Brook: publish']);
  // A text that was refused is answered with 409, which a browser writes down.
  assert.deepEqual(
    faults.filter((fault) => !fault.includes('409')),
    [],
  );
});

test('Alt with an arrow goes to the field above and below, and Escape leaves it', async () => {
  const { page } = await visit(await serve(draftDesk()));
  await field(page, 'b1').focus();
  await page.keyboard.press('Alt+ArrowDown');
  assert.equal(await focused(page), 't-b2');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  assert.equal(await focused(page), 't-byline.0');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), '');
});

test('what is typed is kept by itself, and a button puts a placeholder around what is selected', async () => {
  const made = draftDesk();
  const { page, faults } = await visit(await serve(made));
  await field(page, 'b2').fill('Сообщило управление порта.');
  await field(page, 'b2').evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(9, 25));
  await page
    .locator('[id="s-b2"]')
    .getByRole('button', { name: /^Insert \{1\}/ })
    .click();
  assert.equal(await field(page, 'b2').inputValue(), 'Сообщило {1}управление порта{/1}.');
  await kept(page, 'b2').getByText('Saved', { exact: true }).waitFor();
  assert.equal(made.segment('b2')?.target, 'Сообщило {1}управление порта{/1}.');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual(faults, []);
});

test('a text typed while the server is dead is kept in the tab, outlives the page and is sent when it is back', async () => {
  const made = draftDesk();
  const running = await serve(made);
  const { page } = await visit(running);
  await running.close();
  await field(page, 'b5').fill('Запчасть придёт в среду.');
  await kept(page, 'b5')
    .getByText(/^Not saved yet: the newsroom does not answer/)
    .waitFor();
  assert.equal(made.segment('b5')?.target, '');
  const port = Number(new URL(running.address).port);
  await serve(made, { port });
  await kept(page, 'b5').getByText('Saved', { exact: true }).waitFor();
  assert.equal(made.segment('b5')?.target, 'Запчасть придёт в среду.');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

test('a page that is loaded again sends what the one before could not', async () => {
  const made = draftDesk();
  const { page } = await visit(await serve(made));
  page.on('dialog', (dialog) => void dialog.accept());
  await page.route('**/segments/b5', (route) => route.abort());
  await field(page, 'b5').fill('Запчасть придёт в среду.');
  await kept(page, 'b5')
    .getByText(/^Not saved yet: the newsroom does not answer/)
    .waitFor();
  await page.unroute('**/segments/b5');
  await page.reload();
  assert.equal(await field(page, 'b5').inputValue(), 'Запчасть придёт в среду.');
  await kept(page, 'b5').getByText('Saved', { exact: true }).waitFor();
  assert.equal(made.segment('b5')?.target, 'Запчасть придёт в среду.');
});

test('two people who write the same segment both see both texts, and nothing is lost', async () => {
  const made = draftDesk();
  const ada = await visit(await serve(made));
  const running = await serve(made, { name: 'Tom Reed' });
  const tom = await visit(running);
  await field(ada.page, 'b5').fill('Текст Ады.');
  await kept(ada.page, 'b5').getByText('Saved', { exact: true }).waitFor();
  await field(tom.page, 'b5').fill('Текст Тома.');
  await tom.page.getByText('Somebody else changed this segment meanwhile').waitFor();
  assert.equal(await tom.page.locator('.theirs').textContent(), 'Текст Ады.');
  assert.equal(await field(tom.page, 'b5').inputValue(), 'Текст Тома.');
  assert.equal(made.segment('b5')?.target, 'Текст Ады.');
  if (process.env.SHOTS)
    await tom.page.locator('[id="s-b5"]').screenshot({ path: `${process.env.SHOTS}/editor-conflict.png` });
  await tom.page.locator('[id="s-b5"]').getByRole('button', { name: 'Save', exact: true }).click();
  await kept(tom.page, 'b5').getByText('Saved', { exact: true }).waitFor();
  assert.equal(made.segment('b5')?.target, 'Текст Тома.');
  await field(ada.page, 'b5').fill('Ещё текст Ады.');
  await ada.page.getByRole('link', { name: 'take theirs' }).click();
  assert.equal(await field(ada.page, 'b5').inputValue(), 'Текст Тома.');
  assert.equal(made.segment('b5')?.target, 'Текст Тома.');
});

test('what another saves arrives by itself, but never over what is being typed; who is where is shown', async () => {
  const made = draftDesk();
  const running = await serve(made);
  const [one, two] = [await visit(running), await visit(running)];
  await one.page.route('**/segments/b4.0', (route) => route.abort());
  await field(one.page, 'b4.0').fill('Паром');
  await field(two.page, 'b5').fill('Запчасть придёт в среду.');
  await kept(two.page, 'b5').getByText('Saved', { exact: true }).waitFor();
  await one.page.waitForFunction(() => (document.getElementById('t-b5') as HTMLTextAreaElement).value !== '');
  assert.equal(await field(one.page, 'b5').inputValue(), 'Запчасть придёт в среду.');
  await field(two.page, 'b4.0').fill('Паромы ходят каждые 20 минут');
  await kept(one.page, 'b4.0')
    .getByText(/Somebody else changed this meanwhile|Not saved yet/)
    .waitFor();
  assert.equal(await field(one.page, 'b4.0').inputValue(), 'Паром');
  await one.page.locator('[id="s-b4.0"] .present', { hasText: 'Ada Brook is here' }).waitFor();
});

test('without script every form works the same', async () => {
  const made = draftDesk();
  const running = await serve(made);
  const { page } = await visit(running, { javaScriptEnabled: false });
  await field(page, 'b5').fill('Запчасть придёт в среду.');
  await page.locator('[id="s-b5"]').getByRole('button', { name: 'Confirm' }).click();
  await page.waitForURL('**/ru#t-kicker');
  assert.equal(made.segment('b5')?.state, 'confirmed');
  assert.equal(await page.locator('.insert:visible').count(), 0);
  await page.locator('[id="s-b3"]').getByRole('link', { name: 'Memory and terms' }).click();
  await page.locator('[id="s-b3"] .nothing').waitFor();
});

test('the preview is drawn in its frame with what it weighs, and anew when a text was kept', async () => {
  const { page, faults } = await visit(await serve(draftDesk()));
  await page.locator('#preview > summary').click();
  await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
  await page
    .locator('#weight')
    .getByText(/^\d\.\d of 8\.0 KB$/)
    .waitFor();
  await field(page, 'b5').fill('В среду должна прийти запчасть.');
  await page.frameLocator('iframe').getByText('В среду должна прийти запчасть.').waitFor();
  // Where its links lead is not here, and not to be left for.
  await page.frameLocator('iframe').getByRole('link', { name: 'Deutsch' }).click();
  await page.frameLocator('iframe').getByText('В среду должна прийти запчасть.').waitFor();
  assert.deepEqual(
    faults.filter((fault) => !fault.includes('sandbox')),
    [],
  );
});

test('with five thousand segments the page answers as ever', async () => {
  const { ORIGINAL } = await import('../testing/draft-specimen.ts');
  const blocks = Array.from({ length: 5_000 }, (_, at) => ({
    id: `b${at + 1}`,
    type: 'paragraph' as const,
    content: [{ type: 'text' as const, text: `Absatz ${at + 1}` }],
  }));
  const made = draftDesk({ original: { ...ORIGINAL, blocks } });
  const { page } = await visit(await serve(made));
  await field(page, 'b196').fill('Абзац 196');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL('**/ru?page=2#t-b197');
  await page.waitForFunction(() => document.activeElement?.id === 't-b197');
  assert.equal(made.segment('b196')?.state, 'confirmed');
});

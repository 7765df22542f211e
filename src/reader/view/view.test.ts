import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsOf } from '../../../test/browser/axe.ts';
import { type Bench, openBench, PHONE } from '../../../test/reader/open-bench.ts';
import { STATES, type State } from './testing/specimen.ts';

const ARTICLE = '2026/11/22/3fk9m2tq70.html';
const DESKTOP = { width: 1280, height: 900 };

let bench: Bench;
before(async () => {
  bench = await openBench();
});
after(() => bench?.close());

async function assertAccessible(page: Page, what: string): Promise<void> {
  const told = (await faultsOf(page)).map((fault) => `${what}: ${fault}`);
  assert.deepEqual(told, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${what} is ${overflow} px wider than the window`);
}

const LOOKS = [
  { viewport: PHONE, colorScheme: 'light', language: 'ru' },
  { viewport: PHONE, colorScheme: 'dark', language: 'fa' },
  { viewport: DESKTOP, colorScheme: 'light', language: 'fa' },
  { viewport: DESKTOP, colorScheme: 'dark', language: 'en' },
] as const;

for (const { language, ...look } of LOOKS) {
  test(`every state of a page is accessible: ${language}, ${look.colorScheme}, ${look.viewport.width} px`, async () => {
    const show = async (page: Page) => {
      for (const state of Object.keys(STATES) as State[]) {
        await page.evaluate((name) => window.specimen.tell(name), state);
        await assertAccessible(page, state);
      }
      await page.evaluate(() => window.specimen.tell('unwitnessed'));
      await page.locator('summary').click();
      await assertAccessible(page, 'unfolded');
    };
    await bench.open(`?state=current&aside&keeping&evidence#/${language}/${ARTICLE}`, show, look);
    await bench.open(`?state=searching#/${language}/`, (page) => assertAccessible(page, 'searching'), look);
  });

  test(`every place of the app is accessible: ${language}, ${look.colorScheme}, ${look.viewport.width} px`, async () => {
    const show = async (page: Page) => {
      for (const place of [`${language}/2026/11/22/`, 'kept', 'check', 'about']) {
        await page.goto(`${bench.origin}?aside&keeping#/${place}`);
        await page.locator('main h1').waitFor();
        await assertAccessible(page, place);
      }
      await page.goto(`${bench.origin}?broken&evidence#/kept`);
      await page.locator('main .grave').waitFor();
      await assertAccessible(page, 'kept, unreachable');
    };
    await bench.open(`?aside#/${language}/`, show, { ...look, locale: language });
  });
}

test('the chrome and the text each say their language and direction', async () => {
  await bench.open(`#/fa/${ARTICLE}`, async (page) => {
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [
      'fa',
      'rtl',
    ]);
    assert.equal(await page.locator('article').getAttribute('dir'), 'rtl');
    const [box, verdict] = await Promise.all([
      page.locator('.label').boundingBox(),
      page.locator('summary').boundingBox(),
    ]);
    assert.ok(
      box && verdict && box.x + box.width - (verdict.x + verdict.width) < 20,
      'the summary begins at the right',
    );
  });
});

test('text of a model is never markup, and an address that is not of the web is no link', async () => {
  await bench.open(`?state=hostile#/en/${ARTICLE}`, async (page) => {
    await page.locator('article h1').waitFor();
    assert.match((await page.locator('article h1').textContent()) ?? '', /<script>/);
    assert.equal(await page.locator('article a, article script, article img').count(), 0);
    assert.equal(await page.evaluate(() => window.attacked), undefined);
  });
});

test('what is not genuine is named and never shown', async () => {
  await bench.open(`?state=not-genuine&aside#/en/${ARTICLE}`, async (page) => {
    const text = (await page.locator('main').textContent()) ?? '';
    assert.match(text, /Not genuine\. Lindhafen Courier did not publish this/);
    assert.match(text, /It was changed after it was signed\. hash-mismatch/);
    assert.doesNotMatch(text, /lighthouse/);
  });
});

test('up to two carriers that were set aside are named above the text, without codes; more are counted', async () => {
  await bench.open(`?aside#/en/${ARTICLE}`, async (page) => {
    const aside = page.locator('.aside');
    assert.equal(await aside.textContent(), '3 copies were set aside.');
    await page.locator('summary').click();
    const all = (await page.locator('.carriers').textContent()) ?? '';
    assert.match(all, /mirror-3\.example\/bote: gave an altered page and was set aside hash-mismatch/);
    assert.match(all, /mirror-4\.example\/bote: holds an old copy \(edition 5\)/);
    await page.evaluate(() => {
      window.specimen.carriers = window.specimen.carriers.filter(({ why }) => why === 'false');
      window.specimen.tellCarriers();
    });
    assert.equal(await aside.textContent(), 'mirror-3.example/bote: gave an altered page and was set aside');
  });
});

test('when all that came was false, that is the heading', async () => {
  await bench.open('?state=false#/en/', async (page) => {
    assert.equal(await page.locator('main h1').textContent(), 'Every copy that answered was altered. None is shown.');
    assert.match((await page.locator('main').textContent()) ?? '', /did not sign it\. desk-signature/);
  });
});

test('an address of the newsroom’s own site is text that says why, and other links say that they leave', async () => {
  await bench.open(`#/en/${ARTICLE}`, async (page) => {
    const links = await page.locator('article a').evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    assert.deepEqual(links, ['https://archive.example/leuchtturm']);
    assert.match(
      (await page.locator('.own-site').textContent()) ?? '',
      /^North pier \(www\.courier\.example\/2019\/tower\?from=app · blocked; opening it may be noticed\)$/,
    );
  });
});

test('what a withdrawn article is called is not said twice', async () => {
  await bench.open(`?state=withdrawn#/ru/${ARTICLE}`, async (page) => {
    assert.equal(await page.locator('article h1').textContent(), 'Отозвано');
    assert.equal(await page.locator('article .state').count(), 0);
  });
});

test('several authors are joined as their language does it', async () => {
  await bench.open(`#/fa/${ARTICLE}`, async (page) => {
    assert.equal(await page.locator('.by').textContent(), 'میرا هولت و Anna Weber');
  });
});

test('a correction comes into the open page with a notice, and the eye stays where it was', async () => {
  await bench.open(`#/en/${ARTICLE}`, async (page) => {
    const heading = page.locator('[data-block=b8]');
    await heading.scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector('[data-block=b8]')?.scrollIntoView());
    const before = await heading.boundingBox();
    await page.evaluate(() => window.specimen.tell('corrected'));
    assert.match((await page.locator('.notice').textContent()) ?? '', /has just been corrected/);
    assert.equal(await page.locator('.correction').count(), 1);
    const now = await heading.boundingBox();
    assert.ok(before && now && Math.abs(before.y - now.y) < 2, `${before?.y} → ${now?.y}`);
    await page.evaluate(() => window.specimen.tell('just-withdrawn'));
    assert.match((await page.locator('main').textContent()) ?? '', /was not authorised/);
    assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /sandstone/);
    await page.getByRole('button', { name: 'Close' }).click();
    assert.equal(await page.locator('.notice').textContent(), '');
  });
});

test('the app works by keyboard alone', async () => {
  await bench.open('#/en/', async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the text');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    assert.equal(await page.evaluate(() => location.hash), '#/en/');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('details[open]').count(), 1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('article h1').waitFor();
    assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /^The old lighthouse/);
    await page.locator('figure button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('article img').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'IMG');
    await page.goBack();
    await page.locator('.listing h1').waitFor();
  });
});

test('nothing is loaded unasked, and what cannot be had is said', async () => {
  await bench.open(`#/en/${ARTICLE}`, async (page) => {
    assert.deepEqual(await page.evaluate(() => window.specimen.asked), [`en/${ARTICLE}`]);
    await page.getByRole('button', { name: 'Load video (1.8 MB)' }).click();
    await page.getByText('It could not be loaded from any copy.').waitFor();
    await page.getByRole('button', { name: 'Load picture (12 kB)' }).click();
    await page.locator('article img').waitFor();
    assert.deepEqual(await page.evaluate(() => window.specimen.asked.slice(1)), ['bbbb', 'aaaa']);
    // A corrected text brings the picture along that was loaded.
    await page.evaluate(() => window.specimen.tell('corrected'));
    assert.equal(await page.locator('article img').count(), 1);
  });
});

test('the first visit opens the language of the browser, or asks', async () => {
  await bench.open('', async (page) => assert.equal(await page.evaluate(() => location.hash), '#/fa/'), {
    locale: 'fa-IR',
  });
  await bench.open(
    '',
    async (page) => {
      assert.deepEqual(await page.locator('.choice a').allTextContents(), ['Deutsch', 'English', 'Русский', 'فارسی']);
    },
    { locale: 'it' },
  );
});

test('a page that is missing in a language offers that language’s front page', async () => {
  await bench.open(`#/en/${ARTICLE}`, async (page) => {
    await page.evaluate(() => {
      window.specimen.state = 'missing';
    });
    await page.getByRole('link', { name: 'Русский' }).click();
    await page.getByRole('heading', { name: 'Такой страницы нет' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Главная: Русский' }).getAttribute('href'), '#/ru/');
    assert.equal(await page.evaluate(() => document.title), 'Линдхафенский вестник');
    await page.evaluate(() => {
      window.specimen.state = 'current';
    });
    await page.getByRole('button', { name: 'Назад' }).click();
    await page.getByRole('heading', { name: 'The old lighthouse' }).waitFor();
  });
});

test('a page that is missing in a language that the newsroom does not have offers a front page that there is', async () => {
  await bench.open(`?state=missing#/es/${ARTICLE}`, async (page) => {
    await page.getByRole('heading', { name: 'No existe esa página' }).waitFor();
    assert.equal(await page.locator('main a').getAttribute('href'), '#/de/');
    assert.equal(await page.locator('main button').count(), 0, 'there is nothing to go back to');
  });
});

test('where the words of a language cannot be had, its pages are still read', async () => {
  await bench.open(`#/en/${ARTICLE}`, async (page) => {
    await page.route(/\/ru-/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error();' }));
    await page.getByRole('link', { name: 'Русский' }).click();
    await page.getByRole('heading', { name: 'Старый маяк' }).waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /Genuine\. Current as of/);
    assert.equal(await page.locator('article').getAttribute('lang'), 'ru');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  });
});

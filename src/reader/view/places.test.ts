import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Bench, openBench } from '../../../test/reader/open-bench.ts';
import { EVIDENCE } from './testing/specimen.ts';

const ARTICLE = '2026/11/22/3fk9m2tq70.html';

let bench: Bench;
before(async () => {
  bench = await openBench();
});
after(() => bench?.close());

test('files are checked, one dropped anywhere too, and only a genuine one is shown', async () => {
  await bench.open('#/en/', async (page) => {
    const drop = async (text: string) => {
      await page.evaluate((content) => {
        const data = new DataTransfer();
        data.items.add(new File([content], 'page.html'));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
      }, text);
    };
    await drop('genuine');
    await page.locator('article').waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /From the file page\.html/);
    await drop('forged');
    await page.getByText('Not genuine.').waitFor();
    assert.equal(await page.locator('article').count(), 0);
    await drop('foreign');
    await page.getByText('This file says it is from other.example.').waitFor();
    await drop('unsigned');
    await page.getByText('It cannot be told whether this is genuine. The file carries no signature.').waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /From the file page\.html/);
    assert.equal(await page.getByText('Not genuine').count(), 0);
    await page.setInputFiles('#file', { name: 'x.html', mimeType: 'text/html', buffer: Buffer.alloc(400_000, 'a') });
    await page.locator('article').waitFor();
    const asked = await page.evaluate(() => window.specimen.asked.at(-1));
    assert.ok((asked?.length ?? 0) < 263_000, 'no more is read than shows that it is too large');
  });
});

test('keeping is switched on and everything forgotten by one button each; nothing is stored before', async () => {
  await bench.open('#/kept', async (page) => {
    const stored = () =>
      page.evaluate(async () => [
        localStorage.length,
        sessionStorage.length,
        document.cookie,
        (await indexedDB.databases()).length,
      ]);
    assert.deepEqual(await stored(), [0, 0, '', 0]);
    await page.getByRole('button', { name: 'Keep pages from now on' }).click();
    await page.getByRole('link', { name: 'Старый маяк' }).waitFor();
    await page.getByRole('link', { name: 'Front page: Russian' }).waitFor();
    assert.deepEqual(await page.locator('main :is(h1, h2)').allTextContents(), ['Kept pages']);
    await page.getByText('Removes all of it, and keeps nothing from then on.').waitFor();
    await page.getByRole('button', { name: 'Forget everything' }).click();
    await page.getByText('Everything has been removed from this device.').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Старый маяк' }).count(), 0);
    assert.deepEqual(await stored(), [0, 0, '', 0]);
  });
});

test('what was kept and cannot be opened is told, and can be forgotten', async () => {
  await bench.open('?broken#/kept', async (page) => {
    await page.getByText('this browser cannot open it now').waitFor();
    assert.equal(await page.getByText('Nothing is kept on this device.').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Keep pages' }).count(), 0);
    await page.getByRole('button', { name: 'Forget everything' }).click();
    await page.getByText('Nothing is kept on this device.').waitFor();
  });
});

test('the two checkpoints of a fork are shown, and saved as one text file', async () => {
  await bench.open(`?state=conflict&evidence#/en/${ARTICLE}`, async (page) => {
    await page.locator('summary').click();
    assert.deepEqual(await page.locator('.label pre').allTextContents(), EVIDENCE);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save both as a text file' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'checkpoints.txt');
    assert.equal(readFileSync(await download.path(), 'utf8'), EVIDENCE.join('\n'));
  });
  await bench.open('?evidence#/about', async (page) => {
    // The heading is there before the file that draws what stands below it.
    await page.locator('main pre').nth(1).waitFor();
    assert.equal(await page.locator('main pre').count(), 2);
  });
});

test('what no page needs is fetched once a page is on the screen, and is there when the app’s origin is gone', async () => {
  await bench.open(`#/en/${ARTICLE}`, async (page) => {
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => /en-places-/.test(name)),
    );
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => /turn-on-/.test(name)),
    );
    await page.route('**/*', (route) => route.abort());
    await page.locator('summary').click();
    await page.getByText('Not a letter was changed').waitFor();
    for (const [place, text] of [
      ['Kept pages', 'Nothing is kept on this device.'],
      ['Check a file', 'Was a page sent to you?'],
      ['About this app', 'There are no accounts'],
    ] as const) {
      await page.getByRole('link', { name: place }).click();
      await page.getByText(text).waitFor();
      assert.equal(await page.getByRole('heading', { name: place }).count(), 1);
    }
  });
});

test('where a part of the app cannot be had that is said, reading goes on, and trying again helps', async () => {
  await bench.openWithoutPlaces(`#/en/${ARTICLE}`, async (page, allow) => {
    await page.locator('article h1').waitFor();
    assert.match((await page.locator('.verdict').textContent()) ?? '', /Genuine\. Current as of/);
    await page.locator('summary').click();
    const label = page.locator('.label');
    await label.getByText('The network may be blocked, slow or off.').waitFor();
    await page.getByRole('link', { name: 'About this app' }).click();
    await page.getByRole('heading', { name: 'About this app' }).waitFor();
    const again = page.getByRole('button', { name: 'Try again' });
    await again.click();
    await page.getByText('The network may be blocked, slow or off.').waitFor();
    await page.goBack();
    await page.locator('article h1').waitFor();
    await page.locator('summary').click();
    await label.getByRole('button', { name: 'Try again' }).waitFor();
    await allow();
    await label.getByRole('button', { name: 'Try again' }).click();
    await label.getByText('Not a letter was changed').waitFor();
    assert.equal(await again.count(), 0);
  });
});

test('a file that is dropped before its part of the app is there is checked when it is', async () => {
  await bench.openWithoutPlaces('#/check', async (page, allow) => {
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['genuine'], 'page.html'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    });
    await allow();
    await again.click();
    await page.locator('article').waitFor();
    assert.match((await page.locator('.label').textContent()) ?? '', /From the file page\.html/);
  });
});

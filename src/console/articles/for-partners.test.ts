import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { askConsole } from '../testing/ask-console.ts';
import { articleSpecimen, deskSpecimen } from '../testing/desk-specimen.ts';
import { id } from '../testing/specimen.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function open() {
  const { desk, editing } = deskSpecimen(articleSpecimen());
  const asked = askConsole(desk);
  opened.push(asked);
  return { ...asked, editing };
}

/** What a text field holds: the parser leaves its entities as they are. */
const written = (text: string | null): string => {
  const { document } = parseHTML(`<html><body><p>${text}</p></body></html>`);
  return document.querySelector('p')?.textContent ?? '';
};

test('the page of an article offers a snippet of each version that is out, for partners to copy', async () => {
  const { page, editing, failures } = open();
  const view = (await editing.article(id(1))) ?? assert.fail('no article');
  const document = await page(`/articles/${id(1)}`);
  const fields = [...document.querySelectorAll('#for-partners textarea')];
  const out = view.cells.filter(({ publishedRevision, state }) => publishedRevision > 0 && state !== 'withdrawn');
  assert.ok(out.length > 0);
  assert.deepEqual(
    fields.map((field) => field.id),
    out.map(({ language }) => `snippet-${language}`),
  );
  for (const field of fields) {
    const { document: snippet } = parseHTML(`<html><body>${written(field.textContent)}</body></html>`);
    const language = field.id.replace('snippet-', '');
    assert.equal(snippet.querySelector('blockquote')?.getAttribute('lang'), language);
    assert.match(
      snippet.querySelector('a')?.getAttribute('href') ?? '',
      new RegExp(`^https?://.*/${language}/.*${id(1)}\\.html$`),
    );
    assert.equal(
      snippet.querySelector('strong')?.textContent,
      view.versions.find((version) => version.language === language)?.body.headline,
    );
    assert.equal(field.hasAttribute('readonly'), true);
  }
  assert.deepEqual(failures, []);
});

test('an article of which nothing is out offers no snippet', async () => {
  const { page } = open();
  assert.equal((await page(`/articles/${id(0)}`)).querySelector('#for-partners'), null);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseBody, parseListing, serializeBody, serializeListing } from './index.ts';

const specification = readFileSync(new URL('../../docs/spec/article.md', import.meta.url), 'utf8');
const examples = [...specification.matchAll(/^```html\n(.*?)\n```$/gms)].map((match) => match[1] ?? '');

test('the examples of the specification are read and written as they stand', () => {
  const [article, front, ...more] = examples;
  assert.ok(article !== undefined && front !== undefined && more.length === 0);
  const { body, ...ofBody } = parseBody(article);
  assert.equal(serializeBody(body, ofBody), article);
  assert.equal(body.blocks.length, 10);
  const { listing, ...ofListing } = parseListing(front);
  assert.equal(serializeListing(listing, ofListing), front);
});

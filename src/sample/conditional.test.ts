import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from './conditional.ts';

const CHANGED = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2026-11-22T10:05:00Z');

function ask(headers: Record<string, string> = {}, parts: { body?: string; modifiedAt?: Date; now?: Date } = {}) {
  const { body = 'text', modifiedAt = CHANGED, now = LATER } = parts;
  return answer(new Request('http://bote.example/', { headers }), { type: 'text/plain', body, modifiedAt }, now);
}

const tag = ask().headers.get('etag') ?? '';
const date = ask().headers.get('last-modified') ?? '';

test('the tag follows the body and the date follows the change', () => {
  assert.match(tag, /^"[0-9a-f]{32}"$/);
  assert.equal(date, 'Sun, 22 Nov 2026 10:00:00 GMT');
  assert.notEqual(ask({}, { body: 'other' }).headers.get('etag'), tag);
});

test('a client that has the body gets 304 with the validators and nothing else', async () => {
  for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
    const reply = ask({ 'if-none-match': known });
    assert.equal(reply.status, 304, known);
    assert.equal(await reply.text(), '');
    assert.equal(reply.headers.get('etag'), tag);
  }
  assert.equal(ask({ 'if-modified-since': date }).status, 304);
  assert.equal(ask({ 'if-modified-since': LATER.toUTCString() }).status, 304);
});

test('a client that has something older gets the body', () => {
  assert.equal(ask({ 'if-none-match': '"x"' }).status, 200);
  assert.equal(ask({ 'if-modified-since': 'Sun, 22 Nov 2026 09:59:59 GMT' }).status, 200);
  assert.equal(ask({ 'if-modified-since': 'yesterday' }).status, 200);
});

test('the tag counts, whatever the date says', () => {
  assert.equal(ask({ 'if-none-match': '"x"', 'if-modified-since': date }).status, 200);
});

test('within the second of a change no date is given or believed, so a second change is never missed', () => {
  const now = new Date('2026-11-22T10:00:00.900Z');
  assert.equal(ask({}, { now }).headers.get('last-modified'), null);
  assert.equal(ask({ 'if-modified-since': date }, { now }).status, 200);
});

test('an answer that is not 200 has no validators', () => {
  const gone = { status: 410, type: 'text/html', body: 'gone', modifiedAt: CHANGED };
  const reply = answer(new Request('http://bote.example/', { headers: { 'if-none-match': '*' } }), gone, LATER);
  assert.equal(reply.status, 410);
  assert.equal(reply.headers.get('etag'), null);
});

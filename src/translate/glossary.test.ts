import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../platform/store/index.ts';
import { migrations, type Tables } from '../tables/index.ts';
import { changeTerm, loadTerms, type NewTerm, removeTerm, writeTerm } from './glossary.ts';

test('terms are written, changed, removed, and never there twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-glossary-'));
  const store = await openStore<Tables>(folder, { migrations });
  try {
    const { db } = store;
    const term = (source: string, target: string, rest: Partial<NewTerm> = {}): NewTerm => ({
      from: 'de',
      to: 'ru',
      source,
      target,
      kind: 'required',
      note: null,
      by: 'Marta',
      at: new Date('2026-11-22T10:00:00Z'),
      ...rest,
    });
    await writeTerm(db, 't1', term('  Rat ', 'совет'));
    const again = await writeTerm(db, 't2', term('Rat', 'совет', { kind: 'name', note: 'so heißt er' }));
    assert.deepEqual([again.id, again.kind, again.note], ['t1', 'name', 'so heißt er']);
    await writeTerm(db, 't3', term('Hafen', 'порт'));
    await writeTerm(db, 't4', term('', 'пристань', { kind: 'forbidden' }));
    await writeTerm(db, 't5', term('Hafen', 'بندر', { to: 'fa' }));
    assert.deepEqual(
      (await loadTerms(db, { from: 'de', to: 'ru' })).map((each) => each.target),
      ['пристань', 'порт', 'совет'],
    );
    assert.equal(await changeTerm(db, 't3', term('Hafen', 'гавань')), true);
    assert.equal(await changeTerm(db, 'nobody', term('Kai', 'причал')), false);
    await assert.rejects(changeTerm(db, 't3', term('Rat', 'совет')), { code: 'term-invalid' });
    await assert.rejects(writeTerm(db, 't6', term('', 'x')), { code: 'term-invalid' });
    await assert.rejects(writeTerm(db, 't6', term('x', 'x'.repeat(201))), { code: 'term-invalid' });
    assert.equal(await removeTerm(db, 't1'), true);
    assert.equal(await removeTerm(db, 't1'), false);
    assert.deepEqual(
      (await loadTerms(db)).map((each) => `${each.to} ${each.target}`),
      ['ru пристань', 'ru гавань', 'fa بندر'],
    );
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});

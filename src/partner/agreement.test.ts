import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedBy } from './agreement.ts';

const offered = { day: '2026-11-22', body: { language: 'ru', sections: ['Город', 'Port'] } };

test('an agreement takes what is in its languages, sections and time, and says why it does not', () => {
  assert.equal(refusedBy({ languages: ['ru'] }, offered), null);
  assert.equal(refusedBy({ languages: ['ru'], sections: ['ГОРОД'] }, offered), null);
  assert.equal(refusedBy({ languages: ['ru'], since: '2026-11-22', until: '2026-11-22' }, offered), null);
  for (const [terms, why] of [
    [{ languages: ['de'] }, /does not carry ru/],
    [{ languages: ['ru'], sections: ['Мир'] }, /Мир only/],
    [{ languages: ['ru'], since: '2026-11-23' }, /2026-11-23 or later/],
    [{ languages: ['ru'], until: '2026-11-21' }, /until 2026-11-21/],
  ] as const)
    assert.match(refusedBy(terms, offered) ?? '', why);
});

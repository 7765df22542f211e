import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../../editing/index.ts';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { NOW } from '../testing/specimen.ts';
import { countAges, countDays, loadAges, loadThroughput, openPace } from './throughput.ts';

test('days are counted in UTC, today last, and what is older counts for none', () => {
  const entries = [
    '2026-11-22T00:00:00.000Z',
    '2026-11-21T23:59:59.999Z',
    '2026-11-21T10:00:00.000Z',
    '2026-10-01T10:00:00.000Z',
  ];
  const days = countDays(
    entries.map((at) => ({ at })),
    [],
    NOW,
  );
  assert.equal(days.length, 14);
  assert.deepEqual(days.slice(-2), [
    { day: '2026-11-21', confirmed: 2, published: 0 },
    { day: '2026-11-22', confirmed: 1, published: 0 },
  ]);
  assert.equal(days[0]?.day, '2026-11-09');
});

test('every age is in exactly one class', () => {
  const hours = [0, 0.5, 1, 7.9, 8, 23, 24, 71, 72, 9_999].map((each) => each * 3_600_000);
  const ages = countAges(hours, []);
  assert.deepEqual(
    ages.map(({ label, review }) => `${label}: ${review}`),
    ['under an hour: 2', 'under 8 hours: 2', 'under a day: 2', 'under 3 days: 2', 'longer: 2'],
  );
  assert.equal(countAges([-5], [])[0]?.review, 1);
});

test('a long trail is read answer by answer, back to the first day and no further', async () => {
  const { editing } = deskSpecimen();
  const trail = Array.from({ length: 1_300 }, (_, at): AuditEntry => {
    const time = new Date(NOW.getTime() - at * 1_800_000).toISOString();
    return {
      id: `${at}`,
      at: time,
      who: 'Ada Brook',
      what: 'segment-confirmed',
      article: null,
      language: null,
      detail: {},
    };
  });
  const asked: (string | undefined)[] = [];
  const audit: typeof editing.audit = async ({ what, after, limit = 100 }) => {
    if (what !== 'segment-confirmed') return [];
    asked.push(after);
    const from = after === undefined ? 0 : Number(after) + 1;
    return trail.slice(from, from + limit);
  };
  const days = await loadThroughput({ ...editing, audit }, NOW);
  assert.deepEqual(asked, [undefined, '499']);
  assert.equal(days.at(-2)?.confirmed, 48);
  assert.equal(days[0]?.confirmed, 48);
});

test('what waits is counted by its own age, not by that of its article', async () => {
  const { editing } = deskSpecimen();
  const ages = await loadAges(editing, NOW);
  assert.deepEqual(ages[0], { label: 'under an hour', review: 1, translation: 1 });
});

test('those who ask within seconds share one answer, and one that failed is asked for again', async () => {
  const { editing } = deskSpecimen();
  let asked = 0;
  let isBroken = true;
  const audit: typeof editing.audit = async (query) => {
    asked += 1;
    if (isBroken) throw new Error('the database sleeps');
    return editing.audit(query);
  };
  let time = NOW;
  const pace = openPace({ ...editing, audit }, () => time);
  await assert.rejects(pace(), /sleeps/);
  isBroken = false;
  asked = 0;
  const [one, other] = await Promise.all([pace(), pace()]);
  assert.equal(one, other);
  assert.equal(asked, 3);
  time = new Date(NOW.getTime() + 10_000);
  await pace();
  assert.equal(asked, 6);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { languagesOf, type SampleChange, sampleArticles } from './content.ts';
import { openNewsdesk } from './newsdesk.ts';

const DAY_START = new Date('2026-11-22T00:00:00Z');

function open() {
  let at = new Date('2026-11-22T10:15:00.400Z').getTime();
  const now = () => {
    at += 60_000;
    return new Date(at);
  };
  return openNewsdesk(sampleArticles(), DAY_START, now);
}

test('times count back from the start of the day, so that a restart on the same day changes nothing', () => {
  const first = openNewsdesk(sampleArticles(), DAY_START, () => new Date('2026-11-22T08:00:00Z'));
  const later = openNewsdesk(sampleArticles(), DAY_START, () => new Date('2026-11-22T21:00:00Z'));
  assert.deepEqual(first.published(), later.published());
  assert.equal(first.find('kaimauer')?.publishedAt.toISOString(), '2026-11-21T21:00:00.000Z');
  assert.equal(first.find('handball')?.state, 'corrected');
  assert.equal(first.find('werftverkauf')?.state, 'withdrawn');
});

test('publish brings out the reserve in order, then bulletins without end', () => {
  const desk = open();
  const waiting = desk.waiting();
  const out = Array.from({ length: waiting + 4 }, () => desk.publish());
  assert.ok(out.every((each) => each.done));
  assert.equal(desk.waiting(), 0);
  const slugs = out.map((each) => (each.done ? each.slug : ''));
  assert.equal(new Set(slugs).size, slugs.length);
  assert.equal(slugs[0], 'robbe');
  assert.match(slugs.at(-1) ?? '', /^hafenbulletin-2026-11-22-4$/);
  assert.equal(desk.published()[0]?.article.slug, slugs.at(-1));
});

test('publish takes a named article of the reserve once', () => {
  const desk = open();
  assert.equal(desk.publish('seebad').done, true);
  assert.equal(desk.publish('seebad').done, false);
  assert.equal(desk.publish('kaimauer').done, false);
});

test('correct changes the fact in every language and says so', () => {
  const desk = open();
  assert.equal(desk.correct('sperre-orsanien').done, true);
  const entry = desk.find('sperre-orsanien');
  assert.ok(entry);
  assert.equal(entry.state, 'corrected');
  assert.equal(entry.notes.length, 1);
  assert.ok(entry.modifiedAt > entry.publishedAt);
  for (const language of languagesOf(entry.article)) {
    const change: SampleChange | undefined = entry.article.correction?.[language];
    assert.ok(change);
    assert.ok(!entry.bodies[language]?.includes(change.find), language);
    assert.ok(entry.bodies[language]?.includes(change.replace), language);
    assert.equal(entry.notes[0]?.texts[language], change.note);
  }
  assert.equal(desk.correct('sperre-orsanien').done, false, 'a correction is made once');
});

test('correct without a name goes on until nothing is wrong, and publishing gives it more to do', () => {
  const desk = open();
  let corrected = 0;
  while (desk.correct().done) corrected += 1;
  assert.ok(corrected >= 4);
  desk.publish('schleuse');
  assert.deepEqual(desk.correct().done, true);
  assert.equal(desk.find('schleuse')?.state, 'corrected');
});

test('withdraw takes back what came out last, and never an article twice', () => {
  const desk = open();
  desk.publish('robbe');
  desk.publish('jugendrat');
  const [first, second] = [desk.withdraw(), desk.withdraw()];
  assert.equal(first.done && first.slug, 'jugendrat');
  assert.equal(second.done && second.slug, 'robbe');
  assert.equal(desk.withdraw('robbe').done, false);
  assert.equal(desk.correct('robbe').done, false, 'a withdrawn article is not corrected');
  while (desk.withdraw().done);
  assert.ok(desk.published().every((each) => each.state === 'withdrawn'));
});

test('whatever an editor does in whatever order, times never go back and every slug is there once', () => {
  const actions = fc.array(fc.constantFrom('publish', 'correct', 'withdraw'), { maxLength: 40 });
  fc.assert(
    fc.property(actions, (names) => {
      const desk = open();
      let last = desk.changedAt();
      for (const name of names) {
        const changed = desk[name as 'publish' | 'correct' | 'withdraw']().done;
        assert.equal(desk.changedAt() > last, changed);
        last = desk.changedAt();
      }
      const slugs = desk.published().map((each) => each.article.slug);
      assert.equal(new Set(slugs).size, slugs.length);
      for (const each of desk.published()) assert.ok(each.modifiedAt >= each.publishedAt);
    }),
    { numRuns: 30 },
  );
});

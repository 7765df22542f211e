import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarrierPool } from './carrier-pool.ts';
import { STRATEGY } from './ports.ts';

const entry = (name: string, group = name) => ({
  address: `https://${name}.example/`,
  group,
  abilities: ['cors'] as const,
  hints: [],
});

let clock = 0;
/** A pool whose carriers answer 404 to everything. */
function poolOf(entries: readonly ReturnType<typeof entry>[], random: () => number = () => 0) {
  const fetch = async () => new Response(null, { status: 404 });
  const ports = { fetch, now: () => new Date(clock), random, isVisible: () => true, storage: null };
  return new CarrierPool(entries, ports, STRATEGY, () => {});
}
const namesOf = (carriers: readonly { readonly entry: { readonly address: string } }[]): string[] =>
  carriers.map((carrier) => new URL(carrier.entry.address).hostname.split('.')[0] ?? '');

const ask = (pool: CarrierPool, at = 0) => {
  const carrier = pool.spare()[at];
  assert.ok(carrier);
  return pool.ask(carrier, 'head', 10, new AbortController().signal);
};

test('the last winner comes first, then one of each group before a second of any', () => {
  const pool = poolOf([entry('a1', 'a'), entry('a2', 'a'), entry('b1', 'b'), entry('c1', 'c'), entry('b2', 'b')]);
  pool.win('https://b2.example/');
  assert.deepEqual(namesOf(pool.order()), ['b2', 'a1', 'c1', 'a2', 'b1']);
});

test('within that the order is random', () => {
  const lots = [0.9, 0.1, 0.5];
  assert.deepEqual(namesOf(poolOf([entry('a'), entry('b'), entry('c')], () => lots.shift() ?? 0).order()), [
    'b',
    'c',
    'a',
  ]);
});

test('who was silent comes late, who was old last, and who lied never', () => {
  const pool = poolOf([entry('a'), entry('b'), entry('c'), entry('d')]);
  const [a, b, c] = pool.order();
  assert.ok(a && b && c);
  pool.accuse(a, 'old', 'rollback');
  pool.note(b, { standing: 'silent' });
  pool.accuse(c, 'false', 'hash-mismatch');
  assert.deepEqual(namesOf(pool.order()), ['d', 'b', 'a']);
  pool.praise(c);
  assert.deepEqual(namesOf(pool.order()), ['d', 'b', 'a'], 'a lie is not forgiven');
  pool.praise(a, 3);
  assert.deepEqual(namesOf(pool.order()), ['a', 'd', 'b']);
});

test('a host that lied is asked when nobody else is left, and stays named', () => {
  const pool = poolOf([entry('a'), entry('b')]);
  for (const carrier of pool.order()) pool.accuse(carrier, 'false', 'hash-mismatch');
  const [a] = pool.order();
  assert.ok(a);
  assert.equal(pool.order().length, 2);
  assert.equal(pool.failureOfAll(), 'hash-mismatch');
  pool.praise(a, 3);
  assert.deepEqual([a.standing.standing, a.standing.why, a.standing.edition], ['aside', 'false', 3]);
});

test('small things are asked in turn, by quota, and in turn also after the quota’s time', async () => {
  const pool = poolOf([entry('a'), entry('b')]);
  const turns: string[] = [];
  for (let at = 0; at < 6; at += 1) {
    clock += 1;
    turns.push(namesOf(pool.spare())[0] ?? '-');
    await ask(pool);
  }
  assert.deepEqual(turns, ['a', 'b', 'a', 'b', 'a', 'b']);
  clock += STRATEGY.quotaMs - 1;
  assert.equal(namesOf(pool.spare())[0], 'a');
  for (let at = 0; at < 2 * STRATEGY.maxQuota; at += 1) if (pool.spare().length > 0) await ask(pool);
  assert.deepEqual(pool.spare(), []);
  clock += STRATEGY.quotaMs + 1;
  assert.equal(pool.spare().length, 2);
});

test('a new list keeps what is known, and one that no browser can read is not taken', () => {
  const pool = poolOf([entry('a'), entry('b')]);
  const [a] = pool.order();
  assert.ok(a);
  pool.accuse(a, 'false', 'hash-mismatch');
  pool.replace([{ ...entry('x'), abilities: [] }]);
  assert.equal(pool.standings().length, 2);
  pool.replace([entry('c'), entry('a'), { ...entry('x'), abilities: [] }]);
  assert.deepEqual(
    pool.standings().map(({ group, why }) => [group, why]),
    [
      ['c', null],
      ['a', 'false'],
      ['b', null],
    ],
    'and those of the card stay, at the end',
  );
  assert.deepEqual(
    pool.named.map(({ group }) => group),
    ['c', 'a'],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import type { BodyClaims } from './body.ts';
import { checkCurrent } from './current.ts';
import { ForkError, ProofError } from './errors.ts';
import { formatLabel, type Label } from './label.ts';
import { MAX_PAGE_BYTES } from './layout.ts';
import { formatPolicy } from './policy-text.ts';
import { verifyCarrier, verifyReport } from './report.ts';
import { verifyTrust } from './trust.ts';
import { seenOf, verifyHead } from './verify-head.ts';
import { type VerifiedPage, verifyPage } from './verify-page.ts';

const PATH = 'ru/2026/11/22/3fk9m2tq7x.html';

async function open() {
  const newsroom = await Newsroom.open();
  await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }]);
  const { fingerprint, read, now } = newsroom;
  return { newsroom, input: { fingerprint, read, now, page: { bytes: newsroom.file(PATH), path: PATH } } };
}

test('checks are told in the order in which they are made', async () => {
  const { input } = await open();
  const { checks } = await verifyReport(input);
  assert.deepEqual(
    checks.map(({ check }) => check),
    ['trust', 'head', 'history', 'form', 'bytes', 'desk', 'log', 'place', 'current'],
  );
});

test('nothing after a failed check of the page is claimed', async () => {
  const { input } = await open();
  const bytes = input.page.bytes.with(100, (input.page.bytes[100] ?? 0) ^ 1);
  const report = await verifyReport({ ...input, page: { bytes, path: PATH } });
  assert.deepEqual(
    report.checks.map(({ check, outcome }) => `${check} ${outcome}`),
    ['trust passed', 'head passed', 'history passed', 'form passed', 'bytes failed'],
  );
  assert.equal(report.page, null);
  assert.equal(formatLabel(report.label), 'Not genuine: hash-mismatch');
});

test('a page above the cap is refused', async () => {
  const { input } = await open();
  const report = await verifyReport({ ...input, page: { bytes: new Uint8Array(MAX_PAGE_BYTES + 1) } });
  assert.equal(report.label.failure, 'too-large');
});

test('a carrier that cannot be reached is silence, not a failure', async () => {
  const { newsroom, input } = await open();
  const read = () => Promise.reject(new Error('connection reset'));
  const unknown = await verifyReport({ ...input, read });
  assert.equal(unknown.exitCode, 3);
  const known = await verifyReport({ ...input, read, known: newsroom.file('trust/bundle') });
  assert.equal(known.label.kind, 'older');
  assert.equal(known.exitCode, 0);
});

test('a carrier with false trust data is told, and what is known still tells the page', async () => {
  const { newsroom, input } = await open();
  const known = newsroom.file('trust/bundle');
  await newsroom.writeTrust({ by: { timestamp: 'stranger' } });
  const report = await verifyReport({ ...input, known });
  assert.equal(report.label.failure, 'trust-threshold');
  assert.equal(report.page?.record.article, '3fk9m2tq7x');
});

test('a fork gives both checkpoints as evidence', async () => {
  const { newsroom, input } = await open();
  const other = await Newsroom.open();
  await other.publish([{ language: 'ru', parts: ['Мост открыт.'] }]);
  const seen = { number: 1, checkpoint: other.checkpoint };
  const report = await verifyReport({ ...input, seen });
  assert.equal(report.label.kind, 'conflict');
  assert.deepEqual(report.evidence, [other.checkpoint, newsroom.checkpoint]);
  const trusted = await verifyTrust(input);
  await assert.rejects(verifyHead(trusted, newsroom.file('head'), seen), ForkError);
});

test('a fork leaves what is remembered as it was, so that the next run finds it again', async () => {
  const { newsroom, input } = await open();
  const first = await verifyReport(input);
  assert.deepEqual(first.seen, { number: 1, checkpoint: newsroom.checkpoint });
  const other = await Newsroom.open();
  await other.publish([{ language: 'ru', parts: ['Мост открыт.'] }]);
  await other.publish([{ language: 'de', parts: ['Offen.'] }]);
  const forked = await verifyReport({ ...input, read: other.read, seen: first.seen });
  assert.equal(forked.label.kind, 'conflict');
  assert.equal(forked.head, null);
  assert.deepEqual(forked.seen, first.seen);
  assert.deepEqual(forked.evidence, [newsroom.checkpoint, other.checkpoint]);
});

test('trust data is to be kept whatever the label says', async () => {
  const { newsroom, input } = await open();
  const first = await verifyReport(input);
  assert.ok(first.keep);
  const bytes = await newsroom.makeRoot(2, { keys: { targets: ['targets-2'] }, by: ['root'] });
  await newsroom.writeTrust({ root: { version: 2, bytes } });
  const failed = await verifyReport({ ...input, known: first.keep });
  assert.equal(failed.label.failure, 'trust-threshold');
  assert.match(new TextDecoder().decode(failed.keep ?? undefined), /\n2\.root\.json /);
  const unknown = await verifyReport({ ...input, fingerprint: null });
  assert.equal(unknown.keep, null);
});

test('who reads bodies can refuse one, by name', async () => {
  const { input } = await open();
  const bodies: string[] = [];
  const readBody = (page: VerifiedPage): BodyClaims => {
    bodies.push(page.body);
    throw new ProofError('body-format', 'no header');
  };
  const report = await verifyReport({ ...input, readBody });
  assert.deepEqual(bodies, ['<article lang="ru">Мост закрыт.</article>']);
  assert.equal(formatLabel(report.label), 'Not genuine: body-format');
  assert.equal(report.checks.at(-1)?.check, 'body');
  assert.equal(report.page, null);
  const broken = () => {
    throw new TypeError('a fault of the program');
  };
  await assert.rejects(verifyReport({ ...input, readBody: broken }), TypeError);
});

test('a page is faulted for itself before it is for its carrier', async () => {
  const { newsroom, input } = await open();
  const seen = { number: 7, checkpoint: newsroom.checkpoint };
  const bytes = input.page.bytes.with(100, (input.page.bytes[100] ?? 0) ^ 1);
  const report = await verifyReport({ ...input, seen, page: { bytes, path: PATH } });
  assert.deepEqual(
    report.checks.filter(({ outcome }) => outcome === 'failed').map(({ failure }) => failure),
    ['rollback', 'hash-mismatch'],
  );
  assert.equal(report.label.failure, 'hash-mismatch');
});

test('what was seen of a stolen log beyond its end is told to be void', async () => {
  const { newsroom: final, input } = await open();
  const { size, root } = final;
  const [one, two, clock] = await Promise.all(['log/1', 'log/2', 'clock'].map((name) => final.signer(name)));
  final.number = 2 ** 53 - 3;
  await final.publish([{ language: 'de', parts: ['Gestohlen.'] }]);
  const seen = { number: final.number, checkpoint: final.checkpoint };
  const next = await Newsroom.open();
  next.log = 'courier.example/log/2';
  const retired = [{ log: one?.verifierKey ?? '', size, root, time: next.now }];
  await next.writeTrust({
    policy: formatPolicy({ log: two?.verifierKey ?? '', clock: clock?.verifierKey ?? '', retired }),
  });
  await next.publish([]);
  const report = await verifyReport({ fingerprint: input.fingerprint, read: next.read, now: input.now, seen });
  assert.equal(report.label.kind, 'current');
  assert.deepEqual(report.head?.voided, { origin: 'courier.example/log/1', size, seenSize: final.size });
  assert.match(report.checks[1]?.detail ?? '', /was closed at size 2, what was seen of it at size 4 is void/);
});

test('what was seen is remembered and met again', async () => {
  const { newsroom, input } = await open();
  const trusted = await verifyTrust(input);
  const head = await verifyHead(trusted, newsroom.file('head'), null);
  const seen = seenOf(head);
  await verifyHead(trusted, newsroom.file('head'), seen);
  await newsroom.publish([{ language: 'de', parts: ['Gesperrt.'] }]);
  const next = await verifyHead(trusted, newsroom.file('head'), seen);
  assert.equal(next.edition.number, 2);
});

test('a date some minutes ahead is taken for now, one further ahead is not told as a date', async () => {
  const { input } = await open();
  const behind = new Date(input.now.getTime() - 9 * 60_000);
  const near = await verifyReport({ ...input, now: behind });
  assert.deepEqual(near.label, { kind: 'current', time: behind, failure: null, witnessed: false });
  const far = await verifyReport({ ...input, now: new Date(input.now.getTime() - 11 * 60_000) });
  assert.deepEqual(far.label, { kind: 'ahead', time: null, failure: null, witnessed: false });
  assert.equal(far.exitCode, 0);
  assert.ok(far.checks.every(({ detail }) => !detail.includes('2026-')));
  assert.match(formatLabel(far.label), /^Genuine; the date of this copy is in the future/);
});

test('a page is as old as its own checkpoint when nothing newer is at hand', async () => {
  const { newsroom, input } = await open();
  const report = await verifyReport({ ...input, read: null, known: newsroom.file('trust/bundle') });
  assert.deepEqual(report.label.time, newsroom.now);
});

test('labels are those of the table', () => {
  const time = new Date('2026-11-22T14:05:00Z');
  const label = (kind: Label['kind'], rest: Partial<Label> = {}): string =>
    formatLabel({ kind, time, failure: null, witnessed: true, ...rest });
  assert.equal(label('current'), 'Genuine, current as of 2026-11-22 14:05 UTC');
  assert.equal(label('older'), 'Genuine; this copy is from 2026-11-22 14:05 UTC');
  assert.equal(label('newer-revision'), 'Genuine; a newer revision exists');
  assert.equal(label('withdrawn', { witnessed: false }), 'Genuine; withdrawn (not yet independently witnessed)');
  assert.equal(label('not-genuine', { failure: 'markers' }), 'Not genuine: markers');
  assert.equal(label('conflict', { failure: 'fork' }), 'Conflict: keep this file');
  assert.equal(label('cannot-tell'), 'Cannot tell');
  assert.equal(label('cannot-tell', { failure: 'trust-missing' }), 'Cannot tell: trust-missing');
});

test('a calendar that cannot be had gives no verdict, one that is false fails', async () => {
  const { newsroom, input } = await open();
  const trusted = await verifyTrust(input);
  const head = await verifyHead(trusted, newsroom.file('head'), null);
  const page = await verifyPage(trusted, input.page.bytes);
  assert.deepEqual(await checkCurrent(head, page, async () => null), { value: 'unknown' });
  const lie = checkCurrent(head, page, async () => new Uint8Array(3));
  await assert.rejects(lie, (error: unknown) => error instanceof ProofError && error.code === 'hash-mismatch');
});

test('a carrier is verified once for all its pages, and one bad page says nothing of the others', async () => {
  const { newsroom, input } = await open();
  const heads: string[] = [];
  const read = async (path: string) => {
    if (path === 'head') heads.push(path);
    return newsroom.read(path);
  };
  const carrier = await verifyCarrier({ ...input, read });
  assert.equal(carrier.report.label.kind, 'current');
  const bad = { bytes: input.page.bytes.slice(1), path: PATH };
  const reports = await Promise.all([
    carrier.verifyPage(input.page),
    carrier.verifyPage(bad),
    carrier.verifyPage(input.page),
  ]);
  assert.deepEqual(
    reports.map(({ label }) => label.kind),
    ['current', 'not-genuine', 'current'],
  );
  assert.equal(carrier.report.checks.length, 3);
  assert.equal(heads.length, 1);
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  bytesOf,
  canonicalJson,
  FAILURES,
  formatCalendarNode,
  formatCarriers,
  formatFingerprint,
  formatNotices,
  formatPolicy,
  parseCalendarNode,
  parseCarriers,
  parseDesks,
  parseEdition,
  parseNote,
  parseNotices,
  parsePolicy,
  parseRecord,
  parseVerifierKey,
  readPolicyText,
  rootFingerprint,
  sha256Hex,
  verifyHead,
  verifyNote,
  verifyPage,
  verifyTrust,
} from '../src/proof/index.ts';
import { parseRequest } from '../src/witness/index.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'spec');
const pages = ['record.md', 'page.md', 'edition.md', 'calendar.md', 'head.md', 'trust.md', 'witness.md'];
const textOf = (page: string): string => readFileSync(join(folder, page), 'utf8');

/** A page without its examples, grammars and code. */
const proseOf = (page: string): string => textOf(page).replaceAll(/^```.*?^```$|^ {4}[^\n]*$|`[^`\n]+`/gms, '');

interface Block {
  /** The word after the fence, and what follows it. */
  readonly kind: string;
  readonly rest: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  return [...textOf(page).matchAll(/^```([a-z]+) ?([^\n]*)\n(.*?)^```$/gms)].map(
    ([, kind = '', rest = '', text = '']) => ({
      kind,
      rest,
      text,
    }),
  );
}

/** The one block of that kind. */
function block(page: string, kind: string): string {
  const [found, ...more] = blocksOf(page).filter((each) => each.kind === kind);
  assert.ok(found, `${page} has a block "${kind}"`);
  assert.equal(more.length, 0, `${page} has one block "${kind}"`);
  return found.text;
}

/** Trust for the newsroom of the examples: the carrier they were taken from. */
async function trusted() {
  const carrier = join(import.meta.dirname, 'vectors', 'genuine-corrected', 'carrier');
  const read = async (path: string) => {
    const file = join(carrier, path);
    return existsSync(file) ? new Uint8Array(readFileSync(file)) : null;
  };
  const [fingerprint = ''] = block('trust.md', 'fingerprint').split('\n');
  return verifyTrust({ fingerprint, read, now: new Date('2026-11-22T11:00:00Z') });
}

test('the record verifies with the key beside it', async () => {
  const key = await parseVerifierKey(block('record.md', 'vkey').trim());
  const note = await verifyNote(parseNote(block('record.md', 'record')), [key]);
  assert.equal(parseRecord(note.text).revision, 2);
});

test('the page verifies, and its record is the one shown', async () => {
  const page = await verifyPage(await trusted(), bytesOf(block('page.md', 'page')));
  assert.equal(page.record.article, '3fk9m2tq7x');
  assert.ok(block('page.md', 'page').includes(block('record.md', 'record')));
});

test('the edition verifies with the key beside it, and is the one in the head', async () => {
  const key = await parseVerifierKey(block('edition.md', 'vkey').trim());
  const note = await verifyNote(parseNote(block('edition.md', 'edition')), [key]);
  assert.equal(parseEdition(note.text).number, 2);
  assert.ok(block('head.md', 'head').startsWith(block('edition.md', 'edition')));
});

test('the head verifies', async () => {
  const head = await verifyHead(await trusted(), bytesOf(block('head.md', 'head')), null);
  assert.equal(head.checkpoint.size, 8);
});

test('the calendar nodes parse, and each is the one its parent names', async () => {
  const nodes = blocksOf('calendar.md').filter(({ kind }) => kind === 'calendar');
  assert.equal(nodes.length, 4);
  let expected = parseEdition(parseNote(block('edition.md', 'edition')).text).calendar;
  for (const { rest, text } of nodes) {
    const bytes = bytesOf(text);
    assert.deepEqual({ sizeBytes: bytes.length, sha256: await sha256Hex(bytes) }, expected, rest);
    const node = parseCalendarNode(bytes, rest);
    assert.equal(formatCalendarNode(node), text);
    if (node.kind === 'inner') expected = [...node.children.values()][0] ?? expected;
    else assert.equal(node.lines.length, 3);
  }
});

test('notices and carriers parse and are written back alike', () => {
  const notices = bytesOf(block('calendar.md', 'notices'));
  assert.deepEqual(formatNotices(parseNotices(notices)), notices);
  const carriers = bytesOf(block('calendar.md', 'carriers'));
  assert.deepEqual(formatCarriers(parseCarriers(carriers)), carriers);
});

test('the root has the fingerprint shown, in hex and in digits', async () => {
  const [hex = '', digits] = block('trust.md', 'fingerprint').split('\n');
  const root = block('trust.md', 'json');
  assert.equal(await rootFingerprint(bytesOf(root)), hex);
  assert.equal(await sha256Hex(bytesOf(canonicalJson(JSON.parse(root).signed))), hex);
  assert.equal(digits, formatFingerprint(hex));
});

test('policy and desks parse and are those of the carrier', async () => {
  const { policy, desks } = await trusted();
  const shown = await parsePolicy(bytesOf(block('trust.md', 'policy')));
  assert.equal(shown.clock?.verifierKey, policy.clock?.verifierKey);
  const listed = await parseDesks(bytesOf(block('trust.md', 'desks')));
  assert.deepEqual(
    listed.map(({ verifierKey }) => verifierKey),
    desks.map(({ verifierKey }) => verifierKey),
  );
});

test('the request to a witness is one, and what it answers cosigns the checkpoint in it', async () => {
  const [logKey, witnessKey] = await Promise.all(
    ['logkey', 'witnesskey'].map((kind) => parseVerifierKey(block('witness.md', kind).trim())),
  );
  assert.ok(logKey && witnessKey);
  const request = parseRequest(bytesOf(block('witness.md', 'request')));
  assert.equal(request?.oldSize, 3);
  assert.equal(request.proof.length, 4);
  const { text } = await verifyNote(parseNote(request.checkpoint), [logKey]);
  const answer = await verifyNote(parseNote(`${text}\n${block('witness.md', 'answer')}`), [witnessKey]);
  assert.equal(answer.signatures[0]?.timeSeconds, Date.parse('2026-11-22T11:00:01Z') / 1000);
  const policy = block('witness.md', 'policy');
  assert.equal(formatPolicy(await readPolicyText(policy)), policy);
});

test('every failure that the specification names exists', () => {
  const words = pages.flatMap((page) => [...textOf(page).matchAll(/^\|.*\|(.*)\|$/gm)].map(([, cell = '']) => cell));
  const names = words.flatMap((cell) =>
    [...cell.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, name = '']) => name),
  );
  assert.ok(names.length > 30);
  for (const name of names) assert.ok(name in FAILURES, name);
});

test('every link between the pages leads somewhere', () => {
  const anchor = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
  for (const page of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    for (const [, target = ''] of proseOf(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path, hash] = target.split('#');
      const file = path === '' || path === undefined ? page : path;
      assert.ok(existsSync(join(dirname(join(folder, page)), file)), `${page}: ${target}`);
      if (hash === undefined) continue;
      const headings = [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchor(heading));
      assert.ok(headings.includes(hash), `${page}: ${target}`);
    }
  }
});

test('the threat model names a vector for every attack, and every vector of an attack', () => {
  const model = textOf('threat-model.md');
  const table = model.slice(model.indexOf('## What verification stops'), model.indexOf('## What each stolen key'));
  const named = [...table.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = '']) => name);
  const vectors = readdirSync(join(import.meta.dirname, 'vectors'), { withFileTypes: true });
  const attacks = vectors.filter((each) => each.isDirectory() && !each.name.startsWith('genuine-'));
  assert.deepEqual(named.toSorted(), attacks.map(({ name }) => name).toSorted());
  for (const row of table
    .split('\n')
    .filter((line) => /^\| [^-|]/.test(line))
    .slice(1))
    assert.match(row, /`/, row);
});

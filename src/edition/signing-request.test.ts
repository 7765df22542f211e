import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import fc from 'fast-check';
import {
  bytesOf,
  createTrustSigner,
  formatFingerprint,
  makeRoot,
  parseMetadata,
  rootFingerprint,
  trustKeyId,
} from '../proof/index.ts';
import {
  describeDraft,
  draftTargets,
  EditionError,
  fileReader,
  formatRequest,
  formatSignatures,
  type PublishedTrust,
  parseRequest,
  parseSignatures,
  publishedOf,
  signDraft,
  type TrustDraft,
  type TrustState,
} from './index.ts';
import { parsePublicHalf } from './key-file.ts';
import { keyElsewhere, publicHalf, scratchTrust, THREE, upgradeDraft } from './testing/ceremony.ts';
import { NEWSROOM, scratchNewsroom } from './testing/scratch-newsroom.ts';

const now = new Date('2026-11-22T12:00:00Z');

let trust: TrustState;
let published: PublishedTrust;
let draft: TrustDraft;
let text: string;

before(async () => {
  const path = await scratchNewsroom(['de']);
  trust = await scratchTrust(path);
  const root = await fileReader(join(path, 'edition', 'files'))('trust/1.root.json', 64 * 1024);
  published = publishedOf(trust, [root ?? assert.fail('there is no root')]);
  draft = await upgradeDraft(trust, now);
  text = formatRequest(NEWSROOM, published, draft, ['believe me']);
});

const parse = (request: string) => parseRequest(bytesOf(request), 'keys-request.json');

/** The request with something else in it. */
function altered(change: (request: Record<string, Record<string, unknown>>) => void): string {
  const request = JSON.parse(text);
  change(request);
  return JSON.stringify(request);
}

test('a request says on the other machine what it said here, from what is signed and not from its own words', async () => {
  const request = await parse(text);
  assert.equal(request.fingerprint, await rootFingerprint(published.roots[0] ?? bytesOf('')));
  assert.deepEqual(request.draft.root?.canonical, draft.root?.canonical);
  const says = await describeDraft(NEWSROOM, request.root, request.before, request.draft);
  assert.ok(!says.includes('believe me'));
  const [first] = THREE.root;
  assert.ok(first);
  const digits = formatFingerprint(await trustKeyId((await publicHalf(first)).publicKey));
  assert.ok(says.includes(`adds the root key ${digits}`));
  assert.ok(says.includes('2 of 3 root keys must sign (until now 1 of 1)'));
  assert.ok(says.includes('policy.txt stays as it is'));
});

test('a made-up past in which a stranger held the keys already cannot keep the stranger out of the words', async () => {
  const stranger = await createTrustSigner(new Uint8Array(32).fill(9));
  const holder = [...trust.root.keys.values()].slice(0, 1);
  const all = { publicKeys: [...holder, stranger.publicKey], threshold: 1 };
  const roles = { root: all, targets: all, snapshot: all, timestamp: all };
  const make = async (version: number) =>
    parseMetadata('root', await makeRoot({ version, expires: new Date('2027-11-22'), roles }, []));
  const old = (await make(1)).signed;
  const says = await describeDraft(NEWSROOM, old, published, { root: await make(2), targets: null, files: [] });
  const digits = formatFingerprint(stranger.keyId);
  for (const role of ['root', 'targets'])
    assert.ok(
      says.some((each) => each.startsWith(`all ${role} keys from then on, 1 of which sign: `) && each.includes(digits)),
      says.join('; '),
    );
});

test('what comes and goes in the files is said line by line', async () => {
  const [desk] = trust.desks;
  assert.ok(desk);
  const change = { desks: [{ ...desk, lastIndex: 7 }], identity: { newsroom: NEWSROOM, title: 'The Other Courier' } };
  const changed = { root: null, ...(await draftTargets(trust, change, now)) };
  const request = await parse(formatRequest(NEWSROOM, published, changed, []));
  const says = (await describeDraft(NEWSROOM, request.root, request.before, request.draft)).join('\n');
  assert.match(says, /^readers are told the name "The Other Courier" \(until now "The Courier"\)$/m);
  assert.match(says, /^adds to desks\.txt: courier\.example\/desk\/de .* 0 7$/m);
  assert.match(says, /^takes from desks\.txt: courier\.example\/desk\/de .* 0 -$/m);
});

test('a request whose parts do not belong together is refused', async () => {
  const cases: Record<string, string> = {
    'another newsroom': altered((request) => Object.assign(request, { newsroom: 'other.example' })),
    'a member more': altered((request) => Object.assign(request, { extra: 1 })),
    'a member less': altered((request) => void delete request.files),
    'nothing to sign': altered((request) => Object.assign(request, { sign: {} })),
    'something unknown to sign': altered((request) => Object.assign(request.sign ?? {}, { snapshot: '{}' })),
    'a version that was': altered(({ sign }) => replace(sign, 'root', '"version":2', '"version":1')),
    'a version that is skipped': altered(({ sign }) => replace(sign, 'root', '"version":2', '"version":3')),
    'targets that were': altered(({ sign }) => replace(sign, 'targets', '"version":2', '"version":1')),
    'another spelling of what is signed': altered(({ sign }) => replace(sign, 'root', '"version":2', '"version": 2')),
    'a document of another role': altered(({ sign }) => Object.assign(sign ?? {}, { root: sign?.targets })),
    'desks that the targets do not name': altered(({ files }) => replace(files, 'desks.txt', ' 0 -', ' 1 -')),
    'a policy that is not published': altered(({ before }) => replace(before, 'policy.txt', 'none', 'none ')),
    'a published root that nobody signed': altered(({ before }) =>
      replaceFirst(before, '"threshold":1', '"threshold":2'),
    ),
    'no published root': altered(({ before }) => Object.assign(before ?? {}, { roots: [] })),
    'a root twice': altered(({ before }) => {
      const roots = before?.roots as string[];
      Object.assign(before ?? {}, { roots: [...roots, ...roots] });
    }),
    'a member twice': text.replace('{', '{"newsroom":"courier.example",'),
    'another format': text.replace('signing-request/v1', 'signing-request/v2'),
    'no JSON': 'PRIVATE',
    'a list': '[]',
    'half of it': text.slice(0, text.length / 2),
    'too much': `${text}${' '.repeat(512 * 1024)}`,
  };
  for (const [name, request] of Object.entries(cases)) {
    assert.notEqual(request, text, name);
    await assert.rejects(parse(request), { code: 'request-invalid' }, name);
  }
  assert.equal((await parse(altered(() => {}))).newsroom, NEWSROOM, 'white space is free');
});

function replace(object: Record<string, unknown> | undefined, member: string, from: string, to: string): void {
  const value = object?.[member];
  assert.ok(object && typeof value === 'string' && value.includes(from), `${member} has no ${from}`);
  object[member] = value.replace(from, to);
}

function replaceFirst(object: Record<string, unknown> | undefined, from: string, to: string): void {
  const [first = '', ...others] = (object?.roots ?? []) as string[];
  assert.ok(object && first.includes(from));
  object.roots = [first.replace(from, to), ...others];
}

test('spoilt requests are refused or mean the same, and never throw anything else', async () => {
  const { id } = await parse(text);
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.string({ maxLength: 4 }), fc.nat(3), async (at, put, cut) => {
      const spoilt = text.slice(0, at) + put + text.slice(at + cut);
      try {
        const request = await parse(spoilt);
        assert.equal(request.id, id, 'what is signed is what it was');
      } catch (error) {
        assert.ok(error instanceof EditionError && error.code === 'request-invalid', String(error));
      }
    }),
    { numRuns: 60 },
  );
});

test('signatures come back as they were made, and a file that is spoilt is refused', async () => {
  const signatures = await signDraft(trust.root, draft, THREE.root);
  const given = { newsroom: NEWSROOM, request: 'ab'.repeat(32), signatures };
  const file = formatSignatures(given);
  assert.deepEqual(parseSignatures(bytesOf(file), 'x'), given);
  const json = JSON.parse(file);
  const [one, ...others] = json.signatures;
  const cases: Record<string, unknown> = {
    none: { ...json, signatures: [] },
    'a key twice': { ...json, signatures: [one, one, ...others] },
    'a field more': { ...json, signatures: [{ ...one, more: 1 }] },
    'a member more': { ...json, more: 1 },
    'a short signature': { ...json, signatures: [{ ...one, sig: one.sig.slice(2) }] },
    'no key id': { ...json, signatures: [{ ...one, keyid: 'root-1' }] },
    'an unknown document': { ...json, signatures: [{ ...one, document: 'snapshot' }] },
    'a flood': {
      ...json,
      signatures: Array.from({ length: 65 }, (_, at) => ({ ...one, keyid: String(at).padStart(64, '0') })),
    },
    'a request': JSON.parse(text),
  };
  for (const [name, value] of Object.entries(cases)) {
    assert.throws(() => parseSignatures(bytesOf(JSON.stringify(value)), 'x'), { code: 'request-invalid' }, name);
  }
  const huge = bytesOf(file + ' '.repeat(64 * 1024));
  assert.throws(() => parseSignatures(huge, 'x'), { code: 'request-invalid', message: /larger than/ });
});

test('a public half is taken for its own role and newsroom only', async () => {
  const { verifierKey } = await publicHalf(keyElsewhere('root', 5));
  assert.equal((await parsePublicHalf(` ${verifierKey}\n`, NEWSROOM, 'root')).verifierKey, verifierKey);
  await assert.rejects(parsePublicHalf(verifierKey, NEWSROOM, 'targets'), { code: 'request-invalid' });
  await assert.rejects(parsePublicHalf(verifierKey, 'other.example', 'root'), { code: 'request-invalid' });
  await assert.rejects(parsePublicHalf(verifierKey.slice(0, -4), NEWSROOM, 'root'), { code: 'request-invalid' });
});

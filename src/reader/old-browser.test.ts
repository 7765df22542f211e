import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StoredCase } from '../../test/vectors/case.ts';
import { cases } from '../../test/vectors/make.ts';
import { bytesOf, createSigner, parseVerifierKey, provideEd25519, type Report, verifyReport } from '../proof/index.ts';
import { verifyEd25519 } from './old-browser.ts';

const vectors = join(import.meta.dirname, '..', '..', 'test', 'vectors');
const whole = crypto.subtle.importKey;

/** Lets WebCrypto be one of a browser that knows no Ed25519. */
function takeEd25519Away(): void {
  crypto.subtle.importKey = async () => {
    throw new DOMException('Unrecognized name.', 'NotSupportedError');
  };
}

/** What a vector comes to here; `null` for bytes that are not there. */
async function verdictOf(name: string): Promise<Pick<Report, 'checks' | 'label'>> {
  const folder = join(vectors, name);
  const read = (path: string): Uint8Array | null => {
    try {
      return new Uint8Array(readFileSync(join(folder, path)));
    } catch {
      return null;
    }
  };
  const stored = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as StoredCase;
  const page = stored.path === null ? null : read('page.html');
  const { checks, label } = await verifyReport({
    fingerprint: stored.fingerprint,
    known: read('known.bundle'),
    seen: stored.seen,
    read: stored.offline ? null : async (path) => read(`carrier/${path}`),
    ...(page !== null && stored.path !== null && { page: { bytes: page, path: stored.path } }),
    now: new Date(stored.now),
  });
  return { checks, label };
}

// The order matters: once the platform turned out to lack Ed25519, the other implementation is used for good.
test('both implementations agree on what is a signature', async () => {
  const signer = await createSigner({
    name: 'courier.example/desk/ru',
    type: 'note',
    seed: new Uint8Array(32).fill(7),
  });
  const { publicKey, verify } = await parseVerifierKey(signer.verifierKey);
  const text = 'Мост закрыт.\n';
  const good = await signer.sign(text);
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const scalar = good.slice(32).reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n) + order;
  const malleable = Uint8Array.from(good, (byte, at) =>
    at < 32 ? byte : Number((scalar >> BigInt(8 * (at - 32))) & 255n),
  );
  const flipped = good.with(0, (good[0] ?? 0) ^ 1);
  for (const [signature, isGood] of [
    [good, true],
    [flipped, false],
    [malleable, false],
    [new Uint8Array(64), false],
  ] as const) {
    assert.equal((await verify(text, signature)) !== null, isGood);
    assert.equal(await verifyEd25519(publicKey, bytesOf(text), signature), isGood);
  }
  // Points of small order, for which anybody can make a signature of anything under the lenient rules.
  for (const key of [new Uint8Array(32), new Uint8Array(32).with(0, 1)]) {
    assert.equal(await verifyEd25519(key, bytesOf(text), new Uint8Array(64).with(0, 1)), false);
  }
});

test('every vector gets the same verdict where the platform lacks Ed25519', async () => {
  const before = new Map<string, Awaited<ReturnType<typeof verdictOf>>>();
  for (const { name } of cases) before.set(name, await verdictOf(name));
  takeEd25519Away();
  try {
    // Every key that was met is imported already: a new one asks the platform, which then turns out to lack it.
    const unmet = await parseVerifierKey(await keyOf(9));
    await assert.rejects(unmet.verify('text\n', new Uint8Array(64)), TypeError, 'nothing was provided yet');
    let loads = 0;
    provideEd25519(async () => {
      loads += 1;
      return verifyEd25519;
    });
    assert.equal(await unmet.verify('text\n', new Uint8Array(64)), null);
    for (const { name } of cases) assert.deepEqual(await verdictOf(name), before.get(name), name);
    assert.equal(loads, 1);
  } finally {
    crypto.subtle.importKey = whole;
  }
});

/** A verifier key made without the platform's help. */
async function keyOf(fill: number): Promise<string> {
  const importKey = crypto.subtle.importKey;
  crypto.subtle.importKey = whole;
  try {
    const name = 'courier.example/desk/de';
    return (await createSigner({ name, type: 'note', seed: new Uint8Array(32).fill(fill) })).verifierKey;
  } finally {
    crypto.subtle.importKey = importKey;
  }
}

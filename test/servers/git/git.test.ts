import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { after, test } from 'node:test';
import { type Carrier, CarryError, type GitTarget, openCarrier } from '../../../src/carry/index.ts';
import { testCarrier } from '../../conformance/carrier.ts';
import { startSshHost, whyNoSshHost } from './ssh-host.ts';

const missing = whyNoSshHost();
if (missing !== null) throw new Error(missing);
const host = await startSshHost();
after(() => host.close());

const newsroom = 'courier.example';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;
const open = (target: GitTarget): Promise<Carrier> => openCarrier(target, { name: 'pages', newsroom });

let count = 0;
async function newRepository(): Promise<{ readonly name: string; readonly target: GitTarget }> {
  count += 1;
  const name = `pages-${count}`;
  return { name, target: await host.makeRepository(name) };
}

testCarrier('git over ssh', {
  open: async () => {
    const { target } = await newRepository();
    const carrier = await open(target);
    const close = async () => {
      await carrier.close();
      await rm(target.workFolder, { recursive: true, force: true });
    };
    return { carrier, close };
  },
});

test('an edition is pushed over ssh, and what changed later sends only that', async () => {
  const { name, target } = await newRepository();
  host.git(name, 'config', 'receive.unpackLimit', '1');
  const carrier = await open(target);
  for (let index = 0; index < 400; index += 1) await carrier.write(`o/${index}`, randomBytes(500));
  await carrier.settle();
  const sizeOf = () => Number(/^size-pack: (\d+)$/m.exec(host.git(name, 'count-objects', '-v'))?.[1]);
  const firstKib = sizeOf();
  assert.ok(firstKib > 190);
  await carrier.write('o/7', randomBytes(500));
  await carrier.settle();
  await carrier.close();
  // The list of four hundred names and hashes is a tree of its own, 12 KB long; git sends what differs in it.
  assert.ok(sizeOf() - firstKib < 30, `${sizeOf() - firstKib} KiB more`);
  assert.equal(host.git(name, 'rev-list', '--count', 'pages'), '1');
});

test('a key that the host does not know is told', async () => {
  const { target } = await newRepository();
  await assert.rejects(open({ ...target, keyFile: host.strangersKey }), isCode('carrier-forbidden'));
});

test('a host with another key than the one that was named gets nothing', async () => {
  const { name, target } = await newRepository();
  await assert.rejects(open({ ...target, hostKey: host.otherHostKey }), isCode('carrier-not-proven'));
  assert.equal(host.git(name, 'for-each-ref'), '');
});

test('a host that is away is unreachable, and carried to when it is back', async () => {
  const { name, target } = await newRepository();
  const carrier = await open(target);
  await carrier.write('head', bytesOf('x'));
  await host.stop();
  await assert.rejects(open({ ...target, workFolder: `${target.workFolder}-2` }), isCode('carrier-unreachable'));
  await assert.rejects(carrier.settle(), isCode('carrier-unreachable'));
  await host.start();
  await carrier.settle();
  await carrier.close();
  assert.equal(host.git(name, 'show', 'pages:head'), 'x');
});

test('a push that is cut off in the middle leaves the branch as it was, and is made whole by the next', async () => {
  const { name, target } = await newRepository();
  const first = await open(target);
  await first.write('head', bytesOf('old'));
  await first.settle();
  await first.close();
  const relay = await host.relay(40_000, 'cut');
  const remote = target.remote.replace(/:\d+\//, `:${relay.port}/`);
  const cut = await open({ ...target, remote });
  await cut.write('m/ab/a.webp', randomBytes(500_000));
  await cut.write('head', bytesOf('new'));
  await assert.rejects(cut.settle(), isCode('carrier-unreachable'));
  await cut.close();
  await relay.close();
  assert.equal(host.git(name, 'show', 'pages:head'), 'old');
  const next = await open(target);
  await next.write('m/ab/a.webp', randomBytes(500_000));
  await next.write('head', bytesOf('new'));
  await next.settle();
  await next.close();
  assert.equal(host.git(name, 'show', 'pages:head'), 'new');
});

test('a push that freezes ends when it is told to, with all that git started', async () => {
  const { name, target } = await newRepository();
  const relay = await host.relay(40_000, 'freeze');
  const carrier = await open({ ...target, remote: target.remote.replace(/:\d+\//, `:${relay.port}/`) });
  await carrier.write('m/ab/a.webp', randomBytes(500_000));
  const stop = new AbortController();
  const settling = carrier.settle(stop.signal);
  setTimeout(() => stop.abort(new Error('stopped')), 1_500);
  await assert.rejects(settling, /stopped/);
  await carrier.close();
  await relay.close();
  assert.equal(host.git(name, 'for-each-ref'), '');
});

test('a branch that may not be forced, and a file larger than the host takes, are told', async () => {
  const { name, target } = await newRepository();
  const carrier = await open(target);
  await carrier.write('head', bytesOf('old'));
  await carrier.settle();
  host.git(name, 'config', 'receive.denyNonFastForwards', 'true');
  await carrier.write('head', bytesOf('new'));
  await assert.rejects(carrier.settle(), isCode('carrier-forbidden'));
  host.git(name, 'config', 'receive.denyNonFastForwards', 'false');
  host.git(name, 'config', 'receive.maxInputSize', '20000');
  await carrier.write('m/ab/a.webp', randomBytes(100_000));
  await assert.rejects(carrier.settle(), isCode('carrier-full'));
  await carrier.remove('m/ab/a.webp');
  await carrier.settle();
  await carrier.close();
  assert.equal(host.git(name, 'show', 'pages:head'), 'new');
});

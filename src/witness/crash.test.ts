import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bytesOf, parseVerifierKey, sha256Hex, type Verifier } from '../proof/index.ts';
import { askWitness } from './ask.ts';
import { scratchFolder } from './testing/scratch.ts';
import { ORIGIN, type SignedLog, signedLog } from './testing/signed-log.ts';
import { Witness } from './witness.ts';

const SCRIPT = fileURLToPath(new URL('testing/serve-and-die.ts', import.meta.url));
const log = await signedLog();
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
});

interface Running {
  readonly child: ChildProcess;
  readonly address: string;
  readonly verifier: Verifier;
  readonly ended: Promise<unknown>;
}

async function start(folder: string, dieAt: number): Promise<Running> {
  const args = ['--disable-warning=ExperimentalWarning', SCRIPT, folder, log.key.verifierKey, `${dieAt}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const ended = once(child, 'exit');
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const [address = '', key = ''] = line.trim().split(' ');
  return { child, address, verifier: await parseVerifierKey(key), ended };
}

const ask = async ({ address, verifier }: Running, from: SignedLog, size: number) =>
  askWitness({
    address,
    verifier,
    checkpoint: await from.checkpoint(size),
    oldSize: 0,
    prove: (oldSize) => from.prove(oldSize, size),
    now: () => new Date(),
    signal: AbortSignal.timeout(30_000),
  });

test('a witness killed between remembering and answering knows after its restart what it may have signed', async () => {
  const folder = await scratchFolder();
  const first = await start(folder, 2);
  assert.equal((await ask(first, log, 5)).kind, 'cosigned');
  assert.equal((await ask(first, log, 9)).kind, 'failed');
  await first.ended;

  const second = await start(folder, 0);
  const fork = await signedLog({ story: 'false', forkAt: 5 });
  assert.deepEqual(await ask(second, fork, 9), { kind: 'failed', why: 'it answered 422' });
  assert.deepEqual(await ask(second, log, 7), { kind: 'ahead', size: 9 });
  assert.equal((await ask(second, log, 9)).kind, 'cosigned');
  second.child.kill('SIGKILL');
  await second.ended;
});

test('killed at any moment, it has on disk whatever somebody got from it', async () => {
  const folder = await scratchFolder();
  let size = 1;
  for (const answers of [1, 3, 4, 7]) {
    const witness = await start(folder, 0);
    let got = 0;
    let given = 0;
    // Several at once, so that it dies in the middle of some.
    const asking = Array.from({ length: 8 }, async (_, at) => {
      const mine = size + at;
      if ((await ask(witness, log, mine)).kind !== 'cosigned') return;
      given = Math.max(given, mine);
      got += 1;
      if (got === answers) witness.child.kill('SIGKILL');
    });
    await Promise.all(asking);
    witness.child.kill('SIGKILL');
    await witness.ended;
    const again = await Witness.open({ folder, name: null, logs: [log.key.verifierKey], now: () => new Date() });
    const kept = Number(again.checkpoint(await sha256Hex(bytesOf(ORIGIN)))?.split('\n')[1]);
    await again.close();
    assert.ok(kept >= given && kept < size + 8, `${given} was given, ${kept} is remembered`);
    size = kept;
  }
});

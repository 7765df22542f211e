import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { HomeError, LOCK_FILE, openLock } from './index.ts';
import { livenessOf, ownIdentity } from './process-identity.ts';

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const MODULE = new URL('./index.ts', import.meta.url).href;
/** A process that tries for the lock, says `held` or the code of its error, and stays until its input ends. */
const CONTENDER = `
  const { openLock } = await import(${JSON.stringify(MODULE)});
  try { await openLock(process.argv[1], 'the test folder'); console.log('held'); } catch (error) { console.log(error.code); }
  process.stdin.resume().on('end', () => process.exit());
`;

/** Starts a contender; `said` is its first line. */
function contend(folder: string): { child: ChildProcess; said: Promise<string> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CONTENDER, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const said = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('ended without a word')));
  });
  return { child, said };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Leaves the lock of a process that was killed. */
async function leaveDeadLock(folder: string): Promise<void> {
  const { child, said } = contend(folder);
  assert.equal(await said, 'held');
  const end = ended(child);
  child.kill('SIGKILL');
  await end;
  assert.ok(existsSync(join(folder, LOCK_FILE)));
}

test('a folder is held once, in this process too, and free again after closing', () =>
  inFolder(async (folder) => {
    const lock = await openLock(folder, 'the test folder');
    assert.equal(lock.folder, folder);
    await assert.rejects(openLock(folder, 'the test folder'), (error: unknown) => {
      assert.ok(error instanceof HomeError);
      assert.equal(error.code, 'locked');
      assert.ok(error.message.includes(String(process.pid)) && error.message.includes(folder), error.message);
      assert.equal(error.retryable, true);
      return true;
    });
    await lock.close();
    await lock.close();
    assert.deepEqual(readdirSync(folder), []);
    await (await openLock(folder, 'the test folder')).close();
  }));

test('a missing folder is made for its owner only', () =>
  inFolder(async (folder) => {
    const lock = await openLock(join(folder, 'a/b'), 'the test folder');
    assert.equal(statSync(join(folder, 'a/b')).mode & 0o777, 0o700);
    await lock.close();
  }));

test('a second process is refused while the first lives, even when that is stopped', () =>
  inFolder(async (folder) => {
    const first = contend(folder);
    assert.equal(await first.said, 'held');
    await assert.rejects(openLock(folder, 'the test folder'), {
      code: 'locked',
      message: new RegExp(String(first.child.pid)),
    });
    first.child.kill('SIGSTOP');
    await assert.rejects(openLock(folder, 'the test folder'), { code: 'locked' });
    first.child.kill('SIGCONT');
    const end = ended(first.child);
    first.child.stdin?.end();
    await end;
    assert.deepEqual(readdirSync(folder), [], 'the end of the process lets go');
  }));

test('the lock of a killed process is taken over', () =>
  inFolder(async (folder) => {
    await leaveDeadLock(folder);
    const lock = await openLock(folder, 'the test folder');
    assert.deepEqual(readdirSync(folder), [LOCK_FILE]);
    await lock.close();
  }));

test('of many processes that race for a dead lock exactly one holds it', () =>
  inFolder(async (folder) => {
    for (let round = 0; round < 5; round += 1) {
      await leaveDeadLock(folder);
      const contenders = Array.from({ length: 5 }, () => contend(folder));
      const said = await Promise.all(contenders.map((each) => each.said));
      assert.equal(said.filter((each) => each === 'held').length, 1, said.join());
      assert.equal(said.filter((each) => each === 'locked').length, 4, said.join());
      await Promise.all(
        contenders.map(({ child }) => {
          const end = ended(child);
          child.stdin?.end();
          return end;
        }),
      );
      assert.deepEqual(readdirSync(folder), []);
    }
  }));

/** A process that has ended. */
const DEAD = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-v']).pid, start: '1', token: 'dead' };

function leave(folder: string, name: string, content: unknown): void {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

test('a lock whose process number went to another process is taken over, where starts can be told', () =>
  inFolder(async (folder) => {
    for (const reused of [{ start: '1' }, { boot: 'an earlier start of the machine' }]) {
      leave(folder, LOCK_FILE, { ...ownIdentity(), token: 'dead', ...reused });
      if (existsSync('/proc/self/stat')) await (await openLock(folder, 'the test folder')).close();
      else await assert.rejects(openLock(folder, 'the test folder'), { code: 'locked' });
    }
  }));

test('a takeover that died halfway is finished by the next process', () =>
  inFolder(async (folder) => {
    leave(folder, LOCK_FILE, DEAD);
    leave(folder, `${LOCK_FILE}.claim`, { ...DEAD, token: 'claim' });
    leave(folder, `${LOCK_FILE}.claim.claim`, { ...DEAD, token: 'claim of the claim' });
    const lock = await openLock(folder, 'the test folder');
    assert.deepEqual(readdirSync(folder), [LOCK_FILE]);
    await lock.close();
  }));

test('a takeover that is under way by a living process is not disturbed', () =>
  inFolder(async (folder) => {
    leave(folder, LOCK_FILE, DEAD);
    leave(folder, `${LOCK_FILE}.claim`, { ...ownIdentity(), token: 'living' });
    await assert.rejects(openLock(folder, 'the test folder'), { code: 'locked' });
    assert.deepEqual(readdirSync(folder), [LOCK_FILE, `${LOCK_FILE}.claim`]);
    assert.equal(JSON.parse(readFileSync(join(folder, LOCK_FILE), 'utf8')).token, 'dead');
  }));

test('a lock of another machine is never taken over', () =>
  inFolder(async (folder) => {
    leave(folder, LOCK_FILE, { ...DEAD, host: `not-${hostname()}` });
    await assert.rejects(openLock(folder, 'the test folder'), {
      code: 'locked-elsewhere',
      message: new RegExp(`not-${hostname()}`),
    });
  }));

test('a lock file that cannot be understood is left to a person', () =>
  inFolder(async (folder) => {
    for (const content of [
      '',
      'x',
      '{}',
      'null',
      '[]',
      JSON.stringify({ ...DEAD, pid: -1 }),
      JSON.stringify({ ...DEAD, token: 7 }),
    ]) {
      leave(folder, LOCK_FILE, content);
      await assert.rejects(openLock(folder, 'the test folder'), { code: 'lock-unreadable' }, content);
      assert.equal(readFileSync(join(folder, LOCK_FILE), 'utf8'), content);
    }
  }));

test('closing leaves a lock alone that is no longer its own', () =>
  inFolder(async (folder) => {
    const lock = await openLock(folder, 'the test folder');
    leave(folder, LOCK_FILE, { ...ownIdentity(), token: 'somebody else' });
    await lock.close();
    assert.deepEqual(readdirSync(folder), [LOCK_FILE]);
  }));

test('this process lives, and the first of the machine too', () => {
  assert.equal(livenessOf(ownIdentity()), 'living');
  assert.equal(livenessOf({ ...ownIdentity(), pid: 1, start: '' }), 'living');
});
